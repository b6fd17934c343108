"""
Exporting records as plain rows, as the list shows them.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from attrs import evolve, fields_dict

from ...companies import CompanyId, CompanyRow
from ...contacts import ContactRow
from ...shared import (
    LARGEST_PAGE,
    NotFound,
    Order,
    Page,
    PageRequest,
    Permission,
    Query,
    UserId,
    use_case,
)
from ..ports import TransferWork

_ADDRESS = ("street", "city", "region", "postal_code", "country")
_CONTACT = (
    "first_name", "last_name", "email", "phone", "mobile", "emails", "phones", "title",
    "department", "company", "company_id", "affiliations", *_ADDRESS,
    "social_profiles", "tags", "category", "notes", "lead_source", "owner",
    "do_not_contact",
)  # fmt: skip
_COMPANY = (
    "name", "industry", "size", "website", "domain", "phone", *_ADDRESS, "description",
    "category", "tags", "parent", "owner",
)  # fmt: skip
_MOMENTS = ("created_at", "updated_at")

Row = Mapping[str, object]


@use_case(requires=Permission.CONTACT_EXPORT)
def contact_columns(work: TransferWork) -> tuple[str, ...]:
    """
    The columns of exported contacts, the organization's own fields among them.
    """
    own = (f"custom.{each.name}" for each in work.custom_fields.of("contact"))
    return (*_CONTACT, *own, *_MOMENTS)


@use_case(requires=Permission.COMPANY_EXPORT)
def company_columns(work: TransferWork) -> tuple[str, ...]:
    """
    The columns of exported companies, the organization's own fields among them.
    """
    own = (f"custom.{each.name}" for each in work.custom_fields.of("company"))
    return (*_COMPANY, *own, *_MOMENTS)


@use_case(requires=Permission.CONTACT_EXPORT)
def export_contacts(work: TransferWork, query: Query | None = None) -> Iterator[Row]:
    """
    The contacts that *query* finds, oldest first, one row at a time.

    Read them before the unit of work ends.
    """
    owners = _owners(work)
    for row in _all(work.contacts.page, query):
        yield _flat(row, owners) | {"company": row.company_name}


@use_case(requires=Permission.COMPANY_EXPORT)
def export_companies(work: TransferWork, query: Query | None = None) -> Iterator[Row]:
    """
    The companies that *query* finds, oldest first, one row at a time.

    Read them before the unit of work ends.
    """
    owners = _owners(work)
    names: dict[CompanyId | None, str | None] = {None: None}
    for row in _all(work.companies.page, query):
        parent = row.parent_id
        if parent not in names:
            names[parent] = _name(work, parent)
        yield _flat(row, owners) | {"parent": names[parent]}


Found = TypeVar("Found", ContactRow, CompanyRow)


def _all(
    page: Callable[[Query, PageRequest], Page[Found]], query: Query | None
) -> Iterator[Found]:
    asked = query or Query()
    if not asked.order:  # by what never changes: nobody is missed or met twice
        asked = evolve(asked, order=(Order("created_at"),))
    request = PageRequest(size=LARGEST_PAGE)
    while True:
        found = page(asked, request)
        yield from found.items
        if found.next_cursor is None:
            return
        request = evolve(request, cursor=found.next_cursor)


def _flat(
    row: ContactRow | CompanyRow, owners: Mapping[UserId | None, str | None]
) -> dict[str, object]:
    """
    The fields of a row, its address and custom values each by name.
    """
    flat: dict[str, object] = {
        name: getattr(row, name)
        for name in fields_dict(type(row))
        if name not in {"address", "custom", "consents", "company_name"}
    }
    flat.update(row.address or {})
    flat.update({f"custom.{name}": value for name, value in row.custom.items()})
    flat["owner"] = owners.get(row.assigned_to)
    return flat


def _owners(work: TransferWork) -> Mapping[UserId | None, str | None]:
    return {user.id: user.email or user.name for user in work.users.all()}


def _name(work: TransferWork, id: CompanyId | None) -> str | None:
    try:
        return work.companies.row(id).name if id else None
    except NotFound:
        return None
