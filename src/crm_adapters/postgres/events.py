"""
Reading what happened, for whoever passes it on.
"""

from attrs import frozen
from sqlalchemy import Engine

from crm_core.shared import Envelope, OrganizationId, UserId

from .pool import pooled
from .statements import statement
from .transaction import Transaction

# Transactions commit in another order than they began in. What is older than every
# transaction at work is complete: nothing will be added before it.
_AFTER = statement(
    "SELECT transaction, position, id, user_id, at, kind, data FROM crm.events"
    " WHERE organization_id = $1::uuid"
    " AND (transaction, position) > ($2::bigint, $3::bigint)"
    " AND transaction < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
    " ORDER BY transaction, position LIMIT $4::integer",
    ("organization_id", "transaction", "position", "limit"),
)


@frozen
class Place:
    """
    A place among the events of an organization, behind the last one that was read.
    """

    transaction: int = 0
    position: int = 0


def events_after(
    engine: Engine,
    organization_id: OrganizationId,
    place: Place = Place(),
    *,
    limit: int = 500,
) -> tuple[list[Envelope], Place]:
    """
    The events behind *place*, and the place behind them.

    Who goes on from place to place gets every event once, in an order that keeps cause
    before effect. An event is shown when no older transaction is at work any more.

    Raises:
        Unavailable: The database cannot be reached.
    """
    values = {
        "organization_id": organization_id,
        "transaction": place.transaction,
        "position": place.position,
        "limit": limit,
    }
    with pooled(engine, prepare=False) as connect:
        rows = Transaction(connect, organization_id).ask(_AFTER, values)
    if rows:
        place = Place(rows[-1][0], rows[-1][1])
    return [
        Envelope(
            id=id,
            position=position,
            organization_id=organization_id,
            user_id=UserId(user_id),
            at=at,
            kind=kind,
            data=data,
        )
        for _, position, id, user_id, at, kind, data in rows
    ], place
