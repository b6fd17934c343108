"""
Envelopes that wait to be delivered, in memory: one worker at a time, so that no lease
ever ends.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from attrs import evolve, frozen

from crm_core.emails import (
    MOST_DOUBTS,
    Claimed,
    Delivery,
    DeliveryId,
    DeliveryState,
    EmailId,
    EmailState,
    Outbox,
    Outcome,
    Verdict,
    state_of,
)
from crm_core.shared import NotFound, email_key

from ..rows import EMAIL_ROWS
from .context import Context

_WAITING = {DeliveryState.QUEUED, DeliveryState.UNCERTAIN}
_DEAD = {DeliveryState.FAILED, DeliveryState.REFUSED, DeliveryState.UNCERTAIN}


@frozen
class MemoryDeliveries:
    """
    The envelopes of the organization at work.
    """

    context: Context

    @property
    def _all(self) -> dict[DeliveryId, Delivery]:
        return self.context.tables.deliveries

    def add_many(self, deliveries: Sequence[Delivery], /) -> None:
        self._all.update({each.id: each for each in deliveries})

    def of(self, emails: Collection[EmailId], /) -> Mapping[EmailId, list[Delivery]]:
        found: dict[EmailId, list[Delivery]] = {}
        for each in sorted(self._all.values(), key=lambda each: each.id):
            if each.email_id in emails:
                found.setdefault(each.email_id, []).append(each)
        return found

    def get(self, id: DeliveryId, /) -> Delivery:
        if id not in self._all:
            raise NotFound(id=id)
        return self._all[id]

    def claim(self, *, most: int) -> list[Claimed]:
        now, closed = self.context.now, self.context.tables.closed_domains
        due = [
            each
            for each in self._all.values()
            if each.state in _WAITING
            and each.due_at is not None
            and each.due_at <= now
            and closed.get(_domain(each), now) <= now
        ]
        token, taken = self.context.new_id(), []
        for each in sorted(due, key=lambda each: (each.due_at, each.id))[:most]:
            tried = evolve(
                each, state=DeliveryState.SENDING, attempts=each.attempts + 1
            )
            self._all[each.id] = tried
            taken.append(Claimed(tried, token))
            self.restate(each.email_id)
        return taken

    def settle(
        self, claimed: Claimed, state: DeliveryState, verdict: Verdict, wait: timedelta
    ) -> EmailState | None:
        known = self._all[claimed.delivery.id]
        if known != claimed.delivery:
            return None
        doubts = known.doubts + (verdict.outcome is Outcome.UNKNOWN)
        again = state is DeliveryState.QUEUED or (
            state is DeliveryState.UNCERTAIN and doubts < MOST_DOUBTS
        )
        self._all[known.id] = evolve(
            known,
            state=state,
            code=verdict.code,
            reason=verdict.reason or None,
            doubts=doubts,
            due_at=self.context.now + wait if again else None,
            settled_at=None if state is DeliveryState.QUEUED else self.context.now,
        )
        return self.restate(known.email_id)

    def release(self, claimed: Sequence[Claimed], reason: str, wait: timedelta) -> None:
        for each in claimed:
            self._all[each.delivery.id] = evolve(
                each.delivery,
                state=DeliveryState.QUEUED,
                attempts=each.delivery.attempts - 1,
                reason=reason,
                due_at=self.context.now + wait,
            )

    def slow_down(self, domain: str, /) -> int:
        failures = self.context.tables.domain_failures
        failures[domain] = failures.get(domain, 0) + 1
        return failures[domain]

    def leave_alone(self, domain: str, wait: timedelta, /) -> None:
        self.context.tables.closed_domains[domain] = self.context.now + wait

    def went_well(self, domain: str, /) -> None:
        self.context.tables.domain_failures.pop(domain, None)
        self.context.tables.closed_domains.pop(domain, None)

    def cancel(self, email_id: EmailId, reason: str, /) -> int:
        return self._change(
            email_id,
            lambda d: d.state in _WAITING and d.due_at is not None,
            state=DeliveryState.CANCELLED,
            reason=reason,
            due_at=None,
            settled_at=self.context.now,
        )

    def again(self, email_id: EmailId, /) -> int:
        now = self.context.now
        return self._change(
            email_id,
            lambda d: d.state in _DEAD and d.due_at is None,
            state=DeliveryState.QUEUED,
            attempts=0,
            doubts=0,
            queued_at=now,
            due_at=now,
            settled_at=None,
        )

    def sent_after_all(self, email_id: EmailId, /) -> int:
        return self._change(
            email_id,
            lambda d: d.state is DeliveryState.UNCERTAIN,
            state=DeliveryState.SENT,
            due_at=None,
            reason="Somebody said that it arrived.",
        )

    def bounce(self, email_id: EmailId, key: str, reason: str, /) -> int:
        came = {DeliveryState.SENT, DeliveryState.UNCERTAIN}
        return self._change(
            email_id,
            lambda d: d.state in came and email_key(d.address) == key,
            state=DeliveryState.BOUNCED,
            reason=reason,
            due_at=None,
        )

    def restate(self, email_id: EmailId, /) -> EmailState:
        envelopes = self.of([email_id]).get(email_id, [])
        state = state_of(each.state for each in envelopes)
        row = self.context.tables.emails.get(email_id)
        if row is not None and envelopes:
            sent = [e.settled_at for e in envelopes if e.state is DeliveryState.SENT]
            email = evolve(
                EMAIL_ROWS.from_row(row),
                state=state,
                sent_at=row["sent_at"] or min(filter(None, sent), default=None),
            )
            self.context.tables.emails[email_id] = EMAIL_ROWS.to_row(email)
        return state

    def forget(self, keys: Collection[str], /) -> None:
        for each in list(self._all.values()):
            if email_key(each.address) in keys:
                del self._all[each.id]

    def outbox(self) -> Outbox:
        known = list(self._all.values())
        waiting = [each for each in known if each.state in _WAITING]
        said = Counter(each.reason for each in waiting if each.reason)
        return Outbox(
            by_state=dict(Counter(each.state.value for each in known)),
            oldest=min((each.queued_at for each in waiting), default=None),
            held=0,
            reasons=dict(said.most_common(20)),
        )

    def _change(
        self, email_id: EmailId, wanted: Callable[[Delivery], bool], **to: Any
    ) -> int:
        found = [d for d in self.of([email_id]).get(email_id, []) if wanted(d)]
        for each in found:
            self._all[each.id] = evolve(each, **to)
        return len(found)


def _domain(delivery: Delivery) -> str:
    return email_key(delivery.address).rpartition("@")[2]
