"""
A whole row as the draft of a person or of a company.
"""

from collections.abc import Callable
from collections.abc import Mapping as MappingType

from .drafts import Cells, Draft, filled_cells, first_of, put_first
from .easy import take_easy
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
    draft = Draft(name_order=mapping.formats.name_order)
    left = take_easy(draft, values, mapping.plan)
    if left:
        look_at_contact(draft, filled_cells(draft, values, left, mapping.labels))
    return draft


def look_at_contact(draft: Draft, cells: Cells) -> None:
    """
    Put what the cells of a row say about a person, whatever they look like.
    """
    for names, put in _PUT_CONTACT:
        if not names.isdisjoint(cells):
            put(draft, cells)
    for name in ("title", "department", "category", "lead_source"):
        put_first(draft, cells, name)
    put_notes(draft, cells, "notes")
    draft.is_company = first_of(draft, cells, "record_kind") == "organization"
    draft.company = first_of(draft, cells, "company") or draft.company
    draft.domain = host_of(
        first_of(draft, cells, "company_domain")
        or first_of(draft, cells, "company_website")
    )


def draft_company(values: MappingType[str, object], mapping: Mapping) -> Draft:
    """
    What a row says about a company.
    """
    draft = Draft()
    left = take_easy(draft, values, mapping.plan)
    if left:
        look_at_company(draft, filled_cells(draft, values, left, mapping.labels))
    return draft


def look_at_company(draft: Draft, cells: Cells) -> None:
    """
    Put what the cells of a row say about a company, whatever they look like.
    """
    for names, put in _PUT_COMPANY:
        if not names.isdisjoint(cells):
            put(draft, cells)
    for name in ("name", "industry", "size", "domain", "website", "category"):
        put_first(draft, cells, name)
    put_notes(draft, cells, "description")
    draft.parent = first_of(draft, cells, "parent", "parent_id")


def put_phone(draft: Draft, cells: Cells) -> None:
    """
    The one number that a company or a lead has.
    """
    for number, _, cell in phones_of(draft, cells):
        if "phone" in draft.fields:
            draft.unused.append(cell.header)
        else:
            draft.put("phone", number, cell.header)


Steps = tuple[tuple[frozenset[str], Callable[[Draft, Cells], None]], ...]

_ALWAYS: Steps = (
    (frozenset({"address", *ADDRESS_PARTS}), put_address),
    (frozenset({"tags", "affiliations", "consents"}), put_lists),
    (frozenset({"owner"}), put_owner),
    (frozenset({"custom"}), put_custom),
)
_PUT_CONTACT: Steps = (
    (frozenset({"email"}), put_emails),
    (frozenset({"first_name", "last_name", "full_name"}), put_names),
    (frozenset({"phone"}), put_phones),
    (frozenset({"website", "social"}), put_profiles),
    (frozenset({"company_id"}), put_company_id),
    (frozenset({"do_not_contact", "status"}), put_do_not_contact),
    *_ALWAYS,
)
_PUT_COMPANY: Steps = ((frozenset({"phone"}), put_phone), *_ALWAYS)
