"""
Contacts: people, how they are reached, what they agreed to.
"""

from .channels import ContactEmail, ContactPhone
from .consents import CONSENTS, Consent
from .events import (
    ContactAdded,
    ContactArchived,
    ContactEdited,
    ContactErased,
    ContactPurged,
    ContactRestored,
    ContactsEdited,
)
from .model import (
    CONTACT_FIELDS,
    Affiliation,
    Contact,
    ContactId,
    ContactRow,
    EmailTaken,
)
from .ports import Contacts, ContactWork
from .profiles import contact_profile
from .use_cases import (
    add_contact,
    archive_contact,
    edit_contact,
    edit_contacts,
    get_contact,
    list_contacts,
    parse_contact,
    purge_contact,
    read_contact,
    record_consent,
    restore_contact,
    show_contact,
)

__all__ = [
    "CONSENTS",
    "CONTACT_FIELDS",
    "Affiliation",
    "Consent",
    "Contact",
    "ContactAdded",
    "ContactArchived",
    "ContactEdited",
    "ContactEmail",
    "ContactErased",
    "ContactId",
    "ContactPhone",
    "ContactPurged",
    "ContactRestored",
    "ContactRow",
    "ContactWork",
    "Contacts",
    "ContactsEdited",
    "EmailTaken",
    "add_contact",
    "archive_contact",
    "contact_profile",
    "edit_contact",
    "edit_contacts",
    "get_contact",
    "list_contacts",
    "parse_contact",
    "purge_contact",
    "read_contact",
    "record_consent",
    "restore_contact",
    "show_contact",
]
