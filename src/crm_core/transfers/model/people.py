"""
A whole row as the draft of a person or of a company.
"""

from collections.abc import Mapping as MappingType

from .drafts import (
    Draft,
    filled_cells,
    first_of,
    flag_mojibake,
    host_of,
    put_custom,
    put_do_not_contact,
    put_first,
    put_lists,
    put_names,
    put_notes,
    put_owner,
)
from .mapping import Mapping
from .reach import phones_of, put_address, put_emails, put_phones, put_profiles


def draft_contact(values: MappingType[str, object], mapping: Mapping) -> Draft:
    """
    What a row says about a person.
    """
    draft, cells = Draft(), filled_cells(values, mapping)
    flag_mojibake(draft, cells)
    put_names(draft, cells)
    for name in ("title", "department", "category", "lead_source", "company_id"):
        put_first(draft, cells, name)
    put_emails(draft, cells)
    put_phones(draft, cells)
    put_address(draft, cells)
    put_profiles(draft, cells)
    put_lists(draft, cells)
    put_notes(draft, cells, "notes")
    put_do_not_contact(draft, cells)
    put_owner(draft, cells)
    put_custom(draft, cells)
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
    draft, cells = Draft(), filled_cells(values, mapping)
    flag_mojibake(draft, cells)
    for name in ("name", "industry", "size", "domain", "website", "category"):
        put_first(draft, cells, name)
    for number, _, cell in phones_of(draft, cells):
        if "phone" in draft.fields:
            draft.unused.append(cell.header)
        else:
            draft.put("phone", number, cell.header)
    put_address(draft, cells)
    put_lists(draft, cells)
    put_notes(draft, cells, "description")
    put_owner(draft, cells)
    put_custom(draft, cells)
    draft.parent = first_of(draft, cells, "parent", "parent_id")
    return draft
