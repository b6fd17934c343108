"""
Measuring how good the calibrated forecast is, on a file of deals.

No database is needed: the forecast is the one of ``crm_core.forecasting``.
"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import click

from crm_core.forecasting import (
    NAIVE,
    Backtest,
    Deal,
    Origin,
    TooLittle,
    backtest,
    cents,
    last_of,
)

from .deal_files import DealFile, Layout, read_deals
from .output import Column, note, print_json, print_table, say
from .refusals import PARTLY_REFUSED, Refused

SHOWN = 20


def evaluate_file(
    file: str,
    *,
    horizon: int,
    since: str | None,
    until: str | None,
    dates: str | None,
    decimal_mark: str | None,
    as_json: bool,
    **layout: Any,
) -> None:
    """
    Read the deals, forecast each month, and tell how good that was.
    """
    first = _month(since) if since else None
    day = _until(until) if until else None
    read = read_deals(file, Layout(**layout), dates=dates, mark=decimal_mark)
    last = day or last_whole_day(read.deals)
    if last is None:
        result: Backtest | TooLittle = TooLittle(0, 0)
    else:
        result = backtest(read.deals, last, horizon=horizon, since=first)
    if isinstance(result, TooLittle) and last and not day:
        note(f"The latest day of the file is {last}; --until says where it ends else.")
    if as_json:
        print_json({**_answer(result), "horizon": horizon, "rows": _rows(read)})
    else:
        _tell(result)
    _tell_refused(read)


def last_whole_day(deals: Sequence[Deal]) -> date | None:
    """
    The day up to which the deals tell all: that of the last one, or the end of its
    month when nothing has happened for no longer than before.
    """
    closed = {deal.closed for deal in deals if deal.closed is not None}
    days = sorted(closed | {deal.opened for deal in deals})
    if not closed:
        return None
    end = last_of(days[-1])
    quiet = max((later - day for day, later in pairwise(days[-100:])), default=None)
    return end if quiet is not None and end - days[-1] < quiet else days[-1]


# ------------------------------------------------------------------------------ answer


def print_back_test(result: Backtest | TooLittle, *, as_json: bool) -> None:
    """
    How good the forecasts were, month by month.
    """
    if as_json:
        print_json(_answer(result))
    else:
        _tell(result)


def _answer(result: Backtest | TooLittle) -> dict[str, object]:
    if isinstance(result, TooLittle):
        return {
            "too_little_history": result.reason,
            "wape": None,
            "coverage": None,
            "n_origins": 0,
            "naive": {},
            "origins": [],
        }
    return {
        "too_little_history": None,
        "wape": _short(result.wape),
        "coverage": _short(result.coverage),
        "bias": _short(result.bias),
        "pinball": _short(result.pinball),
        "n_origins": len(result.origins),
        "naive": {
            name: {
                "wape": _short(result.naive[name]),
                "wape_of_forecast": _short(result.beside[name]),
                "origins": sum(each.naive[name] is not None for each in result.origins),
            }
            for name in NAIVE
        },
        "origins": [_row(each) for each in result.origins],
    }


def _row(origin: Origin) -> dict[str, object]:
    return {
        "origin": origin.on,
        "month": origin.month,
        "actual": _money(origin.actual),
        "p10": _money(origin.p10),
        "p50": _money(origin.p50),
        "p90": _money(origin.p90),
        "point": _money(origin.p50),
        "covered": origin.covered,
        "naive": {name: _money(origin.naive[name]) for name in NAIVE},
    }


def _rows(read: DealFile) -> dict[str, object]:
    return {
        "read": read.rows,
        "used": len(read.deals),
        "not_opened": read.unopened,
        "refused": [
            {
                "line": row.line,
                "reasons": [_reason(e.field, e.message) for e in row.reasons],
            }
            for row in read.refused
        ],
    }


def _reason(field: str, message: str) -> str:
    return f"{field}: {message}" if field else message


def _tell(result: Backtest | TooLittle) -> None:
    if isinstance(result, TooLittle):
        say(f"Too little history: {result.reason}")
        return
    columns = [
        Column("Month", lambda row: row.month),
        Column("Actual", lambda row: _whole(row.actual)),
        Column("P10", lambda row: _whole(row.p10)),
        Column("P50", lambda row: _whole(row.p50)),
        Column("P90", lambda row: _whole(row.p90)),
        *map(_naive_column, NAIVE),
    ]
    print_table(columns, result.origins)
    say("")
    say(
        f"Months: {len(result.origins)}. WAPE {_percent(result.wape)}, bias"
        f" {_percent(result.bias)}; {_percent(result.coverage)} came out between P10"
        " and P90."
    )
    for name in NAIVE:
        if result.naive[name] is not None:
            say(
                f"{name.replace('_', ' ').capitalize()}: WAPE"
                f" {_percent(result.naive[name])}, of P50 over the same months"
                f" {_percent(result.beside[name])}."
            )


def _naive_column(name: str) -> Column:
    title = name.replace("_", " ").capitalize()
    return Column(title, lambda row: _whole(row.naive[name]))


def _tell_refused(read: DealFile) -> None:
    if read.unopened:
        note(f"{read.unopened} rows have no opening day and are not closed: not used.")
    for row in read.refused[:SHOWN]:
        note(f"line {row.line}: {row.told}")
    if len(read.refused) > SHOWN:
        note(f"and {len(read.refused) - SHOWN} more; --json has all of them.")
    if read.refused:
        note(f"{len(read.refused)} of {read.rows} rows could not be used.")
        raise click.exceptions.Exit(PARTLY_REFUSED)


# -------------------------------------------------------------------------------- text


def _month(said: str) -> date:
    try:
        return date.fromisoformat(f"{said}-01")
    except ValueError:
        message = f"--from: {said!r} is no month; write it as 2026-07."
        raise Refused(message) from None


def _until(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise Refused(f"--until: {said!r} is no day; write it as 2026-07-31.") from None


def _money(amount: float | None) -> float | None:
    return None if amount is None else float(cents(amount))


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def _whole(amount: float | None) -> str:
    return "" if amount is None else f"{amount:,.0f}"


def _percent(share: float | None) -> str:
    return "none" if share is None else f"{100 * share:.1f} %"
