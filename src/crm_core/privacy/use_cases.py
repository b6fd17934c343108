"""
Telling a person what is known, and forgetting it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from ..changes import HistoryEntry, Image, record_history
from ..contacts import Contact, ContactErased, ContactId
from ..duplicates import Reference, pointers
from ..forms import Submission
from ..leads import LeadId
from ..shared import PageRequest, Permission, RecordRef, email_key, use_case
from .forgetting import (
    activities_of,
    files_of,
    forget_activities,
    forget_files,
)
from .letters import emails_of, forget_emails
from .model import NOBODY, Erasure, PersonalData
from .naming import images_of, names_of, redact_opportunities
from .ports import PrivacyWork
from .tracing import Traces

AT_ONCE = 1_000


@use_case(requires=Permission.CONTACT_EXPORT)
def export_person(work: PrivacyWork, contact_id: ContactId) -> PersonalData:
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
    ids = _leads_of(work, contact)
    return PersonalData(
        record=contact.personal_data(),
        history=history,
        leads=[lead.values for lead in work.leads.many(ids)],
        submissions=[each.public for each in _sent(work, contact, ids)],
        bookings=[each.public for each in work.bookings.of(_keys(contact), ids)],
        files=files_of(work, [contact.id, *ids]),
        activities=[
            each.values
            for each in activities_of(work, [contact.id, *ids], _keys(contact))
        ],
        emails=[
            each.public for each in emails_of(work, [contact.id, *ids], _keys(contact))
        ],
    )


@use_case(requires=Permission.CONTACT_ERASE)
def erase_person(work: PrivacyWork, contact_id: ContactId) -> Erasure:
    """
    Forget a person (GDPR, article 17): the record goes, and its values go from
    the whole trail, with those of all records that were merged into it. Leads that came
    from this person become nobody's, whoever they are assigned to, opportunities lose
    the contact and the names of the person in their texts, and what came in through web
    forms and booking pages goes, as do rows about the person that imports refused.
    This cannot be undone.
    """
    contact = work.contacts.get(contact_id)
    work.name("Erase a person")
    leads = _leads_of(work, contact)
    known = work.leads.many(leads)
    images = images_of(work, contact.id, known)
    names = names_of(images)
    wiped = sum(_empty(work, lead_id) for lead_id in leads)
    own, keys = [contact.id, *leads], _keys(contact)
    files, lost = forget_files(work, own)
    activities, unsaid = forget_activities(work, own, keys, names)
    letters, unwritten = forget_emails(work, own, keys, names)
    work.invitations.forget(keys)
    pointed = _let_go(work, contact.id)
    converted = {each.opportunity_id for each in known if each.opportunity_id}
    deals = pointed["opportunity"] | converted
    redacted = redact_opportunities(work, deals, names)
    work.contacts.remove(contact)
    ids = [contact.id, *work.redirects.sources(RecordRef("contact", contact.id))]
    wiped += lost + unsaid + unwritten
    wiped += sum(work.changes.forget(RecordRef("contact", id)) for id in ids)
    sent = _sent(work, contact, leads)
    work.form_submissions.forget(each.id for each in sent)
    work.emit(ContactErased(contact_id=contact.id))
    left = len(work.contacts.many([contact.id]))
    return Erasure(
        contact_id=contact.id,
        wiped_changes=wiped,
        leads=len(leads),
        opportunities=redacted,
        submissions=len(sent),
        bookings=_unbooked(work, contact, leads),
        files=files,
        activities=activities,
        emails=letters,
        refused_rows=_unread(work, images),
        left=left,
    )


def _leads_of(work: PrivacyWork, contact: Contact) -> list[LeadId]:
    return work.leads.all_of(_keys(contact), contact.id)


def _sent(work: PrivacyWork, contact: Contact, leads: list[LeadId]) -> list[Submission]:
    """
    What the person sent through web forms.
    """
    return work.form_submissions.of(_keys(contact), leads)


def _unread(work: PrivacyWork, images: Iterable[Image]) -> int:
    """
    Forget rows about the person that imports have refused; answers how many.
    """
    return work.refused_rows.forget(Traces.of(images))


def _unbooked(work: PrivacyWork, contact: Contact, leads: list[LeadId]) -> int:
    """
    Forget what the person has booked; answers how much it was.
    """
    booked = work.bookings.of(_keys(contact), leads)
    work.bookings.forget(each.id for each in booked)
    return len(booked)


def _keys(contact: Contact) -> list[str]:
    return [email_key(each.address) for each in contact.emails]


def _empty(work: PrivacyWork, lead_id: LeadId) -> int:
    """
    Take all that is personal from a lead and from what was said of it; answers how many
    changes lost their values.
    """
    lead = RecordRef("lead", lead_id)
    work.everything.write(lead, NOBODY)
    said = [
        RecordRef("stage_change", each.id)
        for each in work.stage_changes.of(lead)
        if each.notes
    ]
    for each in said:
        work.everything.write(each, {"notes": None})
    return sum(work.changes.forget(each) for each in (lead, *said))


def _let_go(work: PrivacyWork, contact_id: ContactId) -> Mapping[str, set[UUID]]:
    """
    Let nothing else point at a contact; answers what did, by kind.
    """
    pointed = defaultdict[str, set[UUID]](set)
    for kind in {each.kind for each in pointers(target="contact")}:
        fields = [each for each in pointers(kind=kind) if each.target == "contact"]
        while found := work.everything.pointing(
            kind, "contact", [contact_id], most=AT_ONCE
        ):
            for id, image in found.items():
                values = _without(image, fields, contact_id)
                work.everything.write(RecordRef(kind, id), values)
                pointed[kind].add(id)
    return pointed


def _without(image: Image, fields: list[Reference], gone: UUID) -> Mapping[str, object]:
    values: dict[str, object] = {}
    for each in fields:
        value = image.get(each.field)
        if each.member is None:
            if value == str(gone):
                values[each.field] = None
        elif isinstance(value, list):
            left = [item for item in value if item[each.member] != str(gone)]
            values[each.field] = left
    return values
