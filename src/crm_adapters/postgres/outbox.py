"""
Envelopes that wait to be delivered, claimed under a lease that the database's clock
measures.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

from attrs import frozen

from crm_core.emails import (
    LEASE,
    MOST_DOUBTS,
    OLDEST,
    STATES_BY_URGENCY,
    Claimed,
    Delivery,
    DeliveryId,
    DeliveryState,
    EmailId,
    EmailState,
    Outbox,
    Outcome,
    Verdict,
)
from crm_core.shared import NotFound, email_key

from . import outbox_statements as sql
from .bulk import insert_many
from .context import Context
from .schema import email_deliveries

_ORDER = [each.value for each in STATES_BY_URGENCY]


@frozen
class PostgresDeliveries:
    """
    The envelopes of the organization at work.
    """

    context: Context

    def add_many(self, deliveries: Sequence[Delivery], /) -> None:
        if not deliveries:
            return
        rows = [_row(each) for each in deliveries]
        columns = {name: [row[name] for row in rows] for name in rows[0]}
        epoch = self.context.transaction.ask(sql.EPOCH, {})[0][0]
        shared = self.context.values(epoch=epoch)
        insert_many(self.context.transaction, email_deliveries, shared, columns)

    def of(self, emails: Collection[EmailId], /) -> Mapping[EmailId, list[Delivery]]:
        found: dict[EmailId, list[Delivery]] = {}
        for row in self._ask(sql.OF, emails=list(emails)):
            delivery = _delivery(row)
            found.setdefault(delivery.email_id, []).append(delivery)
        return found

    def get(self, id: DeliveryId, /) -> Delivery:
        rows = self._ask(sql.GET, id=id)
        if not rows:
            raise NotFound(id=id)
        return _delivery(rows[0])

    def claim(self, *, most: int) -> list[Claimed]:
        token = uuid4()
        settled = {
            *self._ask(sql.EXPIRE, doubts=MOST_DOUBTS),
            *self._ask(sql.TOO_OLD, oldest=_span(OLDEST)),
        }
        for (email_id,) in settled:
            self.restate(email_id)
        rows = self._ask(sql.CLAIM, most=most, token=token, lease=_span(LEASE))
        claimed = [Claimed(_delivery(row), token) for row in rows]
        self._tell(sql.SENDING, emails=sorted({c.delivery.email_id for c in claimed}))
        return claimed

    def settle(
        self, claimed: Claimed, state: DeliveryState, verdict: Verdict, wait: timedelta
    ) -> EmailState | None:
        email_id = claimed.delivery.email_id
        values = self.context.values(
            email_id=email_id,
            order=_ORDER,
            id=claimed.delivery.id,
            token=claimed.token,
            state=state.value,
            code=verdict.code,
            reason=verdict.reason[:1_000] or None,
            doubt=int(verdict.outcome is Outcome.UNKNOWN),
            wait=_span(wait),
            doubts=MOST_DOUBTS,
        )
        questions = [(each, values) for each in (sql.LOCK, sql.SETTLE, sql.RESTATE)]
        _, settled, restated = self.context.transaction.ask_all(questions)
        return EmailState(restated[0][0]) if settled else None

    def release(self, claimed: Sequence[Claimed], reason: str, wait: timedelta) -> None:
        self._tell(
            sql.RELEASE,
            ids=[each.delivery.id for each in claimed],
            tokens=list({each.token for each in claimed}),
            reason=reason[:1_000],
            wait=_span(wait),
        )

    def slow_down(self, domain: str, /) -> int:
        return int(self._ask(sql.SLOW_DOWN, domain=domain)[0][0])

    def leave_alone(self, domain: str, wait: timedelta, /) -> None:
        self._tell(sql.LEAVE, domain=domain, wait=_span(wait))

    def went_well(self, domain: str, /) -> None:
        self._tell(sql.FORGET, domain=domain)

    def cancel(self, email_id: EmailId, reason: str, /) -> int:
        return len(self._ask(sql.CANCEL, email_id=email_id, reason=reason))

    def again(self, email_id: EmailId, /) -> int:
        return len(self._ask(sql.AGAIN, email_id=email_id))

    def sent_after_all(self, email_id: EmailId, /) -> int:
        return len(self._ask(sql.SENT_AFTER_ALL, email_id=email_id))

    def bounce(self, email_id: EmailId, key: str, reason: str, /) -> int:
        self._tell(sql.LOCK, email_id=email_id)
        return len(self._ask(sql.BOUNCE, email_id=email_id, key=key, reason=reason))

    def restate(self, email_id: EmailId, /) -> EmailState:
        rows = self._ask(sql.RESTATE, email_id=email_id, order=_ORDER)
        return EmailState(rows[0][0]) if rows else EmailState.DRAFT

    def forget(self, keys: Collection[str], /) -> None:
        self._tell(sql.FORGET_ADDRESSES, keys=list(keys))

    def outbox(self) -> Outbox:
        values = self.context.values()
        questions = [(each, values) for each in (sql.COUNTS, sql.WAITING, sql.REASONS)]
        counts, waiting, reasons = self.context.transaction.ask_all(questions)
        oldest, held = waiting[0]
        return Outbox(
            by_state=dict(counts), oldest=oldest, held=held, reasons=dict(reasons)
        )

    def _ask(self, what: Any, **values: object) -> Any:
        return self.context.transaction.ask(what, self.context.values(**values))

    def _tell(self, what: Any, **values: object) -> None:
        self.context.transaction.tell(what, self.context.values(**values))


def _row(delivery: Delivery) -> dict[str, Any]:
    row = {name: getattr(delivery, name) for name in sql.COLUMNS}
    key = email_key(delivery.address)
    return row | {
        "state": delivery.state.value,
        "address_key": key,
        "domain": key.rpartition("@")[2],
        "leased_until": None,
        "token": None,
    }


def _delivery(row: Sequence[Any]) -> Delivery:
    known = dict(zip(sql.COLUMNS, row, strict=False))
    known["state"] = DeliveryState(known["state"])
    return Delivery(**known, held=row[len(sql.COLUMNS)])


def _span(span: timedelta) -> str:
    return f"{span.total_seconds()} seconds"
