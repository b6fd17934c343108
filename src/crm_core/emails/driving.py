"""
The post at work: each step is a transaction of its own, so that what the relay has
taken is known whatever comes after.
"""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from random import random
from time import monotonic, sleep
from typing import Any, Protocol

from attrs import define, fields

from ..access import operator_of
from ..shared import (
    Actor,
    CrmError,
    OrganizationId,
    Permission,
    Unavailable,
    email_key,
)
from .model import LEASE, Outcome, Parcel, SignedLink, Verdict, read_link
from .ports import Relay, Written
from .use_cases import (
    PATIENCE,
    WayOut,
    claim_parcels,
    look_at_way_out,
    note_visit,
    release_parcels,
    settle_parcel,
    unsubscribe,
)

AT_ONCE = 50
_RIGHTS = (Permission.EMAIL_SEND, Permission.EMAIL_READ, Permission.FILE_READ)
_NOTING_AGAIN = (0.2, 1.0, 5.0)


class Run(Protocol):
    """
    Runs a use case for an actor in a transaction of its own, as ``Crm.run`` does.
    """

    def __call__(
        self, actor: Actor, use_case: Callable[..., Any], /, *args: Any, **kwargs: Any
    ) -> Any: ...


@define
class Delivered:
    """
    What one round came to. *reason* is why the relay could not be used.
    """

    taken: int = 0
    sent: int = 0
    refused: int = 0
    put_off: int = 0
    uncertain: int = 0
    released: int = 0
    lost: int = 0
    reason: str | None = None

    def add(self, other: "Delivered") -> None:
        """
        Count another round with this one.
        """
        for name in _COUNTED:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.reason = other.reason or self.reason


_COUNTED = tuple(each.name for each in fields(Delivered) if each.name != "reason")


def post_actor(organization_id: OrganizationId, source: str = "worker") -> Actor:
    """
    Who delivers, and who acts when a recipient follows a link: the organization's
    operator, with no more rights than that needs.
    """
    return Actor(
        user_id=operator_of(organization_id),
        organization_id=organization_id,
        permissions=frozenset(_RIGHTS),
        name="Operator",
        source=source,
    )


def deliver_some(
    run: Run,
    actor: Actor,
    relay: Relay,
    written: Written,
    *,
    most: int = AT_ONCE,
    ending: Callable[[], bool] = lambda: False,
) -> Delivered:
    """
    Take some envelopes of one organization to the *relay*. Whoever is held up for half
    the lease gives back the rest: nobody sends what may be somebody else's by now.
    """
    begun, done, put_off = monotonic(), Delivered(), Counter[str]()
    parcels: list[Parcel] = run(actor, claim_parcels, most=most)
    done.taken = len(parcels)
    for index, parcel in enumerate(parcels):
        late = monotonic() - begun > LEASE.total_seconds() / 2
        if late or ending():
            _give_back(run, actor, parcels[index:], "The worker ended.", done)
            break
        domain = _domain(parcel)
        if put_off[domain] >= PATIENCE:
            _give_back(run, actor, [parcel], "Its domain takes no mail now.", done)
            continue
        verdict = _try(relay, written, parcel)
        later = verdict.outcome is Outcome.LATER
        put_off[domain] = put_off[domain] + 1 if later else 0
        if verdict.outcome is Outcome.NOT_TRIED:
            done.reason = verdict.reason
            _give_back(run, actor, parcels[index:], verdict.reason, done)
            break
        _note(run, actor, parcel, verdict, done)
    return done


def _domain(parcel: Parcel) -> str:
    return email_key(parcel.claimed.delivery.address).rpartition("@")[2]


def _try(relay: Relay, written: Written, parcel: Parcel) -> Verdict:
    try:
        message = written(parcel)
    except Unavailable as away:
        return Verdict(outcome=Outcome.LATER, reason=str(away))
    except CrmError as wrong:
        return Verdict(outcome=Outcome.REFUSED, reason=str(wrong))
    return relay.deliver(
        message,
        sender=parcel.email.sender.address,
        recipient=parcel.claimed.delivery.address,
    )


def _note(
    run: Run, actor: Actor, parcel: Parcel, verdict: Verdict, done: Delivered
) -> None:
    """
    Note a verdict; while the database is away, try that again rather than the mail.
    """
    for pause in (*_NOTING_AGAIN, None):
        try:
            kept = run(actor, settle_parcel, parcel.claimed, verdict, random())  # noqa: S311
        except Unavailable:
            if pause is None:
                raise
            sleep(pause)
        else:
            break
    if not kept:
        done.lost += 1
    elif verdict.outcome is Outcome.SENT:
        done.sent += 1
    elif verdict.outcome is Outcome.REFUSED:
        done.refused += 1
    elif verdict.outcome is Outcome.LATER:
        done.put_off += 1
    else:
        done.uncertain += 1


def _give_back(
    run: Run, actor: Actor, parcels: list[Parcel], reason: str, done: Delivered
) -> None:
    claimed = [each.claimed for each in parcels]
    run(actor, release_parcels, claimed, reason, timedelta())
    done.released += len(claimed)


def find_way_out(run: Run, token: str) -> WayOut:
    """
    What a link in a message would unsubscribe; looking changes nothing.

    Raises:
        NotFound: It is none of ours.
    """
    link = read_link(token)
    way_out: WayOut = run(_visitor(link), look_at_way_out, link, token)
    return way_out


def take_way_out(run: Run, token: str) -> None:
    """
    Unsubscribe whom a link was sent to.

    Raises:
        NotFound: It is none of ours.
    """
    link = read_link(token)
    run(_visitor(link), unsubscribe, link, token)


def follow_link(run: Run, token: str, agent: str) -> str | None:
    """
    Count an opening or a click; answers where a click leads to.

    Raises:
        NotFound: It is none of ours.
    """
    link = read_link(token)
    target: str | None = run(_visitor(link), note_visit, link, token, agent)
    return target


def _visitor(link: SignedLink) -> Actor:
    return post_actor(link.organization_id, "link")
