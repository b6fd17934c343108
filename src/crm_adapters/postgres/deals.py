"""
What forecasts look at, added up in PostgreSQL: nobody waits for 250,000 deals to travel.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from attrs import Factory, define, evolve, frozen

from crm_core.currencies import Rates
from crm_core.forecasting import (
    AGES,
    Book,
    Cell,
    Closings,
    Due,
    Lot,
    Outcome,
    Past,
    Period,
    Scope,
    Window,
    Won,
    in_order,
)
from crm_core.shared import UserId, Visibility

from .context import Context
from .deal_statements import CLOSED, CLOSINGS, DUE, LOTS, PAST, WON


@frozen
class PostgresDeals:
    """
    The live opportunities that the actor may see, as forecasts look at them.
    """

    context: Context

    def closings(self, scope: Scope, /, *, since: date) -> Closings:
        values = self._values(scope, since=since)
        [row] = self.context.transaction.ask(CLOSINGS, values)
        return Closings(*row)

    def past(
        self,
        scope: Scope,
        windows: Sequence[Window],
        rates: Rates,
        /,
        *,
        every: int = 1,
    ) -> list[Past]:
        values = self._values(
            scope,
            base=rates.base,
            ons=[window.on for window in windows],
            starts=[window.start for window in windows],
            ends=[window.end for window in windows],
            since=windows[0].on,
            ages=list(AGES),
            every=every,
        )
        seen = defaultdict[int, _Seen](_Seen)
        for what, number, *row in self.context.transaction.ask(PAST, values):
            seen[number].take(what, *row)
        past = [
            Past(window, seen[number].book(every), seen[number].outcome(every))
            for number, window in enumerate(windows, start=1)
        ]
        if past[-1].window.on == self.context.now.date():
            past[-1] = evolve(past[-1], book=seen[0].book(1))
        return past

    def lots(
        self, scope: Scope, period: Period, rates: Rates, /, *, oldest: int | None
    ) -> list[Lot]:
        values = self._values(
            scope,
            base=rates.base,
            start=period.start,
            end=period.end,
            oldest=oldest,
            ages=list(AGES),
        )
        return [
            Lot(
                due=Due(due),
                pipeline=pipeline,
                stage=stage,
                category=category,
                owner=owner,
                probability=None if chance is None else Decimal(chance) / 100,
                age=age,
                currency=currency,
                deals=deals,
                unvalued=deals - valued,
                value=value,
                weighted=weighted,
                foreign=foreign,
            )
            for (
                due,
                pipeline,
                stage,
                category,
                owner,
                chance,
                age,
                currency,
                deals,
                valued,
                value,
                weighted,
                foreign,
            ) in self.context.transaction.ask(LOTS, values)
        ]

    def won(self, periods: Iterable[Period], rates: Rates, /) -> list[Won]:
        asked = list(periods)
        if not asked:
            return []
        values = self._values(
            Scope(),
            base=rates.base,
            starts=[period.start for period in asked],
            ends=[period.end for period in asked],
        )
        rows = self.context.transaction.ask(WON, values)
        return [Won(asked[number - 1], *won) for number, *won in rows]

    def due(self, owner: UserId, period: Period, /) -> list[UUID]:
        scope = Scope(owner=owner)
        values = self._values(scope, start=period.start, end=period.end)
        return [row[0] for row in self.context.transaction.ask(DUE, values)]

    def closed(self, ids: Iterable[UUID], /) -> Mapping[UUID, date]:
        values = self.context.values(ids=list(ids))
        return dict(self.context.transaction.ask(CLOSED, values))

    def _values(self, scope: Scope, **more: object) -> dict[str, object]:
        sight = self.context.sight
        owners: Iterable[UUID] | None = {scope.owner} if scope.owner else None
        if sight.visibility is Visibility.OWN:
            owners = {sight.me} if owners is None else {sight.me}.intersection(owners)
        elif sight.visibility is Visibility.TEAM:
            owners = sight.team if owners is None else sight.team.intersection(owners)
        of_nobody = scope.owner is None and sight.visibility is Visibility.TEAM
        return self.context.values(
            owners=None if owners is None else sorted(owners),
            nobody=of_nobody,
            pipeline_id=scope.pipeline_id,
            team=scope.team,
            members=sorted(scope.members),
            today=self.context.now.date(),
            **more,
        )


@define
class _Seen:
    """
    What was counted of one window, or as the first of what is open now.
    """

    open: Counter[Cell] = Factory(Counter)
    valued: Counter[Cell] = Factory(Counter)
    value: dict[Cell, float] = Factory(dict)
    won: Counter[Cell] = Factory(Counter)
    wins: int = 0
    fresh: int = 0
    opened: int = 0
    revenue: Decimal = Decimal(0)
    squares: Decimal = Decimal(0)
    hoped: Decimal = Decimal(0)
    got: Decimal = Decimal(0)

    def take(
        self,
        what: str,
        stage: str | None,
        age: int,
        deals: int,
        valued: int,
        value: Decimal,
        wins: int,
        squares: Decimal,
        hoped: Decimal,
        got: Decimal,
    ) -> None:
        if what == "opened":
            self.opened = deals
        elif what == "won":
            self.wins, self.revenue = valued, value
            self.fresh, self.squares = wins, squares
        else:
            cell = stage, age
            self.open[cell], self.valued[cell] = deals, valued
            self.value[cell], self.won[cell] = float(value), wins
            self.hoped += hoped or 0
            self.got += got or 0

    def book(self, every: int) -> Book:
        value = {cell: every * amount for cell, amount in self.value.items()}
        return Book(_times(self.open, every), _times(self.valued, every), value)

    def outcome(self, every: int) -> Outcome:
        return Outcome(
            won=_times(self.won, every),
            opened=self.opened,
            fresh=self.fresh,
            wins=self.wins,
            revenue=float(self.revenue),
            squares=float(self.squares),
            hoped=every * float(self.hoped),
            got=every * float(self.got),
        )


def _times(counted: Counter[Cell], every: int) -> Counter[Cell]:
    found = {cell: every * count for cell, count in counted.items() if count}
    return in_order(Counter(found))
