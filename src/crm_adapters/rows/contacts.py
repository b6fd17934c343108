"""
Contacts as rows.
"""

from datetime import datetime
from operator import attrgetter
from uuid import UUID

from attrs import asdict

from crm_core.companies import CompanyId
from crm_core.contacts import (
    Affiliation,
    Consent,
    Contact,
    ContactEmail,
    ContactPhone,
)
from crm_core.shared import fold, phone_tail

from .mapping import Row, RowMapping

_SAME = (
    "id",
    "version",
    "created_at",
    "created_by",
    "updated_at",
    "archived_at",
    "assigned_to",
    "first_name",
    "last_name",
    "title",
    "department",
    "company_id",
    "address",
    "social_profiles",
    "category",
    "notes",
    "lead_source",
    "do_not_contact",
    "custom",
)


_same = attrgetter(*_SAME)


def _to_row(contact: Contact) -> Row:
    row: Row = dict(zip(_SAME, _same(contact), strict=True))
    row["tags"] = list(contact.tags)
    phone, mobile = contact.phone, contact.mobile
    row["email"] = contact.email
    row["phone"], row["phone_key"] = phone, phone_tail(phone or "")
    row["mobile"], row["mobile_key"] = mobile, phone_tail(mobile or "")
    row["emails"] = [{"address": e.address, "kind": e.kind} for e in contact.emails]
    row["phones"] = [{"number": p.number, "kind": p.kind} for p in contact.phones]
    row["affiliations"] = [
        {"company_id": str(each.company_id), "role": each.role}
        for each in contact.affiliations
    ]
    row["consents"] = [
        {**asdict(each), "at": each.at.isoformat()} for each in contact.consents
    ]
    row["name_key"] = fold(f"{contact.last_name} {contact.first_name}".strip())
    row["email_key"] = contact.emails[0].key if contact.emails else ""
    return row


def _from_row(row: Row) -> Contact:
    return Contact(
        **{name: row[name] for name in _SAME},
        tags=tuple(row["tags"]),
        emails=tuple(ContactEmail(**each) for each in row["emails"]),
        phones=tuple(ContactPhone(**each) for each in row["phones"]),
        affiliations=tuple(
            Affiliation(CompanyId(UUID(each["company_id"])), each["role"])
            for each in row["affiliations"]
        ),
        consents=tuple(
            Consent(**{**each, "at": datetime.fromisoformat(each["at"])})
            for each in row["consents"]
        ),
    )


CONTACT_ROWS = RowMapping(
    kind="contact",
    to_row=_to_row,
    from_row=_from_row,
    derived=frozenset({"name_key", "email_key", "phone_key", "mobile_key"}),
    ids=frozenset({"id", "created_by", "assigned_to", "company_id"}),
    moments=frozenset({"created_at", "updated_at", "archived_at"}),
)
