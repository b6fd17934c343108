"""
What people do with contacts.
"""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from ..changes import check_version
from ..custom_fields import parse_record
from ..matching import check_duplicate
from ..shared import (
    Invalid,
    NotFound,
    Page,
    PageRequest,
    Permission,
    Query,
    directly,
    followed,
    merged_custom,
    retagged,
    select_records,
    use_case,
)
from .consents import read_consent
from .events import (
    ContactAdded,
    ContactArchived,
    ContactEdited,
    ContactPurged,
    ContactRestored,
    ContactsEdited,
)
from .model import CONTACT_FIELDS, Contact, ContactId, ContactRow
from .ports import ContactWork
from .profiles import COMPARED, contact_profile, contact_spelling


@use_case(requires=Permission.CONTACT_WRITE)
def add_contact(
    work: ContactWork, /, *, allow_duplicates: bool = False, **fields: object
) -> Contact:
    """
    Add a contact; it belongs to whoever adds it unless ``assigned_to`` says else.

    Raises:
        Invalid: Naming every field that is wrong.
        EmailTaken: Another contact has one of the e-mail addresses.
        LikelyDuplicate: It is there already, most probably.
    """
    contact = read_contact(work, fields)
    work.name(f"Add contact {contact.name}")
    if not allow_duplicates:
        _check(work, contact)
    work.contacts.add(contact)
    work.emit(ContactAdded(contact_id=contact.id))
    return contact


def _check(work: ContactWork, contact: Contact, before: Contact | None = None) -> None:
    check_duplicate(
        work,
        partial(contact_profile, contact),
        id=contact.id,
        before=partial(contact_profile, before) if before else None,
        spelled=contact_spelling(contact),
    )


def read_contact(work: ContactWork, fields: Mapping[str, object]) -> Contact:
    """
    A new contact from raw values, not yet stored.

    Raises:
        Invalid: Naming every field that is wrong.
    """
    values = parse_contact(work, fields, before={})
    values.setdefault("assigned_to", work.actor.user_id)
    blank = Contact(
        id=ContactId(work.new_id()),
        created_by=work.actor.user_id,
        created_at=work.now,
        updated_at=work.now,
    )
    return blank.edited(values, at=work.now)


def parse_contact(
    work: ContactWork, fields: Mapping[str, object], *, before: Mapping[str, object]
) -> dict[str, Any]:
    """
    Raw values as they are stored; *before* are the custom values so far.

    Raises:
        Invalid: Naming every field that is wrong.
    """
    values = parse_record(
        CONTACT_FIELDS,
        fields,
        own=lambda: work.custom_fields.of("contact"),
        before=before,
    )
    if values.get("tags"):
        values["tags"] = work.contacts.tag_spellings(values["tags"])
    return values


@use_case(requires=Permission.CONTACT_READ)
def show_contact(work: ContactWork, contact_id: ContactId) -> ContactRow:
    """
    A live contact as a record shows it; the id of one that was merged leads to the
    one that is left.
    """
    return followed(work.redirects, "contact", contact_id, work.contacts.row)


@use_case(requires=Permission.CONTACT_READ)
def get_contact(work: ContactWork, contact_id: ContactId) -> Contact:
    """
    A live contact; the id of one that was merged leads to the one that is left.

    Raises:
        NotFound: No such contact, not visible, or in the archive.
    """
    return followed(work.redirects, "contact", contact_id, partial(_live, work))


def _live(work: ContactWork, contact_id: ContactId) -> Contact:
    contact = work.contacts.get(contact_id)
    if contact.archived_at is not None:
        raise NotFound(id=contact_id)
    return contact


def _to_write(work: ContactWork, contact_id: ContactId) -> Contact:
    return directly(work.redirects, "contact", contact_id, partial(_live, work))


@use_case(requires=Permission.CONTACT_READ)
def list_contacts(
    work: ContactWork, query: Query | None = None, page: PageRequest | None = None
) -> Page[ContactRow]:
    """
    A page of the contacts that *query* finds.

    Latest change first by default; with search words, the contacts that have them
    as whole words come first, and when nothing has them, the likeliest spelling
    is searched for and named in ``corrected``.
    """
    return work.contacts.page(query or Query(), page or PageRequest())


@use_case(requires=Permission.CONTACT_WRITE)
def edit_contact(
    work: ContactWork,
    /,
    contact_id: ContactId,
    *,
    version: int | None = None,
    allow_duplicates: bool = False,
    **fields: object,
) -> Contact:
    """
    Change some fields of a contact; None clears one.

    Raises:
        Invalid: Naming every field that is wrong.
        Stale: It is no longer at *version*, the one that the actor saw.
        EmailTaken: Another contact has one of the e-mail addresses.
        LikelyDuplicate: It becomes one that is there already, most probably.
    """
    contact = _to_write(work, contact_id)
    check_version(work, "contact", contact, version)
    values = parse_contact(work, fields, before=contact.custom)
    edited = contact.edited(values, at=work.now)
    work.name(f"Edit contact {edited.name}")
    if not allow_duplicates and not COMPARED.isdisjoint(values):
        _check(work, edited, before=contact)
    saved = work.contacts.save(edited)
    work.emit(ContactEdited(contact_id=saved.id, fields=tuple(values)))
    return saved


@use_case(requires=Permission.CONTACT_WRITE)
def archive_contact(work: ContactWork, contact_id: ContactId) -> Contact:
    """
    Put a contact into the archive, whence it can be restored; its e-mail
    addresses become free for others.
    """
    contact = _to_write(work, contact_id)
    work.name(f"Archive contact {contact.name}")
    work.emit(ContactArchived(contact_id=contact.id))
    return work.contacts.save(contact.archived(work.now))


@use_case(requires=Permission.CONTACT_WRITE)
def restore_contact(work: ContactWork, contact_id: ContactId) -> Contact:
    """
    Bring a contact back from the archive.

    Raises:
        NotFound: It is not in the archive.
        EmailTaken: Another contact has taken one of its e-mail addresses.
    """
    contact = work.contacts.get(contact_id)
    if contact.archived_at is None:
        raise NotFound("It is not in the archive.", id=contact_id)
    work.name(f"Restore contact {contact.name}")
    work.emit(ContactRestored(contact_id=contact.id))
    return work.contacts.save(contact.restored(work.now))


@use_case(requires=Permission.CONTACT_PURGE)
def purge_contact(work: ContactWork, contact_id: ContactId) -> None:
    """
    Delete a contact from the archive; the history keeps it for an undo.

    Raises:
        NotFound: It is not in the archive.
    """
    contact = work.contacts.get(contact_id)
    if contact.archived_at is None:
        raise NotFound("Only contacts in the archive are purged.", id=contact_id)
    work.name(f"Purge contact {contact.name}")
    work.contacts.remove(contact)
    work.emit(ContactPurged(contact_id=contact.id))


@use_case(requires=Permission.CONTACT_WRITE)
def record_consent(
    work: ContactWork,
    contact_id: ContactId,
    *,
    purpose: object,
    granted: object,
    source: object,
) -> Contact:
    """
    Note that a person agreed to a purpose or declined it, and how we know.
    """
    said = {"purpose": purpose, "granted": granted, "source": source}
    consent = read_consent({**said, "at": work.now})
    contact = _to_write(work, contact_id)
    work.name(f"Record consent of {contact.name}")
    work.emit(ContactEdited(contact_id=contact.id, fields=("consents",)))
    return work.contacts.save(contact.consenting(consent))


@use_case(requires=Permission.CONTACT_BULK)
def edit_contacts(
    work: ContactWork,
    /,
    *,
    ids: Iterable[ContactId] | None = None,
    query: Query | None = None,
    add_tags: Iterable[str] = (),
    remove_tags: Iterable[str] = (),
    archive: bool = False,
    **fields: object,
) -> list[ContactId]:
    """
    Change many contacts in one change set: those named, or all that *query* finds.

    Raises:
        Invalid: Naming every field that is wrong, or too many contacts.
        NotFound: One of *ids* does not exist or is not visible; nothing changes.
    """
    contacts = select_records(work.contacts, ids=ids, query=query)
    unfit = [name for name in ("email", "emails") if fields.get(name)]
    if unfit:
        message = "Two contacts never share an e-mail address."
        raise Invalid.of(unfit[0], "bulk", message)
    values = parse_contact(work, {**fields, "tags": list(add_tags)}, before={})
    added, removed = values.pop("tags"), tuple(remove_tags)
    custom = values.pop("custom", None)
    work.name(f"{'Archive' if archive else 'Edit'} {len(contacts)} contacts")
    for contact in contacts:
        tags = retagged(contact.tags, add=added, remove=removed)
        own = {"tags": tags, "custom": merged_custom(contact.custom, custom)}
        edited = contact.edited({**values, **own}, at=work.now)
        work.contacts.save(edited.archived(work.now) if archive else edited)
    changed = [contact.id for contact in contacts]
    work.emit(ContactsEdited(contact_ids=tuple(changed)))
    return changed
