"""
What the law gives a person: a copy of all that is known, and being forgotten.
"""

from attrs import frozen

from ..changes import HistoryEntry, record_history
from ..shared import PageRequest, Permission, RecordRef, use_case
from .events import ContactErased
from .model import ContactId
from .ports import ContactWork


@frozen(kw_only=True)
class PersonalData:
    """
    All that is known of one person: the record, and every change to it.
    """

    record: dict[str, object]
    history: list[HistoryEntry]


@frozen(kw_only=True)
class Erasure:
    """
    The proof of an erasure: what was wiped, and that nothing is left.

    *wiped_changes* counts the entries of the trail that lost their values.
    """

    contact_id: ContactId
    wiped_changes: int
    left: int


@use_case(requires=Permission.CONTACT_EXPORT)
def export_person(work: ContactWork, contact_id: ContactId) -> PersonalData:
    """
    A copy of all that is known of a person (GDPR, article 15), archived or not.
    """
    contact = work.contacts.get(contact_id)
    record, history, page = RecordRef("contact", contact.id), list[HistoryEntry](), None
    request: PageRequest | None = PageRequest(size=200)
    while request is not None:
        page = record_history(work, record, request)
        history += page.items
        request = (
            PageRequest(size=200, cursor=page.next_cursor) if page.next_cursor else None
        )
    return PersonalData(record=contact.personal_data(), history=history)


@use_case(requires=Permission.CONTACT_ERASE)
def erase_person(work: ContactWork, contact_id: ContactId) -> Erasure:
    """
    Forget a person (GDPR, article 17): the record goes, and its values go from
    the whole trail, with those of all records that were merged into it. This cannot
    be undone.
    """
    contact = work.contacts.get(contact_id)
    work.name("Erase a person")
    work.contacts.remove(contact)
    record = RecordRef("contact", contact.id)
    same = [
        record,
        *(RecordRef("contact", id) for id in work.redirects.sources(record)),
    ]
    wiped = sum(work.changes.forget(each) for each in same)
    work.emit(ContactErased(contact_id=contact.id))
    left = len(work.contacts.many([contact.id]))
    return Erasure(contact_id=contact.id, wiped_changes=wiped, left=left)
