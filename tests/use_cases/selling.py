"""
A CRM at any moment, for tests that need months of deals.
"""

from datetime import UTC, date, datetime, time

from attrs import evolve

from crm_core import Crm
from crm_core.opportunities import (
    add_opportunity,
    lose_opportunity,
    move_opportunity,
    win_opportunity,
)


def on_day(crm: Crm, day: date, hour: int = 9) -> Crm:
    """
    The same CRM on another day.
    """
    moment = datetime.combine(day, time(hour), UTC)
    return Crm(evolve(crm.works, clock=lambda: moment))


def sell(crm, actor, opened, *, closed=None, moved=None, lost=False, **fields):
    """
    A deal that is opened, perhaps moved to another stage, perhaps won or lost.
    """
    given = {"name": "Deal", "value": "100", **fields}
    deal = on_day(crm, opened).run(actor, add_opportunity, past_dates=True, **given)
    if moved is not None:
        on_day(crm, moved).run(actor, move_opportunity, deal.id, stage="proposal")
    if closed is not None and lost:
        on_day(crm, closed).run(actor, lose_opportunity, deal.id, lost_reason="Price")
    elif closed is not None:
        on_day(crm, closed).run(actor, win_opportunity, deal.id)
    return deal
