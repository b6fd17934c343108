"""
Days in words: "tomorrow", "next Friday", "31.12.", "in 2 weeks".
"""

import re
from calendar import monthrange
from datetime import MAXYEAR, date, timedelta
from typing import Final

from .lexicon import Lexicon
from .rules import Rule, Setting, any_of, rule, said
from .understood import Found, unclear

_WEEK: Final = 7
_FARTHEST: Final = timedelta(days=36_600)
_NO_SUCH_DAY: Final = "There is no such day."


def day_rules(words: Lexicon) -> list[Rule]:
    """
    The ways to say a day, in the order in which they are looked for.
    """
    return [*_date_rules(words), *_relative_rules(words)]


def _date_rules(words: Lexicon) -> list[Rule]:
    """
    A day by its number in a month.
    """
    on = rf"(?:(?:{words.on}) )?"
    months = any_of(words.months.keys() - {""})
    year = r"(?:,? (?P<year>\d{4}))?"
    return [
        rule(rf"{on}(?P<year>\d{{4}})-(?P<month>\d\d)-(?P<day>\d\d)", _dated),
        rule(
            rf"{on}(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\."
            r"(?P<year>\d{4}|\d\d(?!\d|[:.]\d| uhr))?",
            _dated,
        ),
        rule(
            rf"{on}(?P<one>\d{{1,2}})/(?P<two>\d{{1,2}})(?:/(?P<year>\d{{4}}|\d\d))?",
            _slashed,
        ),
        rule(
            rf"{on}(?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)? (?:of )?"
            rf"(?P<name>{months})\.?{year}",
            _dated,
        ),
        rule(
            rf"{on}(?P<name>{months})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?{year}",
            _dated,
        ),
    ]


def _relative_rules(words: Lexicon) -> list[Rule]:
    """
    A day as seen from today.
    """
    on = rf"(?:(?:{words.on}) )?"
    short, whole = any_of(words.short), any_of(words.weekdays)
    weekdays = any_of({**words.weekdays, **words.short})
    numbers, units = any_of(words.numbers), any_of(words.units)
    return [
        rule(
            rf"(?:(?:{words.by}) )?{words.not_after}(?P<word>{any_of(words.relative)})",
            _relative,
        ),
        rule(
            rf"{on}(?P<next>{words.following}) (?P<weekday>{weekdays})", _next_weekday
        ),
        rule(rf"{on}(?P<next>{words.present}) (?P<weekday>{weekdays})", _this_weekday),
        rule(rf"(?:{words.following}) (?P<unit>{units})", _next_unit),
        rule(
            rf"(?:{words.within}) (?P<count>\d{{1,4}}|{numbers}) (?P<unit>{units})",
            _later,
        ),
        rule(rf"{on}(?P<weekday>{whole})", _weekday),
        rule(rf"(?:{words.on}) (?P<weekday>{short})\.?", _weekday),
        rule(rf"(?P<weekday>{short})(?:\.|,?(?= \d))", _weekday),
    ]


def _found(day: date, *doubts: tuple[str, str]) -> Found:
    return Found(slot="day", value=day, means=day.isoformat(), doubts=doubts)


def _dated(match: re.Match[str], at: Setting) -> Found | None:
    known = match.groupdict()
    month = at.lexicon.months[said(match, "name")] if "name" in known else 0
    return _on(at, month or int(known["month"]), int(known["day"]), known["year"])


def _on(at: Setting, month: int, day: int, year: str | None) -> Found:
    first = int(year) if year else at.today.year
    years = [first + 2000 if year and len(year) == 2 else first]
    if not year:
        years.append(first + 1)
    for each in years:
        try:
            found = date(each, month, day)
        except ValueError:
            continue
        if year or found >= at.today:
            return _found(found)
    return unclear("no-such-day", _NO_SUCH_DAY)


def _slashed(match: re.Match[str], at: Setting) -> Found:
    one, two, year = int(match["one"]), int(match["two"]), match["year"]
    readings = {
        found.value: found
        for month, day in ((one, two), (two, one))
        if (found := _on(at, month, day, year)).slot == "day"
    }
    if len(readings) == 2:
        days = " or ".join(sorted(str(each) for each in readings))
        return unclear("two-readings", f"This may be {days}: write it as YYYY-MM-DD.")
    return next(iter(readings.values()), unclear("no-such-day", _NO_SUCH_DAY))


def _relative(match: re.Match[str], at: Setting) -> Found | None:
    return _ahead(at, timedelta(days=at.lexicon.relative[said(match, "word")]))


def _ahead(at: Setting, by: timedelta, *doubts: tuple[str, str]) -> Found:
    try:
        return _found(at.today + by, *doubts)
    except OverflowError:
        return unclear("out-of-range", "This is beyond the calendar.")


def _number(match: re.Match[str], at: Setting) -> int:
    weekday = at.lexicon.weekday(said(match, "weekday"))
    return (weekday - at.today.weekday()) % _WEEK


def _weekday(match: re.Match[str], at: Setting) -> Found:
    ahead = _number(match, at)
    if ahead:
        return _ahead(at, timedelta(days=ahead))
    message = "Today is such a day: the next one is meant, in a week."
    return _ahead(at, timedelta(days=_WEEK), ("in-a-week", message))


def _next_weekday(match: re.Match[str], at: Setting) -> Found:
    weekday = at.lexicon.weekday(said(match, "weekday"))
    days = _WEEK - at.today.weekday() + weekday
    if days <= _WEEK:
        return _ahead(at, timedelta(days=days))
    message = "The one of next week is meant, not the first one from today."
    return _ahead(at, timedelta(days=days), ("next-week", message))


def _this_weekday(match: re.Match[str], at: Setting) -> Found:
    weekday = at.lexicon.weekday(said(match, "weekday"))
    return _ahead(at, timedelta(days=weekday - at.today.weekday()))


def _next_unit(match: re.Match[str], at: Setting) -> Found | None:
    unit = at.lexicon.units[said(match, "unit")]
    if unit == "weeks":
        message = "The Monday of next week is meant."
        ahead = timedelta(days=_WEEK - at.today.weekday())
        return _ahead(at, ahead, ("first-day", message))
    if unit != "months":
        return None
    first = _months_later(at.today.replace(day=1), 1)
    if first is None:
        return unclear("out-of-range", "This is beyond the calendar.")
    return _found(first, ("first-day", "The first day of next month is meant."))


def _later(match: re.Match[str], at: Setting) -> Found:
    count = _counted(match, at)
    unit = at.lexicon.units[said(match, "unit")]
    if unit in {"minutes", "hours"}:
        return _soon(timedelta(**{unit: count}))
    if unit in {"days", "weeks"}:
        return _ahead(at, timedelta(**{unit: count}))
    found = _months_later(at.today, count * (12 if unit == "years" else 1))
    if found is None:
        return unclear("out-of-range", "This is beyond the calendar.")
    if found.day != at.today.day:
        return _found(found, ("last-day", "This month has no such day: its last one."))
    return _found(found)


def _counted(match: re.Match[str], at: Setting) -> int:
    text = said(match, "count")
    return int(text) if text.isdecimal() else at.lexicon.numbers[text]


def _soon(by: timedelta) -> Found:
    if by > _FARTHEST:
        return unclear("out-of-range", "This is beyond the calendar.")
    return Found(slot="moment", value=by, means=f"+{int(by.total_seconds()) // 60} min")


def _months_later(day: date, months: int) -> date | None:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > MAXYEAR:
        return None
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
