"""
A whole row as the draft of a person or of a company.
"""

from collections.abc import Callable
from collections.abc import Mapping as MappingType

from .drafts import Cells, Draft, filled_cells, first_of, put_first
from .headers import ADDRESS_PARTS
from .mapping import Mapping
from .reach import phones_of, put_address, put_emails, put_phones, put_profiles
from .traits import (
    host_of,
    put_company_id,
    put_custom,
    put_do_not_contact,
    put_lists,
    put_names,
    put_notes,
    put_owner,
)


def draft_contact(values: MappingType[str, object], mapping: Mapping) -> Draft:
    """
    What a row says about a person.
    """
    draft = Draft()
    cells = filled_cells(draft, values, mapping)
    for names, put in _PUT_CONTACT:
        if not names.isdisjoint(cells):
            put(draft, cells)
    for name in ("title", "department", "category", "lead_source"):
        put_first(draft, cells, name)
    put_notes(draft, cells, "notes")
    draft.is_company = first_of(draft, cells, "record_kind") == "organization"
    draft.company = first_of(draft, cells, "company")
    draft.domain = host_of(
        first_of(draft, cells, "company_domain")
        or first_of(draft, cells, "company_website")
    )
    return draft


def draft_company(values: MappingType[str, object], mapping: Mapping) -> Draft:
    """
    What a row says about a company.
    """
    draft = Draft()
    cells = filled_cells(draft, values, mapping)
    for names, put in _PUT_COMPANY:
        if not names.isdisjoint(cells):
            put(draft, cells)
    for name in ("name", "industry", "size", "domain", "website", "category"):
        put_first(draft, cells, name)
    put_notes(draft, cells, "description")
    draft.parent = first_of(draft, cells, "parent", "parent_id")
    return draft


def _put_phone(draft: Draft, cells: Cells) -> None:
    """
    The one number of a company.
    """
    for number, _, cell in phones_of(draft, cells):
        if "phone" in draft.fields:
            draft.unused.append(cell.header)
        else:
            draft.put("phone", number, cell.header)


Steps = tuple[tuple[frozenset[str], Callable[[Draft, Cells], None]], ...]

_ALWAYS: Steps = (
    (frozenset({"address", *ADDRESS_PARTS}), put_address),
    (frozenset({"tags", "affiliations"}), put_lists),
    (frozenset({"owner"}), put_owner),
    (frozenset({"custom"}), put_custom),
)
_PUT_CONTACT: Steps = (
    (frozenset({"first_name", "last_name", "full_name"}), put_names),
    (frozenset({"email"}), put_emails),
    (frozenset({"phone"}), put_phones),
    (frozenset({"website", "social"}), put_profiles),
    (frozenset({"company_id"}), put_company_id),
    (frozenset({"do_not_contact", "status"}), put_do_not_contact),
    *_ALWAYS,
)
_PUT_COMPANY: Steps = ((frozenset({"phone"}), _put_phone), *_ALWAYS)
