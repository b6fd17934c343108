"""
Strangers who write: each may become a lead, by the one door for leads.
"""

from datetime import timedelta
from typing import Any

from attrs import evolve

from ...access import operator_of
from ...leads import Lead, add_lead
from ...shared import (
    Condition,
    Conflict,
    Operator,
    PageRequest,
    Permission,
    Query,
    RecordRef,
    Term,
    use_case,
)
from ..model import Direction, Email, EmailFilter, EmailId, MessageKind
from ..ports import EmailWork

SOURCE = "email"
MOST_AN_HOUR = 60
"""
So many leads of an organization come from mail by themselves: more are spam, and are
left for somebody to look at.
"""
MOST_OF_THREAD = 200
_HOUR = timedelta(hours=1)


class NobodyToCapture(Conflict):
    """
    The message is not one that a person wrote to us.
    """


@use_case(requires=Permission.EMAIL_RECEIVE)
def capture_sender(work: EmailWork, email_id: EmailId) -> Lead:
    """
    Make whoever wrote a message a lead, or let it join their open one; the message and
    those of its thread are about it from then on.

    Raises:
        NobodyToCapture: A machine wrote it, or we did.
        Invalid: It cannot be a lead as it is.
    """
    email = work.emails.get(email_id)
    written = email.direction is Direction.IN and email.kind is not MessageKind.BOUNCE
    if not written or not email.sender.address:
        raise NobodyToCapture(email_id=email.id)
    said = {**_fields(email), **_owner(work, email)}
    lead: Lead = add_lead(work, attach=True, **said)
    about = (RecordRef("lead", lead.id),)
    request = PageRequest(size=MOST_OF_THREAD)
    thread = work.emails.page(EmailFilter(thread_id=email.thread_id), request)
    for each in {email.id: email, **{e.id: e for e in thread.items}}.values():
        if about[0] not in each.about:
            linked = evolve(each, about=(*each.about, *about), updated_at=work.now)
            work.emails.save(linked)
    work.name(f"Capture lead {lead.title}")
    return lead


@use_case(requires=Permission.EMAIL_RECEIVE)
def capture_stranger(work: EmailWork, email_id: EmailId) -> Lead | None:
    """
    Make a stranger who wrote a lead, unless they are known by now, or as many came in
    the last hour as people could look at.
    """
    email = work.emails.get(email_id)
    if email.about or email.archived_at is not None:
        return None
    since = Term(Operator.GTE, work.now - _HOUR)
    from_mail = Condition("source", (Term(Operator.IS, SOURCE),))
    lately = Query(conditions=(from_mail, Condition("created_at", (since,))))
    if len(work.leads.matching(lately, most=MOST_AN_HOUR)) >= MOST_AN_HOUR:
        return None
    lead: Lead = capture_sender(work, email_id)
    return lead


def _owner(work: EmailWork, email: Email) -> dict[str, Any]:
    """
    Whose lead it is: whoever was written to, else whom the rules choose, else whoever
    captures it, if that is a person.
    """
    if email.assigned_to is not None:
        return {"assigned_to": email.assigned_to}
    if any(each.rule.get("active", True) for each in work.routing_rules.all()):
        return {"route": True}
    by_itself = work.actor.user_id == operator_of(work.actor.organization_id)
    return {"assigned_to": None} if by_itself else {}


def _fields(email: Email) -> dict[str, Any]:
    first, _, last = email.sender.name.strip().rpartition(" ")
    named = {"first_name": first, "last_name": last} if last else {}
    return {
        "title": (email.subject or email.sender.address)[:255],
        "email": email.sender.address,
        "source": SOURCE,
        **{name: word[:100] for name, word in named.items() if word},
    }
