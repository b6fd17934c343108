"""
Whom a lead is from: people and companies that are known already, and open leads.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial

from attrs import evolve

from ..companies import Company, CompanyId, company_profile
from ..contacts import Contact, ContactId, contact_profile
from ..matching import Action, LikelyDuplicate, LikelyMatch, certain_duplicates
from ..shared import email_key, fold, retagged
from .model import Lead, LeadId
from .ports import LeadWork

KEPT = 20


def acquainted(work: LeadWork, lead: Lead) -> Lead:
    """
    The lead with the contact and the company that it is certainly from, as far as the
    actor may see them.
    """
    if lead.contact_id is None:
        contact = known_contact(work, lead)
        if contact is not None:
            lead = evolve(
                lead,
                contact_id=contact.id,
                company_id=lead.company_id or contact.company_id,
            )
    if lead.company_id is None:
        company = known_company(work, lead)
        lead = evolve(lead, company_id=company.id if company else None)
    return lead


def known_contact(work: LeadWork, lead: Lead) -> Contact | None:
    """
    The contact who has the lead's e-mail address, or who certainly is the same person.
    """
    if lead.email:
        owners = work.contacts.by_email([email_key(lead.email)]).values()
        if owners:
            return next(iter(work.contacts.many(owners)), None)
    if not (lead.person and (lead.email or lead.phone or lead.company_id)):
        return None
    asked = contact_from(work, lead)
    profile = partial(contact_profile, asked, lead.company_name)
    found = certain_duplicates(work, profile, id=asked.id)
    seen = {each.id: each for each in work.contacts.many(map(ContactId, found))}
    return next((seen[ContactId(id)] for id in found if id in seen), None)


def known_company(work: LeadWork, lead: Lead) -> Company | None:
    """
    The company of the lead's domain, or that certainly is the same one.
    """
    asked = company_from(work, lead)
    if asked is None:
        return None
    ids: list[CompanyId] = []
    if asked.domain:
        ids = work.companies.by_domain([asked.domain]).get(asked.domain, [])
    if not ids:
        ids = work.companies.by_name([fold(asked.name)]).get(fold(asked.name), [])
    if not ids:
        profile = partial(company_profile, asked)
        found = certain_duplicates(work, profile, id=asked.id)
        ids = [CompanyId(id) for id in found[:1]]
    seen = [each for each in work.companies.many(ids) if each.archived_at is None]
    return seen[0] if len(seen) == 1 else None


def contact_from(work: LeadWork, lead: Lead) -> Contact:
    """
    The person of a lead as a contact would be, not stored.
    """
    blank = Contact(
        id=ContactId(work.new_id()),
        first_name=lead.first_name,
        last_name=lead.last_name,
        company_id=lead.company_id,
        address=lead.address,
        created_by=work.actor.user_id,
        created_at=work.now,
        updated_at=work.now,
    )
    reached = blank.with_email(lead.email) if lead.email else blank
    return reached.with_phone(lead.phone) if lead.phone else reached


def company_from(work: LeadWork, lead: Lead) -> Company | None:
    """
    The company of a lead as it would be, not stored; None when it names none.
    """
    if not lead.company_name:
        return None
    return Company(
        id=CompanyId(work.new_id()),
        name=lead.company_name,
        website=lead.website,
        created_by=work.actor.user_id,
        created_at=work.now,
        updated_at=work.now,
    ).checked()


def open_lead_of(work: LeadWork, lead: Lead, *, warn: bool) -> Lead | None:
    """
    The oldest visible open lead of the same person. When the actor is to be warned,
    the organization's rules for duplicates say how.

    Raises:
        LikelyDuplicate: There is one, and the rules forbid a second.
    """
    key = email_key(lead.email) if lead.email else ""
    if not key and lead.contact_id is None:
        return None
    ids = [id for id in work.leads.open_of(key, lead.contact_id) if id != lead.id]
    if not ids:
        return None
    seen = sorted(work.leads.many(ids), key=lambda each: each.id)
    if not warn:
        return seen[0] if seen else None
    action = work.matching_rules.get().on_create
    reasons = ("open lead of the same person",)
    likely = [LikelyMatch(each.id, each.title, 1.0, reasons) for each in seen]
    if action is Action.BLOCK:
        raise LikelyDuplicate(candidates=likely, hidden=len(ids) - len(seen))
    if action is Action.WARN:
        work.candidates.warned += likely
    return None


def joined(work: LeadWork, known: Lead, new: Lead) -> Lead:
    """
    An open lead with what came in again of the same person: values it lacks are
    filled in, tags added, and all that was captured this time is kept in
    ``capture.more``, the last twenty times; its history has all.
    """
    was, brought = known.values, new.values
    came = {n: brought[n] for n in _CAPTURED if brought[n] and brought[n] != was[n]}
    values = {name: value for name, value in came.items() if not was[name]}
    capture = dict(known.capture or {})
    more = capture.get("more")
    before = more if isinstance(more, list) else []
    texts = {name: _text(value) for name, value in came.items()}
    again = {"at": work.now.isoformat(), **texts, **(new.capture or {})}
    capture["more"] = [*before, again][-KEPT:]
    tags = retagged(known.tags, add=new.tags, remove=())
    custom = {**new.custom, **known.custom}
    own = {"capture": capture, "tags": tags, "custom": custom}
    return known.edited({**values, **own}, at=work.now)


def note_answer(work: LeadWork, ids: Iterable[LeadId], at: datetime) -> None:
    """
    Note that somebody has answered leads *at* that moment: those open ones that are
    there by then and that nobody has answered before.
    """
    wanted = list(ids)
    for lead in work.leads.many(wanted) if wanted else ():
        answered = lead.first_responded_at
        if lead.open and lead.created_at <= at and (answered is None or at < answered):
            work.leads.save(evolve(lead, first_responded_at=at, updated_at=work.now))


def _text(value: object) -> object:
    return dict(value) if isinstance(value, Mapping) else str(value)


_CAPTURED = (
    "title",
    "description",
    "first_name",
    "last_name",
    "email",
    "phone",
    "job_title",
    "company_name",
    "website",
    "address",
    "contact_id",
    "company_id",
    "source",
    "campaign",
    "medium",
    "referrer",
    "landing_page",
    "product",
    "language",
    "employees",
)
