"""
Files taken in by the library, in one go or part by part, and what became of them.
"""

from functools import partial
from hashlib import sha256
from io import BytesIO

from crm_adapters.bootstrap.importing import understood
from crm_core.companies import list_companies
from crm_core.contacts import list_contacts
from crm_core.shared import PageRequest, Query, StoredFile
from crm_core.transfers import (
    ImportOptions,
    Known,
    Noun,
    all_refused,
    begin_import,
    drive_import,
    import_companies,
    import_contacts,
    import_leads,
    import_opportunities,
)

IN_ONE_GO = {
    Noun.CONTACTS: import_contacts,
    Noun.COMPANIES: import_companies,
    Noun.OPPORTUNITIES: import_opportunities,
    Noun.LEADS: import_leads,
}
LISTS = {Noun.CONTACTS: list_contacts, Noun.COMPANIES: list_companies}


class Crash(Exception):
    """
    The process is gone.
    """


def options_of(noun=Noun.CONTACTS, *, known="update", match=(), values=None, **choices):
    """
    How a file is to be taken in.
    """
    return ImportOptions(
        known=Known(known), match=match, choices=choices, values=values or {}
    )


def begun(run, text, noun=Noun.CONTACTS, options=None, *, label="file.csv"):
    """
    The import of *text*, begun or gone on with.
    """
    data = text.encode()
    file = StoredFile(key=sha256(data).hexdigest(), size=len(data))
    options = options or ImportOptions()
    return run(partial(begin_import, label=label, options=options), noun, file)


def driven(run, text, noun=Noun.CONTACTS, options=None, **more):
    """
    The import of *text* once it has ended, some rows at a time.
    """
    transfer = begun(run, text, noun, options)
    ready = understood(run, BytesIO(text.encode()), noun, transfer.options)
    return drive_import(run, transfer, ready.source, ready.mapping, **more)


def taken_at_once(run, text, noun=Noun.CONTACTS, options=None):
    """
    The report of *text* taken in by one use case.
    """
    options = options or ImportOptions()
    ready = understood(run, BytesIO(text.encode()), noun, options)
    take = partial(
        IN_ONE_GO[noun],
        mapping=ready.mapping,
        known=options.known,
        match=options.match,
    )
    return run(take, ready.source.rows)


def crashing(run, at, *, after):
    """
    *run*, whose process goes at the call number *at*: before the transaction, or
    *after* it is committed.
    """
    calls = iter(range(1_000_000))

    def act(use_case, *args):
        number = next(calls)
        if number == at and not after:
            raise Crash
        result = run(use_case, *args)
        if number == at:
            raise Crash
        return result

    return act


def refused_lines(run, transfer):
    """
    The lines that an import refused, with the reasons.
    """
    return [(row.line, row.told) for row in all_refused(run, transfer.id)]


def records(run, noun=Noun.CONTACTS):
    """
    What every record says, in an order of its own; whom it works for by name.
    """
    request = PageRequest(size=200)
    found = run(LISTS[noun], Query(), request).items
    return sorted(_said(row, noun) for row in found)


def _said(row, noun):
    if noun is Noun.COMPANIES:
        names = ("name", "domain", "website", "phone", "industry", "tags", "address")
    else:
        names = (
            *("first_name", "last_name", "emails", "phones", "title", "department"),
            *("company_name", "tags", "notes", "custom"),
        )
    return repr([(name, getattr(row, name)) for name in names])
