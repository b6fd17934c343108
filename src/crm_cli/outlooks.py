"""
How forecasts, goals and promises look on a terminal.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from crm_core import CrmWork
from crm_core.forecasting import (
    Forecast,
    Goal,
    Line,
    Outlook,
    Record,
    Submission,
    Weighted,
)
from crm_core.shared import read_id

from .assignments import user_named
from .output import Column, print_table, say
from .pipeline_words import find_pipeline
from .session import Session


def scope_asked(
    work: CrmWork,
    *,
    owner: str | None,
    team: str | None,
    pipeline: str | None = None,
) -> dict[str, Any]:
    """
    The scope that options name.
    """
    scope: dict[str, Any] = {}
    if owner:
        scope["owner"] = owner_asked(work, owner)
    if team:
        scope["team"] = read_id(team)
    if pipeline:
        scope["pipeline_id"] = find_pipeline(work, pipeline).id
    return scope


def owner_asked(work: CrmWork, owner: str | None) -> UUID | None:
    """
    The person that an option names.
    """
    return user_named(work, owner).id if owner else None


def tell_outlook(session: Session, outlook: Outlook) -> None:
    """
    All that is known of what a period will bring.
    """
    period, weighted = outlook.period, outlook.weighted
    say(f"{period.name}: {period.start} to {period.end}, in {outlook.currency}.")
    say("")
    _print_lines("STAGE", [*weighted.by_stage, weighted.total])
    say("")
    _print_lines("CATEGORY", weighted.by_category)
    _tell_apart(weighted)
    say("")
    if outlook.calibrated is None:
        say(f"History says nothing yet: {outlook.silence}")
    else:
        _tell_calibrated(outlook.calibrated)
    _tell_goals(session, outlook)
    _tell_said(session, outlook)


def _print_lines(title: str, lines: Iterable[Line]) -> None:
    columns = (
        Column(title, lambda line: line.name),
        Column("DEALS", lambda line: line.deals),
        Column("VALUE", lambda line: _money(line.value)),
        Column("WEIGHTED", lambda line: _money(line.weighted)),
    )
    print_table(columns, lines)


def _tell_apart(weighted: Weighted) -> None:
    for line, says in (
        (weighted.overdue, "overdue; they count in the period under way"),
        (weighted.undated, "without a day; they do not count"),
        (weighted.dead, "older than any that was won; they weigh little"),
    ):
        if line.deals:
            say(f"{line.deals} worth {_money(line.value)} are {says}.")
    for currency, amount in weighted.foreign.items():
        say(f"Not counted for want of a rate: {_money(amount)} {currency}.")


def _tell_calibrated(found: Forecast) -> None:
    say(
        f"By history: P10 {_money(found.p10)}, P50 {_money(found.p50)}, P90"
        f" {_money(found.p90)}; {_money(found.expected)} are expected:"
    )
    columns = (
        Column("BECAUSE OF", lambda part: part.what),
        Column("STAGE", lambda part: part.stage),
        Column("AGE", lambda part: part.age),
        Column("DEALS", lambda part: part.deals),
        Column("BRINGS", lambda part: _money(part.revenue)),
    )
    print_table(columns, found.reasons)


def _tell_goals(session: Session, outlook: Outlook) -> None:
    for each in outlook.goals:
        share = "no rate" if each.share is None else f"{each.share:.1%}"
        say(
            f"Goal of {_whose(session, each.goal)}: {_money(each.goal.amount)}"
            f" {each.goal.currency}, won {_money(each.won)} ({share})."
        )


def _tell_said(session: Session, outlook: Outlook) -> None:
    for each in outlook.said:
        last = each.last
        by = "" if last.by == each.owner else f", adjusted by {_name(session, last.by)}"
        stale = ", stale" if each.stale else ""
        say(
            f"{_name(session, each.owner)} says: commit {_money(last.commit)}, best case"
            f" {_money(last.best_case)} ({each.days} days ago{by}{stale})."
        )
    if outlook.silent:
        names = ", ".join(_name(session, each) for each in outlook.silent)
        say(f"Nothing said by: {names}.")


def print_goals(session: Session, goals: Sequence[Goal]) -> None:
    """
    Goals as a table.
    """
    columns = (
        Column("ID", lambda goal: goal.id),
        Column("PERIOD", lambda goal: goal.period.name),
        Column("WHOSE", lambda goal: _whose(session, goal)),
        Column("AMOUNT", lambda goal: _money(goal.amount)),
        Column("CURRENCY", lambda goal: goal.currency),
    )
    print_table(columns, goals)


def print_submissions(session: Session, said: Sequence[Submission]) -> None:
    """
    What was said, as a table.
    """
    columns = (
        Column("ID", lambda each: each.id),
        Column("PERIOD", lambda each: each.period.name),
        Column("WHOSE", lambda each: _name(session, each.owner)),
        Column("BY", lambda each: _name(session, each.by)),
        Column("AT", lambda each: each.at),
        Column("COMMIT", lambda each: _money(each.commit)),
        Column("BEST CASE", lambda each: _money(each.best_case)),
        Column("PIPELINE", lambda each: _money(each.pipeline)),
        Column("CURRENCY", lambda each: each.currency),
        Column("NOTE", lambda each: each.note),
    )
    print_table(columns, said)


def print_records(session: Session, records: Sequence[Record]) -> None:
    """
    How right people were, as a table.
    """
    columns = (
        Column("WHO", lambda record: _name(session, record.owner)),
        Column("PERIODS", lambda record: record.periods),
        Column("BIAS", lambda record: _share(record.bias)),
        Column("ERROR", lambda record: _share(record.error)),
        Column("ADJUSTED", lambda record: _share(record.adjusted_error)),
        Column("SLIP", lambda record: _share(record.slip)),
    )
    print_table(columns, records)


def _whose(session: Session, goal: Goal) -> str:
    if goal.owner is not None:
        return _name(session, goal.owner)
    return "all" if goal.team is None else f"team {goal.team}"


def _name(session: Session, user_id: UUID) -> str:
    return str(session.names.get(user_id, user_id))


def _money(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def _share(share: Decimal | None) -> str:
    return "" if share is None else f"{share:.1%}"
