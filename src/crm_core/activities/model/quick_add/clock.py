"""
Times of day in words: "10:30-11:15", "at 3", "2pm", "noon", "for 45 minutes".
"""

import re
from typing import Final

from attrs import evolve, frozen

from .lexicon import Lexicon
from .rules import TAKEN_DAY, Rule, Setting, any_of, rule, said
from .understood import Found, unclear

_HOUR: Final = 60
_DAY: Final = 24 * _HOUR
_UNLIKELY: Final = range(1, 7)
_LONGEST: Final = 7 * _DAY


@frozen
class Times:
    """
    Minutes after midnight: when something begins, and when it ends if that was said.
    """

    start: int
    end: int | None = None


def clock_rules(words: Lexicon) -> list[Rule]:
    """
    The ways to say a time, in the order in which they are looked for.
    """
    at = rf"(?:(?:{words.at}|{words.since}) )?"
    noon, oclock = words.noon, words.oclock
    whole = r"(?P<h>\d{1,2})(?:(?P<sep>[:.h])(?P<m>\d\d))?"
    until = r"(?P<h2>\d{1,2})(?:[:.h](?P<m2>\d\d))?"
    dash = rf" ?(?:-|–|{words.until}|and|und) ?"
    half = r"(?P<half>[ap])\.?m\.?"
    return [
        rule(rf"{at}{whole}(?: ?(?P<first>[ap])\.?m\.?)?{dash}{until} ?{half}", _span),
        rule(rf"{at}{whole}(?: {oclock})?{dash}{until} {oclock}", _span),
        rule(rf"{at}(?P<h>\d{{1,2}})(?P<sep>:)(?P<m>\d\d){dash}{until}", _span),
        rule(rf"(?:{words.since}) {whole}{dash}{until}", _span),
        rule(rf"{at}{whole} ?{half}", _time),
        rule(rf"{at}{whole} {oclock}", _time),
        rule(rf"{at}(?P<h>\d{{1,2}})(?P<sep>:)(?P<m>\d\d)", _time),
        rule(rf"(?:(?:{words.at}) )?(?:{noon})", _noon),
        rule(rf"{at}(?:{words.half}) (?P<h>\d{{1,2}})", _half),
        rule(rf"(?:{words.at}) {whole}", _time),
        Rule(re.compile(rf"(?<={TAKEN_DAY})\s+{whole}(?![\w/:-]|[.,]\d|\s+\d)"), _hour),
    ]


def length_rules(words: Lexicon) -> list[Rule]:
    """
    The ways to say how long something takes.
    """
    units = any_of(words.units)
    return [
        rule(
            rf"(?:{words.lasting}) (?P<count>\d{{1,4}}(?:[.,]\d{{1,2}})?"
            rf"|{any_of(words.numbers)}) ?(?P<unit>{units})",
            _lasting,
        ),
        rule(r"(?P<hours>\d{1,3})h(?P<minutes>[0-5]\d)?", _compact),
        rule(r"(?P<minutes>\d{1,4})min", _compact),
    ]


def _noon(_: re.Match[str], __: Setting) -> Found:
    return _at(Times(12 * _HOUR))


def _hour(match: re.Match[str], at: Setting) -> Found | None:
    """
    A bare number after a day: the time, unless another one is said.
    """
    found = _time(match, at)
    return found and (evolve(found, slot="hour") if found.slot == "time" else found)


def _half(match: re.Match[str], at: Setting) -> Found | None:
    hour = int(match["h"])
    if hour not in range(1, 25):
        return unclear("no-such-time", "There is no such time.")
    german = at.lexicon.half == "halb"
    minute = hour * _HOUR - 30 if german else hour * _HOUR + 30
    if hour in _UNLIKELY:
        return _at(Times(minute + _DAY // 2), _afternoon(minute + _DAY // 2))
    return _at(Times(minute % _DAY))


def _time(match: re.Match[str], at: Setting) -> Found | None:
    known = match.groupdict()
    minute = _minute(known["h"], known.get("m"), known.get("half"))
    if minute is None:
        return unclear("no-such-time", "There is no such time.")
    if not known.get("half") and _unlikely(known, at):
        return _at(Times(minute + _DAY // 2), _afternoon(minute + _DAY // 2))
    return _at(Times(minute))


def _unlikely(known: dict[str, str | None], at: Setting) -> bool:
    hour = known["h"] or ""
    exact = at.lexicon.whole_day and known.get("m")
    return not exact and int(hour) in _UNLIKELY and not hour.startswith("0")


def _span(match: re.Match[str], at: Setting) -> Found | None:
    known = match.groupdict()
    half = known.get("half")
    first = known.get("first")
    start = _minute(known["h"], known.get("m"), first or half)
    end = _minute(known["h2"], known.get("m2"), half)
    if start is None or end is None:
        return unclear("no-such-time", "There is no such time.")
    if half and not first and start > end:  # 11-1pm begins in the morning
        start = _minute(known["h"], known.get("m"), "a") or 0
    doubts: tuple[tuple[str, str], ...] = ()
    if not half and _unlikely(known, at) and start < end <= _DAY // 2:
        start, end = start + _DAY // 2, end + _DAY // 2
        doubts = (_afternoon(start),)
    if end <= start:
        return unclear("ends-first", "It would end before it begins.")
    return _at(Times(start, end), *doubts)


def _minute(hour: str | None, minute: str | None, half: str | None) -> int | None:
    hours, minutes = int(hour or ""), int(minute or 0)
    if minutes >= _HOUR or hours > 24 or (hours == 24 and minutes):
        return None
    if half is not None:
        if hours not in range(1, 13):
            return None
        hours = hours % 12 + (12 if half.lower() == "p" else 0)
    elif hours == 24:
        return None
    return hours * _HOUR + minutes


def _afternoon(minute: int) -> tuple[str, str]:
    return ("afternoon", f"The afternoon is meant, {clock(minute)}.")


def clock(minute: int) -> str:
    """
    Minutes after midnight as a clock shows them.
    """
    return f"{minute // _HOUR:02}:{minute % _HOUR:02}"


def _at(times: Times, *doubts: tuple[str, str]) -> Found:
    means = clock(times.start)
    if times.end is not None:
        means += f"-{clock(times.end)}"
    return Found(slot="time", value=times, means=means, doubts=doubts)


def _lasting(match: re.Match[str], at: Setting) -> Found | None:
    unit = at.lexicon.units[said(match, "unit")]
    if unit not in {"minutes", "hours"}:
        return None
    text = said(match, "count").replace(",", ".")
    count = float(text) if text[:1].isdigit() else at.lexicon.numbers[text]
    minutes = count * (_HOUR if unit == "hours" else 1)
    return _long(int(minutes)) if minutes == int(minutes) else None


def _compact(match: re.Match[str], _: Setting) -> Found | None:
    known = match.groupdict()
    return _long(int(known.get("hours") or 0) * _HOUR + int(known["minutes"] or 0))


def _long(minutes: int) -> Found | None:
    if not 0 < minutes <= _LONGEST:
        return unclear("out-of-range", "Between a minute and seven days.")
    return Found(slot="duration", value=minutes, means=f"{minutes} min")
