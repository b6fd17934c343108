"""
From words to an activity.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from .clock import Times, clock_rules, length_rules
from .days import day_rules
from .lexicon import LEXICONS
from .marks import mark_rules, recurrence_rules, type_rules
from .rules import Rule, Setting
from .scanning import Scan
from .understood import Doubt, Understood
from .when import when_of


def understand(
    text: str, *, now: datetime, zone: str = "UTC", language: str = "en"
) -> Understood:
    """
    What *text* says of an activity, by the clock of *zone* at the moment *now*, in one
    of ``QUICK_LANGUAGES``.

    What is not understood stays in the subject, and so does what is said in several
    ways that contradict each other; nothing is moved, not even a moment that is past.
    """
    spoken = language if language in LEXICONS else "en"
    clock = now.astimezone(ZoneInfo(zone))
    scan = Scan.of(text, _rules(spoken), Setting(clock, LEXICONS[spoken]))
    contradictions = scan.contradictions()
    when = when_of(scan, clock)
    said = [
        Doubt(code, message, take.start, take.end)
        for take in scan.takes
        for code, message in take.found.doubts
    ]
    return Understood(
        type=_type(scan),
        subject=scan.subject(),
        day=when.day,
        starts=when.starts,
        ends=when.ends,
        duration=when.duration,
        place=_one(scan, "place"),
        priority=_one(scan, "priority"),
        owner=_one(scan, "owner"),
        about=tuple(dict.fromkeys(scan.values("about", str))),
        recurrence=_one(scan, "recurrence"),
        reminders=tuple(sorted(set(scan.values("reminder", int)))),
        parts=scan.parts(),
        doubts=(*contradictions, *said, *when.doubts),
    )


def _one(scan: Scan, slot: str) -> str | None:
    return next(iter(scan.values(slot, str)), None)


def _type(scan: Scan) -> str:
    """
    What was said first, or a meeting when it has an end, or else a task.
    """
    ending = any(each.end is not None for each in scan.values("time", Times))
    said = _one(scan, "type") or _one(scan, "hint")
    return said or ("meeting" if ending else "task")


@lru_cache
def _rules(language: str) -> Sequence[Rule]:
    words = LEXICONS[language]
    typed, hinted = type_rules(words)
    return (
        *mark_rules(words),
        typed,
        *recurrence_rules(words),
        *length_rules(words),
        *day_rules(words),
        *clock_rules(words),
        hinted,
    )
