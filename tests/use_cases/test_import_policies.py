"""
What becomes of rows about records that are known, and what they are known by.
"""

from functools import partial

import pytest

from crm_core.companies import add_company
from crm_core.contacts import add_contact, list_contacts
from crm_core.custom_fields import add_custom_field
from crm_core.transfers import Noun, all_refused
from tests.taking_in import driven, options_of, refused_lines


@pytest.fixture
def run(crm, actor):
    """
    Runs a use case for somebody who may do everything.
    """
    return partial(crm.run, actor)


def people(run):
    """
    Title by first name.
    """
    return {row.first_name: row.title for row in run(list_contacts).items}


POLICIES = {
    "update": {"Ada": "New", "Bea": "Queen"},
    "fill": {"Ada": "Old", "Bea": "Queen"},
    "skip": {"Ada": "Old", "Bea": None},
}


@pytest.mark.parametrize("known", POLICIES)
def test_what_becomes_of_known_people(run, known):
    """
    Changed, filled or left alone.
    """
    run(partial(add_contact, first_name="Ada", email="ada@b.co", title="Old"))
    run(partial(add_contact, first_name="Bea", email="bea@b.co"))

    text = "First,Email,Title\nAda,ada@b.co,New\nBea,bea@b.co,Queen\n"
    driven(run, text, options=options_of(known=known), size=1)

    assert POLICIES[known] == people(run)


def test_known_people_are_left_to_a_person(run):
    """
    Asked for, rows about known people are put aside; the others are taken.
    """
    run(partial(add_contact, first_name="Ada", email="ada@b.co", title="Old"))
    text = "First,Email,Title\nAda,ada@b.co,New\nBea,bea@b.co,Queen\n"
    done = driven(run, text, options=options_of(known="ask"))

    assert {"Ada": "Old", "Bea": "Queen"} == people(run)
    assert [(2, True)] == [
        (line, "known already" in told) for line, told in refused_lines(run, done)
    ]


def test_known_people_may_be_made_once_more(run):
    """
    Others with the same name; but an address belongs to one contact.
    """
    run(partial(add_contact, first_name="Ada", last_name="L", phone="+44 20 79460001"))
    text = "First,Last,Phone\nAda,L,+44 20 79460001\n"
    driven(run, text, options=options_of(known="create"))

    assert 2 == len(run(list_contacts).items)
    run(partial(add_contact, first_name="Bea", email="bea@b.co"))
    taken = driven(
        run, "First,Email\nBea,bea@b.co\n", options=options_of(known="create")
    )
    assert 1 == taken.refused


@pytest.mark.parametrize(
    ("match", "text", "found"),
    [
        (("email",), "First,Email,Title\nX,ada@b.co,New\n", True),
        (("phone",), "First,Last,Phone,Title\nAda,L,020 7946 0001,New\n", True),
        (("phone",), "First,Last,Phone,Title\nEve,L,020 7946 0001,New\n", False),
        (("email",), "First,Last,Phone,Title\nAda,L,020 7946 0001,New\n", False),
        (("custom.no",), "First,custom.no,Title\nZ,7,New\n", True),
        (("custom.no",), "First,custom.no,Title\nAda,8,New\n", False),
    ],
)
def test_what_people_are_known_by(run, match, text, found):
    """
    The key that is chosen, and no other.
    """
    run(partial(add_custom_field, record="contact", name="no", kind="text"))
    fields = {"email": "ada@b.co", "phone": "+44 20 7946 0001", "custom": {"no": "7"}}
    run(partial(add_contact, first_name="Ada", last_name="L", title="Old", **fields))

    done = driven(run, text, options=options_of(match=match))

    expected = (1, 0, 0) if found else (0, 1, 0)
    assert expected == (done.figures.updated, done.figures.created, done.refused)
    assert (1 if found else 2) == len(run(list_contacts).items)


@pytest.mark.parametrize(
    ("match", "created"), [((), 0), (("domain",), 0), (("name",), 1)]
)
def test_what_companies_are_known_by(run, match, created):
    """
    Their domain, else their name, unless one of them is chosen.
    """
    run(partial(add_company, name="Acme", website="https://acme.example"))
    text = "Company,Website,Industry\nAcme Ltd.,acme.example,Anvils\n"
    done = driven(run, text, Noun.COMPANIES, options_of(match=match))

    assert created == done.figures.created


def test_whoever_is_meant_must_be_clear(run):
    """
    A row with the addresses of two people, and one by a number that two have, is
    refused; it says why.
    """
    for name in ("Ada", "Bea"):
        address = f"{name.lower()}@b.co"
        run(partial(add_contact, first_name=name, email=address))
    for title in ("one", "two"):
        twin = {"first_name": "Cleo", "last_name": "L", "phone": "+44 20 7946 0001"}
        run(partial(add_contact, allow_duplicates=True, title=title, **twin))
    text = (
        'First,Last,Email,Phone\nAda,,"ada@b.co, bea@b.co",\nCleo,L,,+44 20 7946 0001\n'
    )
    done = driven(run, text)

    codes = [[each.code for each in row.reasons] for row in all_refused(run, done.id)]
    assert [["ambiguous"], ["ambiguous"]] == codes
    assert 4 == len(run(list_contacts).items)


def test_clearing(run):
    """
    IMP-20: a blank cell keeps what is known, [clear] removes it.
    """
    given = {"title": "Countess", "department": "Engines"}
    run(partial(add_contact, first_name="Ada", email="ada@b.co", **given))

    driven(run, "First,Email,Title,Department\nAda,ada@b.co,,[clear]\n")

    [ada] = run(list_contacts).items
    assert ("Countess", None) == (ada.title, ada.department)
