"""
What the post does: takes envelopes whose time has come, and notes what became of each.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from ...files import FileId
from ...shared import Permission, email_key, use_case
from ..events import EmailSettled
from ..model import (
    AttachedFile,
    Claimed,
    DeliveryState,
    Email,
    EmailState,
    LinkKind,
    Outcome,
    Parcel,
    SignedLink,
    Suppression,
    SuppressionReason,
    Verdict,
    wait,
)
from ..ports import EmailWork
from ..sparing import suppress

PATIENCE = 3
"""
So many mails in a row a domain may put off before it is left alone for a while.
"""
_STATES = {
    Outcome.SENT: DeliveryState.SENT,
    Outcome.LATER: DeliveryState.QUEUED,
    Outcome.REFUSED: DeliveryState.REFUSED,
    Outcome.UNKNOWN: DeliveryState.UNCERTAIN,
}


@use_case(requires=Permission.EMAIL_SEND)
def claim_parcels(work: EmailWork, *, most: int) -> list[Parcel]:
    """
    Take some envelopes whose time has come, with all that goes into them. Who has
    unsubscribed meanwhile, or may get no mail any more, gets none.
    """
    claimed = work.deliveries.claim(most=most)
    if not claimed:
        return []
    emails = {
        email.id: email
        for email in work.emails.many({each.delivery.email_id for each in claimed})
    }
    spared = work.suppressions.of(
        sorted({email_key(each.delivery.address) for each in claimed})
    )
    parcels: list[Parcel] = []
    for each in claimed:
        email = emails[each.delivery.email_id]
        suppression = spared.get(email_key(each.delivery.address))
        if suppression is not None and _concerns(suppression, email):
            _call_off(work, each, suppression)
        else:
            parcels.append(_parcel(work, each, email))
    return parcels


def _concerns(suppression: Suppression, email: Email) -> bool:
    return suppression.entirely or email.campaign_id is not None


def _call_off(work: EmailWork, claimed: Claimed, suppression: Suppression) -> None:
    verdict = Verdict(outcome=Outcome.REFUSED, reason=suppression.reason.value)
    work.deliveries.settle(claimed, DeliveryState.CANCELLED, verdict, timedelta())
    work.deliveries.restate(claimed.delivery.email_id)


def _parcel(work: EmailWork, claimed: Claimed, email: Email) -> Parcel:
    return Parcel(
        claimed=claimed,
        email=email,
        files=tuple(_files(work, email.attachments)),
        unsubscribe=_link(work, claimed, LinkKind.UNSUBSCRIBE)
        if email.campaign_id
        else None,
        marks={
            address: _link(work, claimed, LinkKind.CLICK, place)
            for place, address in enumerate(email.links)
        },
        pixel=_link(work, claimed, LinkKind.OPEN) if email.tracked else None,
    )


def _link(work: EmailWork, claimed: Claimed, kind: LinkKind, place: int = 0) -> str:
    link = SignedLink(kind, work.actor.organization_id, claimed.delivery.id, place)
    path = "u" if kind is LinkKind.UNSUBSCRIBE else "t"
    token = link.token(work.mail_settings.secret())
    return f"{work.stationery.site}/{path}/{token}"


def _files(work: EmailWork, ids: Sequence[FileId]) -> Iterable[AttachedFile]:
    for id in ids:
        file = work.files.get(id)
        yield AttachedFile(
            name=file.name, content_type=file.content_type, key=file.digest
        )


@use_case(requires=Permission.EMAIL_SEND)
def settle_parcel(
    work: EmailWork, claimed: Claimed, verdict: Verdict, chance: float
) -> bool:
    """
    Note what became of an envelope; False if its lease ended and it is somebody
    else's now. One put off is tried again after a while that *chance* (0 to 1) stretches.
    """
    delivery = claimed.delivery
    domain = email_key(delivery.address).rpartition("@")[2]
    pause = wait(delivery.attempts, chance)
    state = work.deliveries.settle(claimed, _STATES[verdict.outcome], verdict, pause)
    if state is None:
        return False
    if verdict.outcome is Outcome.SENT:
        work.deliveries.went_well(domain)
    elif verdict.outcome is Outcome.LATER:
        in_a_row = work.deliveries.slow_down(domain)
        if in_a_row >= PATIENCE:
            work.deliveries.leave_alone(domain, wait(in_a_row, chance))
    elif verdict.nobody:
        source = f"the relay: {verdict.reason}"[:200]
        suppress(work, delivery.address, SuppressionReason.BOUNCED, source)
    state = work.deliveries.restate(delivery.email_id)
    if state not in {EmailState.QUEUED, EmailState.SENDING}:
        work.emit(EmailSettled(email_id=delivery.email_id, state=state))
    return True


@use_case(requires=Permission.EMAIL_SEND)
def release_parcels(
    work: EmailWork, claimed: Sequence[Claimed], reason: str, pause: timedelta
) -> None:
    """
    Give back envelopes that were not tried.
    """
    work.deliveries.release(claimed, reason, pause)
    for email_id in dict.fromkeys(each.delivery.email_id for each in claimed):
        work.deliveries.restate(email_id)
