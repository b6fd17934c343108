"""
What recipients do by the links in messages: unsubscribe, open, click.
"""

from attrs import frozen

from ...contacts import Contact
from ...shared import NotFound, Permission, email_key, use_case
from ..model import (
    ABSENT,
    LinkKind,
    MailSettings,
    SignedLink,
    SuppressionReason,
    Visit,
    VisitId,
    VisitKind,
    machine,
)
from ..ports import EmailWork
from ..sparing import suppress

TRACKING = "tracking"
"""
The purpose that a contact agrees to whose openings and clicks may be counted.
"""


def may_be_tracked(settings: MailSettings, contact: Contact) -> bool:
    """
    Whether what a contact does with a message may be counted.
    """
    said = [c.granted for c in contact.consents if c.purpose == TRACKING]
    return settings.track and bool(said) and said[-1]


@frozen(kw_only=True)
class WayOut:
    """
    Which address a link unsubscribes, from the mailings of which organization, and
    whether it is already.
    """

    address: str
    organization: str
    done: bool


@use_case(requires=Permission.EMAIL_SEND)
def look_at_way_out(work: EmailWork, link: SignedLink, token: str) -> WayOut:
    """
    What a link would unsubscribe; looking changes nothing.

    Raises:
        NotFound: It is none of ours.
    """
    address = _address(work, link, token)
    known = work.suppressions.of([email_key(address)])
    name = work.organizations.get().name
    shown = "" if name == str(work.actor.organization_id) else name
    return WayOut(address=address, organization=shown, done=bool(known))


@use_case(requires=Permission.EMAIL_SEND)
def unsubscribe(work: EmailWork, link: SignedLink, token: str) -> None:
    """
    Send no more mailings to the address that a link was sent to; those that wait do
    not go. Again changes nothing.

    Raises:
        NotFound: It is none of ours.
    """
    address = _address(work, link, token)
    suppress(work, address, SuppressionReason.UNSUBSCRIBED, "the link in a message")


@use_case(requires=Permission.EMAIL_SEND)
def note_visit(work: EmailWork, link: SignedLink, token: str, agent: str) -> str | None:
    """
    Count an opening or a click, and answer where the click leads to.

    Raises:
        NotFound: It is none of ours.
    """
    _check(work, link, token)
    delivery = work.deliveries.get(link.delivery_id)
    email = work.emails.get(delivery.email_id)
    opened = link.kind is LinkKind.OPEN
    if link.kind is LinkKind.UNSUBSCRIBE or not email.tracked:
        raise NotFound(ABSENT)
    if not opened and link.place >= len(email.links):
        raise NotFound(ABSENT)
    target = None if opened else email.links[link.place]
    reason = machine(delivery.settled_at, work.now, agent)
    if work.mail_settings.get().track:
        work.email_visits.add(
            Visit(
                id=VisitId(work.new_id()),
                email_id=email.id,
                delivery_id=delivery.id,
                kind=VisitKind.OPEN if opened else VisitKind.CLICK,
                at=work.now,
                link=target,
                bot=reason is not None,
                reason=reason,
            )
        )
    return target


def _address(work: EmailWork, link: SignedLink, token: str) -> str:
    _check(work, link, token)
    if link.kind is not LinkKind.UNSUBSCRIBE:
        raise NotFound(ABSENT)
    return work.deliveries.get(link.delivery_id).address


def _check(work: EmailWork, link: SignedLink, token: str) -> None:
    secret = work.mail_settings.known_secret()
    if secret is None:
        raise NotFound(ABSENT)
    link.check(token, secret)
