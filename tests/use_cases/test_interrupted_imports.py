"""
An import in parts does what one in a single go does, wherever it is interrupted.
"""

from functools import partial

import pytest
from attrs import asdict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_adapters.memory import MemoryWorks
from crm_core import Crm
from crm_core.companies import add_company
from crm_core.contacts import add_contact
from crm_core.transfers import Figures, Noun, TransferState, list_transfers
from tests.builders import an_actor
from tests.taking_in import (
    Crash,
    crashing,
    driven,
    options_of,
    records,
    refused_lines,
    taken_at_once,
)

HEADERS = {
    Noun.CONTACTS: "First Name,Last Name,Email,Phone,Title,Company",
    Noun.COMPANIES: "Company,Website,Phone,Industry,Parent Company",
}
CELLS = {
    Noun.CONTACTS: (
        ["Ada", "Bea", "Cleo", ""],
        ["Lee", "Lovelace", ""],
        ["ada@b.co", "bea@b.co", "c@b.co", "nobody", "", ""],
        ["+44 20 7946 0001", "020 7946 0001", "+49 30 901820", "1", ""],
        ["Countess", "Queen", "[clear]", ""],
        ["Acme", "Zenith", ""],
    ),
    Noun.COMPANIES: (
        ["Acme", "Zenith", "Umbrella", ""],
        ["acme.example", "zenith.example", ""],
        ["+44 20 7946 0001", "1", ""],
        ["Anvils", "Trade", "[clear]", ""],
        ["Zenith", "Holding", ""],
    ),
}
KNOWN = st.sampled_from(["update", "fill", "skip", "create", "ask"])


def files(noun):
    """
    Small files whose rows are often about the same records.
    """
    row = st.tuples(*map(st.sampled_from, CELLS[noun])).map(",".join)
    return st.lists(row, min_size=1, max_size=9).map(
        lambda rows: "\n".join([HEADERS[noun], *rows]) + "\n"
    )


def an_organization(works=None):
    """
    Runs use cases for somebody of a new organization that knows some records.
    """
    run = partial(Crm(works or MemoryWorks()).run, an_actor())
    acme = run(partial(add_company, name="Acme", website="acme.example"))
    ada = {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@b.co"}
    run(partial(add_contact, title="Queen", company_id=acme.id, **ada))
    run(partial(add_contact, first_name="Bea", last_name="Lee", phone="+49 30 901820"))
    return run


def figures_of(report):
    """
    The figures of an import, however it was taken in.
    """
    return {name: getattr(report, name) for name in asdict(Figures())}


CASES = [Noun.CONTACTS, Noun.COMPANIES]


@pytest.mark.parametrize("noun", CASES)
@given(data=st.data(), size=st.integers(1, 10), known=KNOWN)
@settings(max_examples=60, deadline=None)
def test_parts_make_no_difference(noun, data, size, known):
    """
    IMP-11: for parts of any size the same records, figures and refusals as in a single
    go; rows about one record are found across the borders of parts.
    """
    text, options = data.draw(files(noun)), options_of(known=known)
    one, other = an_organization(), an_organization()

    at_once = taken_at_once(one, text, noun, options)
    in_parts = driven(other, text, noun, options, size=size)

    assert figures_of(at_once) == figures_of(in_parts.figures)
    told = [(row.line, row.told) for row in at_once.refused]
    assert told == sorted(refused_lines(other, in_parts))
    assert records(one, noun) == records(other, noun)
    assert records(one, Noun.COMPANIES) == records(other, Noun.COMPANIES)


def interrupted(run, text, noun, options, *, size, crashes):
    """
    The import of *text* by processes that crash one after another, until one ends it.
    """
    for at, after in crashes:
        try:
            return driven(
                crashing(run, at, after=after), text, noun, options, size=size
            )
        except Crash:
            ended = [each.state is TransferState.DONE for each in _imports(run)]
            if any(ended):
                break
    [transfer] = _imports(run)
    return transfer if transfer.ended else driven(run, text, noun, options, size=size)


def _imports(run):
    return run(list_transfers).items


CRASHES = st.lists(st.tuples(st.integers(1, 8), st.booleans()), min_size=1, max_size=3)


@pytest.mark.parametrize("noun", CASES)
@given(data=st.data(), size=st.integers(1, 4), known=KNOWN, crashes=CRASHES)
@settings(max_examples=60, deadline=None)
def test_crashes_make_no_difference(noun, data, size, known, crashes):
    """
    Wherever processes crash, before a transaction or behind it: going on ends with the
    rows and figures of an undisturbed run.
    """
    check(None, data.draw(files(noun)), noun, known, size, crashes)


@pytest.mark.postgres
@given(text=files(Noun.CONTACTS), size=st.integers(1, 4), crashes=CRASHES)
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_crashes_make_no_difference_on_postgres(postgres_works, text, size, crashes):
    """
    The same with real transactions.
    """
    check(postgres_works, text, Noun.CONTACTS, "update", size, crashes)


def check(works, text, noun, known, size, crashes):
    """
    An interrupted import against an undisturbed one.
    """
    options = options_of(known=known)
    one, other = an_organization(works), an_organization(works)

    calm = driven(one, text, noun, options, size=size)
    tried = interrupted(other, text, noun, options, size=size, crashes=crashes)

    assert figures_of(calm.figures) == figures_of(tried.figures)
    assert calm.position == tried.position
    assert refused_lines(one, calm) == refused_lines(other, tried)
    assert records(one, noun) == records(other, noun)
