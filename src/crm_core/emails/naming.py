"""
Whom and what a message that came in names, as far as we know them.
"""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from attrs import frozen

from ..contacts import ContactId
from ..leads import OPEN, LeadId
from ..opportunities import OpportunityId
from ..shared import Condition, Operator, Query, RecordRef, Term, UserId
from .filling import contacts_behind
from .model import Direction, Email, ReadMessage, ThreadId, bare, took_part
from .ports import EmailWork

MOST_OPPORTUNITIES = 10
"""
Of somebody with more open ones than that, a person says which a message is about.
"""


@frozen
class Line:
    """
    The thread that a message belongs to, what that is about, and what was odd.
    """

    thread_id: ThreadId | None = None
    about: tuple[RecordRef, ...] = ()
    remarks: tuple[str, ...] = ()


def line_of(work: EmailWork, read: ReadMessage, email: Email) -> Line:
    """
    Where it belongs, by what it says that it answers.
    """
    nearest_first = [*reversed(read.in_reply_to), *reversed(read.references)]
    named = list(dict.fromkeys(map(bare, nearest_first)))
    if not named:
        return Line()
    known = work.emails.by_message_id(named)
    places = {each: place for place, each in enumerate(named)}
    doubted = False
    for each in sorted(known, key=lambda e: places.get(e.message_id or "", 0)):
        ours = each.direction is Direction.OUT and each.mailbox_id is None
        if ours or took_part(each, email.sender.address):
            return Line(each.thread_id, each.about)
        doubted = True
    said = "It names a message of a thread that its sender had no part in."
    return Line(remarks=(said,) if doubted else ())


def people_of(work: EmailWork, keys: Sequence[str]) -> Mapping[str, ContactId]:
    """
    The contacts with these addresses, by e-mail key.
    """
    return contacts_behind(work, keys) if keys else {}


def leads_of(work: EmailWork, keys: Sequence[str]) -> list[RecordRef]:
    """
    The open leads of these addresses.
    """
    found = work.leads.by_email(keys, [each.value for each in OPEN]) if keys else {}
    refs = [RecordRef("lead", ids[0]) for ids in found.values() if ids]
    seen = work.subjects.visible(refs)
    return [ref for ref in refs if ref in seen and _is_open(work, LeadId(ref.id))]


def _is_open(work: EmailWork, lead_id: LeadId) -> bool:
    lead = work.leads.get(lead_id)
    return lead.archived_at is None and lead.status in OPEN


def opportunities_of(
    work: EmailWork, people: Iterable[ContactId]
) -> tuple[tuple[RecordRef, ...], tuple[str, ...]]:
    """
    The open opportunities of these people, unless there are too many to know which is
    meant; what is to be said of that.
    """
    among = tuple(Term(Operator.IS, id) for id in people)
    if not among:
        return (), ()
    still_open = Condition("status", (Term(Operator.IS, "open"),))
    query = Query(conditions=(Condition("contact_id", among), still_open))
    found: list[OpportunityId] = work.opportunities.matching(
        query, most=MOST_OPPORTUNITIES
    )
    if len(found) > MOST_OPPORTUNITIES:
        said = f"More than {MOST_OPPORTUNITIES} open opportunities: say which."
        return (), (said,)
    return tuple(RecordRef("opportunity", id) for id in found), ()


def owner_of(work: EmailWork, about: Iterable[RecordRef]) -> UserId | None:
    """
    Whose record it is about: the most particular one tells.
    """
    order = ("opportunity", "lead", "contact", "company")
    for ref in sorted(about, key=lambda each: order.index(each.kind)):
        owner = work.records.images(ref.kind, [ref.id])[ref.id].get("assigned_to")
        if isinstance(owner, str):
            return UserId(UUID(owner))
    return None
