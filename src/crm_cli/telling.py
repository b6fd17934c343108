"""
Figures about leads and opportunities, as tables.
"""

from collections.abc import Callable
from typing import Any

from crm_core import CrmWork
from crm_core.analytics import (
    Difference,
    Passage,
    Rate,
    Rates,
    lead_funnel,
    opportunity_funnel,
    win_differences,
)

from .assignments import user_named
from .output import Column, note, print_json, print_table, say
from .session import Session
from .stages import pipeline_named


def _given(**given: Any) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value is not None}


def print_rates(
    session: Session,
    use_case: Callable[..., Rates],
    won: str,
    *,
    owner: str | None,
    **given: Any,
) -> None:
    """
    How groups of records fared; *won* says what winning is called.
    """

    def ask(work: CrmWork) -> Rates:
        who = user_named(work, owner).id if owner else None
        return use_case(work, **_given(owner=who, **given))

    found = session.run(ask)
    if session.as_json:
        print_json(found)
        return
    print_table(
        (
            Column(found.by.upper(), lambda rate: rate.group or "-"),
            Column("COUNT", lambda rate: f"{rate.count:,}"),
            Column(won.upper(), lambda rate: f"{rate.won:,}"),
            Column("LOST", lambda rate: f"{rate.lost:,}"),
            Column("OPEN", lambda rate: f"{rate.open:,}"),
            Column("RATE", _rate),
            Column("95 %", _range),
            Column(f"{found.currency} {won.upper()}", lambda r: f"{r.won_value:,}"),
            Column("DAYS", lambda rate: rate.days),
        ),
        list(found.groups),
    )
    whole = found.whole
    say(
        f"All: {whole.won:,} of {whole.won + whole.lost:,} {won} ({_percent(whole.rate)})."
    )
    if found.unconverted:
        note(f"{found.unconverted:,} have no value in {found.currency}.")
    if any(not rate.certain for rate in found.groups):
        note("A rate of fewer than five says nothing; it stands in brackets.")


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f} %"


def _rate(rate: Rate) -> str:
    text = _percent(rate.rate)
    return text if rate.certain or rate.rate is None else f"({text})"


def _range(rate: Rate) -> str:
    if rate.low is None or rate.high is None:
        return ""
    return f"{100 * rate.low:.0f} to {100 * rate.high:.0f}"


def print_differences(session: Session, **given: Any) -> None:
    """
    What tells those won from those lost.
    """

    def ask(work: CrmWork) -> list[Difference]:
        return win_differences(work, **_given(**given))

    found = session.run(ask)
    if session.as_json:
        print_json({"items": found})
        return
    print_table(
        (
            Column("WHAT", lambda each: f"{each.trait}: {each.value}"),
            Column("WON", lambda each: f"{each.won:,} ({_percent(each.won_share)})"),
            Column("LOST", lambda each: f"{each.lost:,} ({_percent(each.lost_share)})"),
            Column("WINS", lambda each: f"{each.lift:.2f} x"),
            Column("SURE", lambda each: "yes" if each.sure else "may be chance"),
        ),
        found,
    )


def print_funnel(session: Session, *, pipeline: str | None, **given: Any) -> None:
    """
    How far records came.
    """
    noun = session.kind.noun
    use_case = lead_funnel if noun == "lead" else opportunity_funnel

    def ask(work: CrmWork) -> list[Passage]:
        found = pipeline_named(work, noun, pipeline) if pipeline else None
        return use_case(work, **_given(pipeline_id=found, **given))

    found = session.run(ask)
    if session.as_json:
        print_json({"items": found})
        return
    print_table(
        (
            Column("STAGE", lambda each: each.stage),
            Column("ENTERED", lambda each: f"{each.entered:,}"),
            Column("WENT ON", lambda each: f"{each.advanced:,}"),
            Column("LOST", lambda each: f"{each.lost:,}"),
            Column("OPEN", lambda each: f"{each.open:,}"),
            Column("RATE", lambda each: _percent(each.rate)),
        ),
        found,
    )
