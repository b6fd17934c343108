"""
What each line of a mail is: written, quoted, or put there by a mail program.
"""

import re
from collections.abc import Sequence
from enum import Enum, auto

from .words import (
    ABOVE_THIS_LINE,
    DATE,
    DEVICE,
    EMBEDDED,
    EXCUSE,
    HEADER,
    MADE_WITH,
    ON,
    ROLE_OF,
    SENTENCE,
    STARTS_WITH_DATE,
    WROTE,
)

LONGEST = 1_000
"""
A longer line was written by a person or a program that wraps nothing: it is text.
"""
MOST = 10_000
"""
Lines below these are not looked at together; nobody wrote so much by hand.
"""
_LONGEST_INTRODUCTION = 400
_LONGEST_VERB = 30
_MOST_LINES = 6
_LONGEST_SIGN = 160
_RULE_CHARACTERS = frozenset("-_—–")
_DECORATION = frozenset("-_—–=*~#+")
_IN_DASHES = re.compile(r"[\s*]*[-_]{3,}\s?[^\s-][^-]{1,60}[-_]{2,}[\s*]*")
_DASHED = " \t*_-–—"
_COLONS = (":", "\uff1a")


class Line(Enum):
    """
    What a line is.
    """

    EMPTY = auto()
    TEXT = auto()
    QUOTE = auto()
    BAR = auto()  # a quotation, if one is introduced before
    INTRODUCTION = auto()  # On Monday somebody wrote:
    EMBEDDED = auto()  # --- Original Message ---
    HEADERS = auto()  # From:, Sent:, To:, Subject:
    RULE = auto()  # --
    MADE_WITH = auto()  # Sent from my phone


def kinds_of(lines: Sequence[str]) -> list[Line]:
    """
    What each of *lines* is; several may make one introduction or block of headers.
    """
    kinds = [_alone(line) for line in lines]
    at = 0
    while at < min(len(lines), MOST):
        end = at
        if kinds[at] is Line.TEXT:
            end = _introduction(lines, kinds, at)
            _mark(kinds, at, end, Line.INTRODUCTION)
            if end == at:
                end = _headers(lines, kinds, at)
                _mark(kinds, at, end, Line.HEADERS)
        if end == at and kinds[at] is Line.TEXT and _is_embedding(lines, at):
            kinds[at] = Line.EMBEDDED
        at = max(end, at + 1)
    return kinds


def _mark(kinds: list[Line], start: int, end: int, kind: Line) -> None:
    kinds[start:end] = [kind] * (end - start)


def _alone(line: str) -> Line:
    said = line.strip()
    if not said:
        return Line.EMPTY
    if len(line) > LONGEST:
        return Line.TEXT
    if said[0] == ">":
        return Line.QUOTE
    if said[0] == "|" and (len(said) == 1 or said[1] == " "):
        return Line.BAR
    if is_rule(said):
        return Line.RULE
    return Line.MADE_WITH if _is_sign(said) else Line.TEXT


def _is_sign(said: str) -> bool:
    """
    Whether a program or device signs; who tells where something was sent from writes a
    sentence.
    """
    if len(said) > _LONGEST_SIGN:
        return False
    if SENTENCE.search(said) and not EXCUSE.search(said):
        return False
    return bool(MADE_WITH.match(said) or DEVICE.fullmatch(said))


def is_rule(said: str) -> bool:
    """
    Whether a line only rules off: ``--`` or longer, or a dash of print.
    """
    bare = said.replace(" ", "")
    return set(bare) <= _RULE_CHARACTERS and (len(bare) >= 2 or bare == "—")


def is_decoration(said: str) -> bool:
    """
    Whether a line holds nothing but what lines are drawn with.
    """
    return bool(said) and set(said.replace(" ", "")) <= _DECORATION


# ----------------------------------------------------------------------- introductions


def _introduction(lines: Sequence[str], kinds: Sequence[Line], at: int) -> int:
    """
    The line after an introduction that begins here; *at* when none does.
    """
    if not _may_introduce(lines[at]):
        return at
    told = ""
    for end in range(at, min(at + _MOST_LINES, len(lines))):
        line = lines[end].strip()
        if not line:
            if _goes_on(lines, end):
                continue
            return at
        if kinds[end] not in {Line.TEXT, Line.QUOTE} or len(told) > LONGEST:
            return at
        if kinds[end] is Line.QUOTE and "<" not in told:
            return at
        told = f"{told} {line}"
        if is_introduction(told):
            return end + 1
    return at


def _goes_on(lines: Sequence[str], at: int) -> bool:
    """
    An address between empty lines, as pages become text, belongs to its name.
    """
    return at + 1 < len(lines) and lines[at + 1].lstrip()[:1] == "<"


def _may_introduce(line: str) -> bool:
    said = line.strip(_DASHED)
    return bool(
        ON.match(said)
        or STARTS_WITH_DATE.match(said)
        or (("<" in said or "@" in said) and not HEADER.match(said))
        or WROTE.search(said)
    )


def is_introduction(told: str) -> bool:
    """
    Whether words introduce a quotation: somebody, a moment, and that they wrote.
    """
    said = told.strip(_DASHED)
    if len(said) > _LONGEST_INTRODUCTION:
        return False
    by_whom = "@" in said
    if said.endswith(_COLONS):
        if by_whom and STARTS_WITH_DATE.match(said):
            return True
        dated = by_whom or DATE.search(said) is not None
        return dated and WROTE.search(said) is not None
    if said.endswith(">"):
        return by_whom and STARTS_WITH_DATE.match(said) is not None
    if not (ON.match(said) or told.rstrip().endswith("--")):
        return False
    wrote = WROTE.search(said, max(0, len(said) - _LONGEST_VERB))
    ends = wrote is not None and wrote.end() == len(said)
    return ends and DATE.search(said) is not None


# ----------------------------------------------------------------------------- headers


def _headers(lines: Sequence[str], kinds: Sequence[Line], at: int) -> int:
    """
    The line after a block of at least three headers that begins here; else *at*.
    A header may go on in the next line, and empty lines may stand between them.
    """
    roles = [_role(lines[at])]
    if roles[0] is None:
        return at
    end = after = at + 1
    strays = 0
    while after < min(at + 24, len(lines)):
        role = _role(lines[after]) if kinds[after] is Line.TEXT else None
        if role is not None:
            roles.append(role)
            strays, end = 0, after + 1
        elif kinds[after] is Line.EMPTY and (strays or kinds[after - 1] is Line.EMPTY):
            break
        elif kinds[after] is not Line.EMPTY:
            strays += 1
            if strays > 2:
                break
        after += 1
    known = set(roles) - {"other"}
    return end if len(known) >= 3 and known & {"from", "date"} else at


def _role(line: str) -> str | None:
    if len(line) > LONGEST:
        return None
    found = HEADER.match(line)
    return ROLE_OF.get(found[1].strip().lower()) if found else None


def _is_embedding(lines: Sequence[str], at: int) -> bool:
    """
    Whether a whole other message begins after this line.
    """
    said = lines[at].strip()
    if len(said) > _LONGEST_SIGN:
        return False
    if ABOVE_THIS_LINE.search(said):
        return True
    dashed = _IN_DASHES.fullmatch(said) is not None
    if EMBEDDED.search(said):
        return dashed or said.endswith(_COLONS)
    return dashed and any(_role(line) for line in lines[at + 1 : at + 4])
