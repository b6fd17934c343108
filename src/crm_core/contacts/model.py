"""
Contacts: the people one does business with.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, NewType
from uuid import UUID

from attrs import asdict, evolve, frozen

from ..companies import CompanyId
from ..shared import (
    MADE,
    OWNER,
    TAGS,
    Conflict,
    Email,
    Field,
    FieldError,
    Fields,
    Flag,
    Id,
    Invalid,
    Phone,
    PostalAddress,
    Profiles,
    Text,
    UserId,
    clean_text,
    custom_words,
    email_words,
    number_words,
    read_id,
    refuse,
    words,
)
from .channels import (
    ContactEmail,
    ContactPhone,
    Emails,
    Phones,
    first_phone,
    led_by_email,
    led_by_phone,
)
from .consents import Consent

ContactId = NewType("ContactId", UUID)


class EmailTaken(Conflict):
    """
    Another contact already has this e-mail address.
    """


@frozen
class Affiliation:
    """
    A place of a person in a company, beside the main one.
    """

    company_id: CompanyId
    role: str | None = None


@frozen
class Affiliations:
    """
    Further companies of a person, each with the role there; at most 20.
    """

    empty: tuple[Affiliation, ...] = ()
    name: ClassVar[str] = "affiliations"

    def parse(self, raw: object, /) -> tuple[Affiliation, ...]:
        if not isinstance(raw, list | tuple) or len(raw) > 20:
            raise refuse("type", "Must be a list of at most 20 objects.")
        found: dict[CompanyId, Affiliation] = {}
        errors: list[FieldError] = []
        for index, item in enumerate(raw):
            try:
                one = _affiliation(item)
                found.setdefault(one.company_id, one)
            except Invalid as error:
                errors += error.under(str(index))
        if errors:
            raise Invalid(errors=errors)
        return tuple(found.values())


def _affiliation(item: object) -> Affiliation:
    if isinstance(item, Affiliation):
        return item
    if not isinstance(item, Mapping) or not set(item) <= {"company_id", "role"}:
        raise refuse("type", "Must be an object with company_id and role.")
    given = item.get("company_id")
    company_id = given if isinstance(given, UUID) else read_id(given)
    role = item.get("role")
    said = None if role is None else clean_text(role, longest=100) or None
    return Affiliation(CompanyId(company_id), said)


CONTACT_FIELDS = Fields.of(
    [
        Field(name="first_name", label="First name", kind=Text(100, empty="")),
        Field(name="last_name", label="Last name", kind=Text(100, empty="")),
        Field(name="name", label="Name", kind=Text(200), writable=False, sortable=True),
        Field(name="email", label="E-mail", kind=Email(), sortable=True),
        Field(name="emails", label="E-mails", kind=Emails(), filterable=False),
        Field(name="phone", label="Phone", kind=Phone()),
        Field(name="mobile", label="Mobile", kind=Phone()),
        Field(name="phones", label="Phones", kind=Phones(), filterable=False),
        Field(name="title", label="Job title", kind=Text(100)),
        Field(name="department", label="Department", kind=Text(100)),
        Field(
            name="company_id", label="Company", kind=Id("company"), aliases=("company",)
        ),
        Field(
            name="affiliations",
            label="Further companies",
            kind=Affiliations(),
            filterable=False,
        ),
        Field(name="address", label="Address", kind=PostalAddress(), filterable=False),
        Field(name="city", label="City", kind=Text(100), writable=False),
        Field(name="country", label="Country", kind=Text(100), writable=False),
        Field(
            name="social_profiles",
            label="Profiles",
            kind=Profiles(),
            filterable=False,
        ),
        TAGS,
        Field(name="category", label="Category", kind=Text(100)),
        Field(
            name="notes",
            label="Notes",
            kind=Text(20_000, lines=True),
            filterable=False,
        ),
        Field(name="lead_source", label="Source", kind=Text(100), aliases=("source",)),
        OWNER,
        Field(name="do_not_contact", label="Do not contact", kind=Flag()),
        *MADE,
        Field(
            name="company.name",
            label="Company name",
            kind=Text(255),
            writable=False,
        ),
        Field(
            name="company.industry",
            label="Company industry",
            kind=Text(100),
            writable=False,
        ),
        Field(
            name="company.category",
            label="Company category",
            kind=Text(100),
            writable=False,
        ),
        Field(
            name="company.city", label="Company city", kind=Text(100), writable=False
        ),
        Field(
            name="company.country",
            label="Company country",
            kind=Text(100),
            writable=False,
        ),
    ]
)


@frozen(kw_only=True)
class Contact:
    """
    A person. The first of *emails* and *phones* is the primary one.
    """

    id: ContactId
    first_name: str = ""
    last_name: str = ""
    emails: tuple[ContactEmail, ...] = ()
    phones: tuple[ContactPhone, ...] = ()
    title: str | None = None
    department: str | None = None
    company_id: CompanyId | None = None
    affiliations: tuple[Affiliation, ...] = ()
    address: Mapping[str, str] | None = None
    social_profiles: Mapping[str, str] | None = None
    tags: tuple[str, ...] = ()
    category: str | None = None
    notes: str | None = None
    lead_source: str | None = None
    assigned_to: UserId | None = None
    do_not_contact: bool = False
    consents: tuple[Consent, ...] = ()
    custom: Mapping[str, object] = {}
    created_by: UserId
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None = None
    version: int = 1

    @property
    def name(self) -> str:
        """
        The name as people say it, or else the address or number.
        """
        said = f"{self.first_name} {self.last_name}".strip()
        return said or self.email or self.phone or self.mobile or ""

    @property
    def email(self) -> str | None:
        return self.emails[0].address if self.emails else None

    @property
    def primary_phone(self) -> ContactPhone | None:
        return first_phone(self.phones)

    @property
    def primary_mobile(self) -> ContactPhone | None:
        return first_phone(self.phones, mobile=True)

    @property
    def phone(self) -> str | None:
        primary = self.primary_phone
        return primary.number if primary else None

    @property
    def mobile(self) -> str | None:
        primary = self.primary_mobile
        return primary.number if primary else None

    def edited(self, values: Mapping[str, object], *, at: datetime) -> "Contact":
        """
        The contact with *values*, which ``CONTACT_FIELDS`` has parsed.

        ``email``, ``phone`` and ``mobile`` set the primary ones.

        Raises:
            Invalid: Nothing would be left to know the person by.
        """
        rest: dict[str, Any] = {k: v for k, v in values.items() if k not in _PRIMARY}
        for name, (field, place) in _PRIMARY.items():
            if name in values:
                so_far = rest.get(field, getattr(self, field))
                rest[field] = place(so_far, values[name])
        return evolve(self, **rest, updated_at=at).checked()

    def checked(self) -> "Contact":
        """
        The contact itself.

        Raises:
            Invalid: There is nothing to know the person by.
        """
        if not self.name:
            message = "A contact needs a name, an e-mail address or a phone number."
            raise Invalid.of("last_name", "required", message)
        return self

    def with_email(self, address: str | None) -> "Contact":
        """
        The contact with *address* as primary e-mail; None takes the primary away.
        """
        return evolve(self, emails=led_by_email(self.emails, address))

    def with_phone(self, number: str | None, *, mobile: bool = False) -> "Contact":
        """
        The contact with *number* as primary phone, or primary mobile.
        """
        return evolve(self, phones=led_by_phone(self.phones, number, mobile=mobile))

    def consenting(self, consent: Consent) -> "Contact":
        """
        The contact with another consent on record; earlier ones stay.
        """
        return evolve(self, consents=(*self.consents, consent), updated_at=consent.at)

    def archived(self, at: datetime) -> "Contact":
        return evolve(self, archived_at=at, updated_at=at)

    def restored(self, at: datetime) -> "Contact":
        return evolve(self, archived_at=None, updated_at=at)

    @property
    def search_words(self) -> set[str]:
        """
        The words that search finds the person by, without those of the company.
        """
        found = {*words(self.first_name), *words(self.last_name)}
        for email in self.emails:
            found.update(email_words(email.address))
        for phone in self.phones:
            found |= number_words(phone.number)
        found.update(words(self.title))
        found.update(words(self.department))
        if self.custom:
            found.update(custom_words(self.custom))
        return found

    def personal_data(self) -> dict[str, object]:
        """
        All that is known of the person, for their own eyes.
        """
        return asdict(self)


_PRIMARY: Mapping[str, tuple[str, Callable[[Any, Any], tuple[object, ...]]]] = {
    "email": ("emails", led_by_email),
    "phone": ("phones", led_by_phone),
    "mobile": ("phones", partial(led_by_phone, mobile=True)),
}


@frozen
class ContactRow:
    """
    A contact as lists and records show it.
    """

    id: ContactId
    first_name: str
    last_name: str
    email: str | None
    phone: str | None
    mobile: str | None
    emails: list[Mapping[str, str]]
    phones: list[Mapping[str, str]]
    title: str | None
    department: str | None
    company_id: CompanyId | None
    company_name: str | None
    affiliations: list[Mapping[str, str]]
    address: Mapping[str, str] | None
    social_profiles: Mapping[str, str] | None
    tags: list[str]
    category: str | None
    notes: str | None
    lead_source: str | None
    assigned_to: UserId | None
    do_not_contact: bool
    consents: list[Mapping[str, object]]
    custom: Mapping[str, object]
    created_by: UserId
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None
    version: int
