"""
Contacts over HTTP.
"""

from attrs import fields

from crm_adapters.rows import CONTACT_ROWS
from crm_core import CrmWork
from crm_core.contacts import (
    CONTACT_FIELDS,
    Contact,
    ContactId,
    ContactRow,
    add_contact,
    archive_contact,
    edit_contact,
    edit_contacts,
    get_contact,
    list_contacts,
    purge_contact,
    record_consent,
    restore_contact,
    show_contact,
)
from crm_core.privacy import erase_person, export_person
from crm_core.shared import FieldError, Invalid, Permission

from ..calls import Call
from ..operations import Operation
from ..replies import Reply, json_reply
from .record_operations import ROOT, record_operations
from .records import Records, record_reply

_COLUMNS = tuple(f.name for f in fields(ContactRow) if f.name != "company_name")
_CONSENT = ("purpose", "granted", "source")


def _shown(work: CrmWork, contact: Contact) -> ContactRow:
    row = CONTACT_ROWS.to_row(contact)
    company = work.contacts.company_name(contact)
    return ContactRow(**{name: row[name] for name in _COLUMNS}, company_name=company)


CONTACTS = Records(
    noun="contact",
    plural="contacts",
    fields=CONTACT_FIELDS,
    page=list_contacts,
    show=show_contact,
    add=add_contact,
    edit=edit_contact,
    archive=archive_contact,
    restore=restore_contact,
    purge=purge_contact,
    bulk=edit_contacts,
    get=get_contact,
    shown=_shown,
    add_problems=("email-taken",),
    restore_problems=("email-taken",),
)


def add_consent(call: Call) -> Reply:
    """
    What a person agreed to or declined.
    """
    contact_id, given = ContactId(call.id()), call.fields
    errors = [
        FieldError(name, "unknown", "No such member.")
        for name in given
        if name not in _CONSENT
    ]

    def act(work: CrmWork) -> Reply:
        purpose, granted, source = (given.get(name) for name in _CONSENT)
        try:
            contact = record_consent(
                work, contact_id, purpose=purpose, granted=granted, source=source
            )
        except Invalid as error:
            raise Invalid(errors=[*errors, *error.errors]) from None
        if errors:
            raise Invalid(errors=errors)
        return record_reply(_shown(work, contact), status=201)

    return call.write(act)


def show_personal_data(call: Call) -> Reply:
    """
    All that is known of a person.
    """
    return json_reply(call.run(export_person, ContactId(call.id())))


def erase(call: Call) -> Reply:
    """
    Forget a person.
    """
    contact_id = ContactId(call.id())

    def act(work: CrmWork) -> Reply:
        return json_reply(erase_person(work, contact_id))

    return call.write(act, trail=False)


_ONE = f"{ROOT}/contacts/{{id}}"

OPERATIONS = [
    *record_operations(CONTACTS),
    Operation(
        method="POST",
        path=f"{_ONE}/consents",
        name="add_consent",
        tag="Contacts",
        summary="Note that a person agreed to a purpose or declined it",
        answer=add_consent,
        requires=Permission.CONTACT_WRITE,
        takes="NewConsent",
        gives="Contact",
        status=201,
        tagged=True,
        written=True,
        problems=("invalid", "not-found"),
    ),
    Operation(
        method="GET",
        path=f"{_ONE}/personal-data",
        name="show_personal_data",
        tag="Contacts",
        summary="All that is known of a person, with its history (GDPR, article 15)",
        answer=show_personal_data,
        requires=Permission.CONTACT_EXPORT,
        gives="PersonalData",
        problems=("not-found",),
    ),
    Operation(
        method="POST",
        path=f"{_ONE}/erase",
        name="erase_person",
        tag="Contacts",
        summary="Forget a person, in the history too (GDPR, article 17). No undo.",
        answer=erase,
        requires=Permission.CONTACT_ERASE,
        gives="Erasure",
        problems=("not-found",),
    ),
]
