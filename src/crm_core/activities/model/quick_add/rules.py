"""
Patterns over a text from which pieces are taken out one after the other.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cache
from typing import Final

from attrs import frozen

from .lexicon import Lexicon
from .understood import Found

TAKEN: Final = "\ue000"
TAKEN_DAY: Final = "\ue001"
KEPT: Final = "\ue002"
MARKS: Final = (TAKEN, TAKEN_DAY, KEPT)
"""
What stands in a text where something was taken out, so that what follows still
follows: "in @ada 2 weeks" is in two weeks.
"""
_HOLES: Final = f"{TAKEN}{TAKEN_DAY}"
# Commas around what was taken out go with it.
_GAP: Final = rf"(?:\s+|[\s,;{_HOLES}]*[{_HOLES}][\s,;{_HOLES}]*)"
_BEGINS: Final = r"(?<![\w@#/:.])(?<!\d[,-])"
_ENDS: Final = r"(?![\w/]|[:.-]\w|,\d)"


@frozen
class Setting:
    """
    When and in which words something is said: *now* on the clock of the speaker.
    """

    now: datetime
    lexicon: Lexicon

    @property
    def today(self) -> date:
        return self.now.date()


@frozen
class Rule:
    """
    What a *pattern* stands for: *read* answers None when it stands for nothing.
    """

    pattern: re.Pattern[str]
    read: "Callable[[re.Match[str], Setting], Found | None]"


def rule(pattern: str, read: Callable[[re.Match[str], Setting], Found | None]) -> Rule:
    """
    A rule for whole words; each space of *pattern* stands for any space.
    """
    return Rule(_compiled(f"{_BEGINS}(?:{pattern}){_ENDS}"), read)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace(" ", _GAP), re.IGNORECASE)


def any_of(words: Iterable[str]) -> str:
    """
    A pattern for one of some words, the longest first.
    """
    longest_first = sorted(words, key=len, reverse=True)
    return (
        "(?:" + "|".join(re.escape(w).replace(r"\ ", " ") for w in longest_first) + ")"
    )


def said(match: re.Match[str], group: str) -> str:
    """
    What a group of a match says, in lower case and with single spaces.
    """
    text = match.group(group) or ""
    for mark in MARKS:
        text = text.replace(mark, " ")
    return " ".join(text.lower().split())
