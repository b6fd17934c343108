"""
What is marked by a sign or a word of its own: owners, records, priority, place,
reminders, recurrence, and what it is.
"""

import re
from typing import Final

from .lexicon import Lexicon
from .rules import Rule, Setting, any_of, rule, said
from .understood import Found, unclear

_CODES: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_OFTEN: Final = {
    "days": "DAILY",
    "weeks": "WEEKLY",
    "months": "MONTHLY",
    "years": "YEARLY",
}
_MINUTES: Final = {"minutes": 1, "hours": 60, "days": 24 * 60, "weeks": 7 * 24 * 60}
_LATEST: Final = 60 * 24 * 366


def _name(sign: str) -> re.Pattern[str]:
    # A quoted name, or a word that may have dots and dashes inside.
    word = r"\w+(?:[.&+'’-]\w+)*(?:@\w+(?:[.-]\w+)+)?"
    return re.compile(rf'(?<![\w{sign}]){sign}(?:"(?P<long>[^"\n]+)"|(?P<word>{word}))')


def mark_rules(words: Lexicon) -> list[Rule]:
    """
    Owners, records, priority and place.
    """
    named = r'(?:"(?P<long>[^"\n]+)"|(?P<word>[^\s"]+))'
    place = rf"(?:place|ort|location): ?{named}"
    return [
        Rule(_name("@"), _owner),
        Rule(_name("#"), _record),
        Rule(re.compile(r"(?<![\w!])!!+(?!\w)"), _urgent),
        Rule(
            re.compile(
                rf"(?<![\w!])!(?P<word>{any_of(words.priorities)})(?!\w)", re.IGNORECASE
            ),
            _priority,
        ),
        rule(place, _place),
        Rule(
            re.compile(
                rf'(?<!\w)(?:{words.place})\s+"(?P<long>[^"\n]+)"', re.IGNORECASE
            ),
            _place,
        ),
    ]


def recurrence_rules(words: Lexicon) -> list[Rule]:
    """
    How often it comes again, and when to be reminded of it.
    """
    every, units = words.every, any_of(words.units)
    weekdays = any_of({**words.weekdays, **words.short})
    number = rf"(?P<count>\d{{1,3}}|{any_of(words.numbers)})"
    joined = rf"(?P<days>{weekdays}(?:(?: ?, ?| and | und | & ){weekdays})*)"
    return [
        rule(
            rf"(?:{words.remind}) {number} ?(?P<unit>{units}) (?:{words.before})",
            _remind,
        ),
        rule(rf"(?:{every}) (?:{words.workday})", _workdays),
        rule(rf"(?:{every}) {joined}", _on_weekdays),
        rule(rf"(?:{every}) (?:{number} )?(?P<unit>{units})", _often),
    ]


def type_rules(words: Lexicon) -> list[Rule]:
    """
    What it is: a word that stays in the subject, or one with a colon that does not.
    """
    kinds = any_of(words.types)
    return [
        Rule(re.compile(rf"^\W*(?P<word>{kinds})\s*:(?=\s|$)", re.IGNORECASE), _typed),
        rule(rf"(?P<word>{kinds})", _hinted),
    ]


def _called(match: re.Match[str]) -> str:
    return " ".join((match["long"] or match["word"]).split())


def _owner(match: re.Match[str], at: Setting) -> Found | None:
    name = _called(match)
    if not name:
        return None
    value = "me" if name.lower() in at.lexicon.me else name
    return Found(slot="owner", value=value, means=value)


def _record(match: re.Match[str], _: Setting) -> Found | None:
    name = _called(match)
    if not name or (match["word"] and name.isdigit()):  # an invoice, a ticket
        return None
    return Found(slot="about", value=name, means=name)


def _urgent(_: re.Match[str], __: Setting) -> Found:
    return Found(slot="priority", value="high", means="high")


def _priority(match: re.Match[str], at: Setting) -> Found:
    value = at.lexicon.priorities[said(match, "word")]
    return Found(slot="priority", value=value, means=value)


def _place(match: re.Match[str], _: Setting) -> Found | None:
    name = _called(match)
    return Found(slot="place", value=name, means=name) if name else None


def _typed(match: re.Match[str], at: Setting) -> Found:
    value = at.lexicon.types[said(match, "word")]
    return Found(slot="type", value=value, means=value)


def _hinted(match: re.Match[str], at: Setting) -> Found:
    value = at.lexicon.types[said(match, "word")]
    return Found(slot="hint", value=value, means=value, kept=True)


def _number(match: re.Match[str], at: Setting) -> int:
    text = said(match, "count")
    return (
        1 if not text else int(text) if text.isdecimal() else at.lexicon.numbers[text]
    )


def _remind(match: re.Match[str], at: Setting) -> Found | None:
    each = _MINUTES.get(at.lexicon.units[said(match, "unit")])
    if each is None:
        return None
    minutes = _number(match, at) * each
    if minutes > _LATEST:
        return unclear("out-of-range", "At most a year before.")
    return Found(slot="reminder", value=minutes, means=f"-{minutes} min")


def _again(rule_: str) -> Found:
    return Found(slot="recurrence", value=rule_, means=rule_)


def _workdays(_: re.Match[str], __: Setting) -> Found:
    return _again("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")


def _on_weekdays(match: re.Match[str], at: Setting) -> Found:
    names = re.split(r"[\s,&]+", said(match, "days"))
    days = {**at.lexicon.weekdays, **at.lexicon.short}
    known = {days[each] for each in names if each in days}
    return _again(
        f"FREQ=WEEKLY;BYDAY={','.join(_CODES[each] for each in sorted(known))}"
    )


def _often(match: re.Match[str], at: Setting) -> Found | None:
    often = _OFTEN.get(at.lexicon.units[said(match, "unit")])
    count = _number(match, at)
    if often is None or not count:
        return None
    return _again(f"FREQ={often}" + (f";INTERVAL={count}" if count > 1 else ""))
