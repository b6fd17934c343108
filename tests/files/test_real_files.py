"""
What becomes of every cell of the real files, as ``real_files.txt`` states it.

Each section there is a file: what its rows are, how many are taken and refused, where
its columns go (those that hold something), and what finds no place, with the reason:

own     no built-in field: a custom field can be made of it
id      a number, link or moment of the other program
other   about a deal, a ticket, an activity or another record, not this one
one     there is one of it: a second postal address, a repeated name
wish    a status; it is taken where it says that a person wants no mail
void    not what its column says: no web address, no e-mail address
"""

import json
import re
from pathlib import Path

import pytest

from crm_adapters.files import open_file
from crm_core.companies import COMPANY_FIELDS
from crm_core.contacts import CONTACT_FIELDS
from crm_core.custom_fields import parse_record
from crm_core.shared import Invalid, fold
from crm_core.transfers import (
    Noun,
    SourceRow,
    draft_company,
    draft_contact,
    suggest_mapping,
)

from .samples import REAL

REASONS = {"own", "id", "other", "one", "wish", "void"}
SECTIONS = Path(__file__).with_name("real_files.txt").read_text().split("\n\n")
# They say yes or no, or of what kind a thing is: the cell itself is not kept.
JUDGED = {"do_not_contact", "status", "record_kind"}
STRUCTURE = {"kind", "label", "type"}
WORD = re.compile(r"[^\W_]+")
needed = pytest.mark.skipif(not REAL.is_dir(), reason=f"no real files here: {REAL}")


def expected():
    """
    The sections as test parameters.
    """
    for section in SECTIONS:
        head, *lines = section.strip().splitlines()
        said = dict(line.split(": ", 1) for line in lines)
        yield pytest.param(head, said, id=head)


def words(value):
    """
    The folded words of a value, of all its members.
    """
    if isinstance(value, str) and value.startswith("[{"):
        value = json.loads(value)
    if isinstance(value, dict):
        members = [each for name, each in value.items() if name not in STRUCTURE]
    elif isinstance(value, list | tuple):
        members = value
    elif hasattr(value, "__attrs_attrs__"):
        members = [getattr(value, each.name) for each in value.__attrs_attrs__]
    else:
        return set() if value is None else {*WORD.findall(fold(str(value)))}
    return {word for member in members for word in words(member)}


def opened_as(path, noun):
    """
    The mapping and rows of a real file.
    """
    with Path(REAL, path).open("rb") as file:
        source = open_file(file)
        mapping = suggest_mapping(source.headers, noun, sample=source.sample)
        return mapping, list(source.rows)


def taken(row, mapping):
    """
    The draft of a row and its clean values; None when it is refused.
    """
    people = mapping.noun is Noun.CONTACTS
    draft = (draft_contact if people else draft_company)(row.values, mapping)
    fields = CONTACT_FIELDS if people else COMPANY_FIELDS
    try:
        values = parse_record(fields, draft.fields, own=list, before={})
    except Invalid:
        return None
    return None if draft.errors else (draft, values)


@needed
@pytest.mark.parametrize(("path", "said"), [*expected()])
def test_every_cell_is_kept_or_told(path, said):
    """
    Columns go where the table says; each filled cell of a row that is taken is found
    in its record, or its column is counted as unused.
    """
    noun = Noun(said["rows"].split()[0])
    mapping, rows = opened_as(path, noun)
    judged = {c.header for c in mapping.columns if c.field in JUDGED or c.label}
    refused, filled, unused, lost = 0, set(), set(), []
    for row in rows:
        found = taken(row, mapping) if isinstance(row, SourceRow) else None
        if found is None:
            refused += 1
            continue
        draft, values = found
        cells = {header: cell for header, cell in row.values.items() if cell}
        filled |= cells.keys()
        left = {*draft.unused, *(cells.keys() - mapping.headers)}
        unused |= left
        more = (draft.company, draft.domain, draft.owner, draft.parent)
        known = words([values, *more])
        kept = cells.keys() - left - judged
        lost += [(row.line, h) for h in kept if not words(cells[h]) <= known]

    places = {c.header: c.spelling for c in mapping.columns if c.header in filled}
    told = dict(pairs(said.get("unused", "")))
    assert [] == lost
    assert said["rows"] == f"{noun} {len(rows) - refused} taken, {refused} refused"
    assert dict(pairs(said.get("mapped", ""))) == places
    assert told.keys() == unused
    assert {*told.values()} <= REASONS


@needed
def test_every_real_file_is_in_the_table():
    """
    A file is stated, or it cannot be read as rows at all.
    """
    unread = set()
    for folder in ("import_csv", "import_xlsx", "import_vcard"):
        for file in filter(Path.is_file, (REAL / folder).rglob("*")):
            unread.add(str(file.relative_to(REAL)))
    unread -= {section.split("\n", 1)[0] for section in SECTIONS}

    for path in unread:
        with pytest.raises(Invalid), Path(REAL, path).open("rb") as file:
            list(open_file(file).rows)


def pairs(text):
    """
    ``Name = full_name; Zip = postal_code`` as pairs.
    """
    return [tuple(each.rsplit(" = ", 1)) for each in text.split("; ") if each]
