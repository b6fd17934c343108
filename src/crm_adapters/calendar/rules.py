"""
Recurrence rules as RFC 5545 spells them (section 3.3.10), for days and what is longer.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from attrs import evolve, frozen

from crm_core.shared import Invalid, refuse

MOST_COUNTED = 10_000
LONGEST = 500
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_TOO_OFTEN = ("SECONDLY", "MINUTELY", "HOURLY")
_UNTIL = re.compile(r"\d{8}(T\d{6}Z?)?", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,9}", re.ASCII)
_BYDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

Numbers = tuple[int, ...]


@frozen
class Rule:
    """
    A recurrence rule, read. Empty parts are those that the rule does not name.
    """

    frequency: str
    interval: int = 1
    count: int | None = None
    until: str = ""
    months: Numbers = ()
    weeks: Numbers = ()
    year_days: Numbers = ()
    month_days: Numbers = ()
    weekdays: tuple[tuple[int, int], ...] = ()
    """Ordinal, 0 for each, and weekday, 0 for Monday."""
    hours: Numbers = ()
    minutes: Numbers = ()
    positions: Numbers = ()
    week_start: int = 0

    def __str__(self) -> str:
        parts = [f"FREQ={self.frequency}"]
        if self.interval != 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.count:
            parts.append(f"COUNT={self.count}")
        if self.until:
            parts.append(f"UNTIL={self.until}")
        for name in _LISTS:
            if name == "BYDAY" and self.weekdays:
                days = (f"{n or ''}{_WEEKDAYS[day]}" for n, day in self.weekdays)
                parts.append(f"BYDAY={','.join(days)}")
            elif name != "BYDAY" and (numbers := getattr(self, _LISTS[name][0])):
                parts.append(f"{name}={','.join(map(str, numbers))}")
        if self.week_start:
            parts.append(f"WKST={_WEEKDAYS[self.week_start]}")
        return ";".join(parts)


_LISTS: dict[str, tuple[str, int, int]] = {
    # name: field, smallest, largest; negative ones count from the end
    "BYMONTH": ("months", 1, 12),
    "BYWEEKNO": ("weeks", -53, 53),
    "BYYEARDAY": ("year_days", -366, 366),
    "BYMONTHDAY": ("month_days", -31, 31),
    "BYDAY": ("weekdays", 0, 0),
    "BYHOUR": ("hours", 0, 23),
    "BYMINUTE": ("minutes", 0, 59),
    "BYSETPOS": ("positions", -366, 366),
}


def read_rule(raw: str) -> Rule:
    """
    *raw*, such as ``FREQ=WEEKLY;BYDAY=MO,TH``, read.

    Raises:
        Invalid: Not such a rule, or one that recurs more often than daily, never, or
            a number of times that no calendar needs.
    """
    text = raw.strip().upper().removeprefix("RRULE:").rstrip(";")
    if len(text) > LONGEST:
        raise refuse("length", f"At most {LONGEST} characters.")
    rule = Rule("")
    named: set[str] = set()
    for part in text.split(";"):
        name, equals, value = part.strip().partition("=")
        if not equals or not value:
            raise refuse("rule", f"Not NAME=VALUE: {part!r}.")
        if name in named:
            raise refuse("rule", f"{name} is named twice.")
        named.add(name)
        rule = _with(rule, name, value)
    return _checked(rule)


def read_leniently(raw: str) -> tuple[Rule | None, list[str]]:
    """
    *raw* as far as it can be understood, however often it recurs, and what is odd.
    """
    rule = Rule("")
    odd: list[str] = []
    for part in raw[:LONGEST].upper().removeprefix("RRULE:").split(";"):
        name, _, value = part.strip().partition("=")
        if not name:
            continue
        try:
            rule = _leniently(rule, name, value.strip())
        except Invalid as error:
            odd.append(f"Recurrence: {error}")
    if not rule.frequency:
        return None, [*odd, "Recurrence: FREQ is missing."]
    if rule.frequency not in ("MONTHLY", "YEARLY") and rule.weekdays:
        rule = evolve(rule, weekdays=tuple((0, day) for _, day in rule.weekdays))
    return rule, odd


def _leniently(rule: Rule, name: str, value: str) -> Rule:
    if name == "FREQ" and value in _TOO_OFTEN:
        return evolve(rule, frequency=value)
    if name in ("COUNT", "INTERVAL"):
        number = _number(name, value, 1, 999_999_999)
        if name == "COUNT":
            return evolve(rule, count=number)
        return evolve(rule, interval=number)
    if name == "BYSECOND":
        return rule  # nothing of ours looks at seconds
    return _with(rule, name, value)


def _with(rule: Rule, name: str, value: str) -> Rule:
    if name in _SINGLE:
        return _SINGLE[name](rule, value)
    if name == "BYDAY":
        return evolve(rule, weekdays=tuple(dict.fromkeys(map(_weekday, _split(value)))))
    if name in _LISTS:
        to, low, high = _LISTS[name]
        numbers: list[int] = sorted(
            {_number(name, each, low, high) for each in _split(value)}
        )
        if low < 0 and 0 in numbers:
            raise refuse("rule", f"{name} counts from 1, or from -1 backwards.")
        named: dict[str, Any] = {to: tuple(numbers)}
        return evolve(rule, **named)
    if name == "BYSECOND":
        raise refuse("rule", "BYSECOND: nothing here recurs by seconds.")
    raise refuse("rule", f"{name} is no part of a recurrence rule.")


def _frequency(rule: Rule, value: str) -> Rule:
    if value in _TOO_OFTEN:
        message = f"{value} is too often; at most DAILY, with BYHOUR if need be."
        raise refuse("frequency", message)
    if value not in _FREQUENCIES:
        raise refuse("frequency", f"FREQ is one of {', '.join(_FREQUENCIES)}.")
    return evolve(rule, frequency=value)


def _until(rule: Rule, value: str) -> Rule:
    if not _UNTIL.fullmatch(value):
        raise refuse("rule", "UNTIL is a day or a moment, such as 20261231T235959Z.")
    try:
        _moment(value)
    except ValueError:
        raise refuse("rule", f"UNTIL: there is no {value}.") from None
    return evolve(rule, until=value)


def _week_start(rule: Rule, value: str) -> Rule:
    if value not in _WEEKDAYS:
        raise refuse("rule", "WKST is a weekday, such as MO.")
    return evolve(rule, week_start=_WEEKDAYS.index(value))


_SINGLE: dict[str, Callable[[Rule, str], Rule]] = {
    "FREQ": _frequency,
    "INTERVAL": lambda rule, value: evolve(
        rule, interval=_number("INTERVAL", value, 1, 1000)
    ),
    "COUNT": lambda rule, value: evolve(
        rule, count=_number("COUNT", value, 1, MOST_COUNTED)
    ),
    "UNTIL": _until,
    "WKST": _week_start,
}


def _split(value: str) -> list[str]:
    return [each.strip() for each in value.split(",") if each.strip()]


def _number(name: str, raw: str, low: int, high: int) -> int:
    if not _NUMBER.fullmatch(raw) or not low <= int(raw) <= high:
        raise refuse("rule", f"{name} is a whole number from {low} to {high}.")
    return int(raw)


def _weekday(raw: str) -> tuple[int, int]:
    found = _BYDAY.fullmatch(raw)
    if found is None or abs(int(found[1] or 1)) not in range(1, 54):
        raise refuse("rule", "BYDAY lists weekdays, such as MO or -1FR.")
    return int(found[1] or 0), _WEEKDAYS.index(found[2])


def _checked(rule: Rule) -> Rule:
    if not rule.frequency:
        raise refuse("rule", "FREQ is missing.")
    if rule.count and rule.until:
        raise refuse("rule", "COUNT and UNTIL exclude each other.")
    for to, name, allowed in _ONLY:
        if getattr(rule, to) and rule.frequency not in allowed:
            raise refuse("rule", f"{name} goes with FREQ={' or '.join(allowed)}.")
    ordinal = any(nth for nth, _ in rule.weekdays)
    if ordinal and rule.frequency not in ("MONTHLY", "YEARLY"):
        raise refuse("rule", "BYDAY with a number goes with MONTHLY or YEARLY.")
    if ordinal and rule.weeks:
        raise refuse("rule", "BYDAY with a number does not go with BYWEEKNO.")
    if rule.positions and not any(getattr(rule, to) for to, *_ in _EXPANDING):
        raise refuse("rule", "BYSETPOS picks among what another BY part lists.")
    longest = max(
        (_LONGEST_MONTHS[month - 1] for month in rule.months or range(1, 13)),
    )
    if rule.month_days and min(map(abs, rule.month_days)) > longest:
        raise refuse("never", "No such day in these months: this never happens.")
    return rule


_ONLY = (
    ("weeks", "BYWEEKNO", ("YEARLY",)),
    ("year_days", "BYYEARDAY", ("YEARLY",)),
    ("month_days", "BYMONTHDAY", ("DAILY", "MONTHLY", "YEARLY")),
)
_EXPANDING = tuple(each for name, each in _LISTS.items() if name != "BYSETPOS")


def _moment(text: str) -> datetime:
    form = "%Y%m%d" if len(text) == 8 else "%Y%m%dT%H%M%S"
    return datetime.strptime(text.removesuffix("Z"), form)  # noqa: DTZ007


def until_of(rule: Rule) -> tuple[datetime | date, bool] | None:
    """
    When *rule* ends: a day, or a moment with whether it is in UTC.
    """
    if not rule.until:
        return None
    moment = _moment(rule.until)
    if "T" not in rule.until:
        return moment.date(), False
    return moment, rule.until.endswith("Z")
