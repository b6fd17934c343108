"""
Companies: profiles in a hierarchy.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, NewType
from urllib.parse import urlsplit
from uuid import UUID

from attrs import evolve, frozen

from ..shared import (
    MADE,
    OWNER,
    TAGS,
    Conflict,
    Field,
    Fields,
    Id,
    Invalid,
    Phone,
    PostalAddress,
    Text,
    Url,
    UserId,
    bare_domain,
    clean_text,
    custom_words,
    email_words,
    number_words,
    words,
)

CompanyId = NewType("CompanyId", UUID)


class CompanyCycle(Conflict):
    """
    A company cannot stand below itself.
    """


class CompanyInUse(Conflict):
    """
    Other records still point at this company.
    """


@frozen
class Domain:
    """
    The internet domain of a company, without its ``www`` label.
    """

    empty: None = None
    name: ClassVar[str] = "text"

    def parse(self, raw: object, /) -> str | None:
        text = clean_text(raw, longest=253)
        return bare_domain(text) if text else None


COMPANY_FIELDS = Fields.of(
    [
        Field(name="name", label="Name", kind=Text(255, empty=""), sortable=True),
        Field(name="industry", label="Industry", kind=Text(100)),
        Field(name="size", label="Size", kind=Text(50)),
        Field(name="website", label="Website", kind=Url(), filterable=False),
        Field(name="domain", label="Domain", kind=Domain()),
        Field(name="phone", label="Phone", kind=Phone(), filterable=False),
        Field(name="address", label="Address", kind=PostalAddress(), filterable=False),
        Field(name="city", label="City", kind=Text(100), writable=False),
        Field(name="country", label="Country", kind=Text(100), writable=False),
        Field(
            name="description",
            label="Description",
            kind=Text(20_000, lines=True),
            filterable=False,
        ),
        Field(name="category", label="Category", kind=Text(100)),
        TAGS,
        Field(
            name="parent_id",
            label="Parent company",
            kind=Id("company"),
            aliases=("parent",),
        ),
        OWNER,
        *MADE,
    ]
)


@frozen(kw_only=True)
class Company:
    """
    An organization that one does business with.
    """

    id: CompanyId
    name: str
    industry: str | None = None
    size: str | None = None
    website: str | None = None
    domain: str | None = None
    phone: str | None = None
    address: Mapping[str, str] | None = None
    description: str | None = None
    category: str | None = None
    tags: tuple[str, ...] = ()
    parent_id: CompanyId | None = None
    assigned_to: UserId | None = None
    custom: Mapping[str, object] = {}
    created_by: UserId
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None = None
    version: int = 1

    def edited(self, values: Mapping[str, object], *, at: datetime) -> "Company":
        """
        The company with *values*, which ``COMPANY_FIELDS`` has parsed.

        Raises:
            Invalid: It would have no name.
        """
        edited = evolve(self, **values, updated_at=at)  # type: ignore[arg-type]
        return edited.checked()

    def checked(self) -> "Company":
        """
        The company itself, with its domain taken from the website when it has none.

        Raises:
            Invalid: It has no name.
        """
        if not self.name:
            raise Invalid.of("name", "required", "A company needs a name.")
        if self.domain is None and self.website:
            return evolve(self, domain=_domain_of(self.website))
        return self

    def archived(self, at: datetime) -> "Company":
        return evolve(self, archived_at=at, updated_at=at)

    def restored(self, at: datetime) -> "Company":
        return evolve(self, archived_at=None, updated_at=at)

    @property
    def search_words(self) -> set[str]:
        """
        The words that search finds the company by.
        """
        return {
            *words(self.name),
            *email_words(f"@{self.domain}" if self.domain else None),
            *words(self.industry),
            *number_words(self.phone),
            *words((self.address or {}).get("city")),
            *custom_words(self.custom),
        }


def _domain_of(website: str) -> str | None:
    try:
        return bare_domain(urlsplit(website).hostname or "")
    except (Invalid, ValueError):
        return None


@frozen
class CompanyRow:
    """
    A company as lists and records show it.
    """

    id: CompanyId
    name: str
    industry: str | None
    size: str | None
    website: str | None
    domain: str | None
    phone: str | None
    address: Mapping[str, str] | None
    description: str | None
    category: str | None
    tags: list[str]
    parent_id: CompanyId | None
    assigned_to: UserId | None
    custom: Mapping[str, object]
    created_by: UserId
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None
    version: int


@frozen(kw_only=True)
class CompanyNode:
    """
    A company in its hierarchy.

    *contacts* counts its own live people; *contacts_below* those of its whole
    branch, each once; both only as far as the actor sees them.
    """

    id: CompanyId
    name: str
    parent_id: CompanyId | None
    depth: int
    contacts: int
    contacts_below: int
