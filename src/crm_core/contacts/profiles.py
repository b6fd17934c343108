"""
Contacts as they are compared with each other.
"""

from collections.abc import Iterable

from ..matching import (
    IDENTITY,
    Profile,
    Spelling,
    firm_name,
    mailbox,
    person_name,
    place,
    read_marks,
    significant_digits,
)
from ..shared import fold, phone_tail
from .model import Contact

COMPARED = frozenset(
    {
        "first_name",
        "last_name",
        "email",
        "emails",
        "phone",
        "mobile",
        "phones",
        "company_id",
        "address",
        "custom",
    }
)
"""
The fields that tell one contact from another.
"""


def contact_profile(
    contact: Contact,
    company_name: str | None = None,
    *,
    identity: Iterable[str] = IDENTITY,
) -> Profile:
    """
    What of a contact is compared.

    Args:
        company_name: Of the main company, when it is at hand; its id will do.
        identity: The custom fields whose values tell people apart.
    """
    spelled = contact_spelling(contact, identity)
    dates, codes = read_marks(contact.custom, identity) if contact.custom else ({}, {})
    numbers = (significant_digits(phone.number) for phone in contact.phones)
    boxes = (mailbox(email.address) for email in contact.emails)
    return Profile(
        noun="contact",
        person=spelled.person,
        spelled=spelled,
        firm=firm_name(company_name or ""),
        firm_id=contact.company_id,
        mailboxes=tuple(box for box in boxes if box),
        phones=tuple(filter(None, numbers)),
        place=place(contact.address),
        dates=dates,
        codes=codes,
    )


def contact_spelling(contact: Contact, identity: Iterable[str] = IDENTITY) -> Spelling:
    """
    What storage is asked for, to find out whether a contact is there already.
    """
    street = contact.address.get("street") if contact.address else None
    tails = [phone_tail(phone.number) for phone in contact.phones]
    own = contact.custom
    return Spelling(
        last=fold(contact.last_name),
        first=fold(contact.first_name),
        person=person_name(contact.first_name, contact.last_name),
        firm_id=contact.company_id,
        numbers=tuple(tail for tail in tails if tail),
        street=street.lower() if street else None,
        marks={name: own[name] for name in identity if own.get(name)} if own else {},
    )
