"""
The new text of a mail: what stands before, below or between what it quotes.
"""

from collections.abc import Sequence

from .lines import Line, is_decoration, kinds_of

_MOST_AFTERWARDS = 6
_QUOTED = {Line.QUOTE, Line.INTRODUCTION, Line.EMPTY, Line.HEADERS, Line.BAR}
_SILENT = {Line.EMPTY, Line.RULE, Line.MADE_WITH}
_FORWARDED = {Line.EMPTY, Line.RULE, Line.EMBEDDED, Line.HEADERS}


def new_text(text: str) -> str:
    """
    *text* without quotations, signatures below a rule, and the signs of devices. Of a
    mail that only forwards, what is forwarded; one that only quotes stays whole.

    Answers between the lines keep the lines that they answer.
    """
    lines = text.replace("\u200b", "").split("\n")
    kinds = kinds_of(lines)
    end = _end_of_own(lines, kinds)
    start, end = _below_quotation(kinds, end)
    kept = [
        line
        for line, kind in zip(lines[start:end], kinds[start:end], strict=True)
        if kind not in {Line.INTRODUCTION, Line.MADE_WITH}
    ]
    told = _trimmed(kept)
    return told or _trimmed(lines)


def _end_of_own(lines: Sequence[str], kinds: list[Line]) -> int:
    """
    Where the sender's own part ends: at a rule, another message or its headers.
    """
    own = False
    introduced = False
    for at, kind in enumerate(kinds):
        if kind is Line.TEXT:
            own = True
        introduced = introduced or kind is Line.INTRODUCTION
        if kind is Line.BAR:
            kinds[at] = Line.QUOTE if introduced else Line.TEXT
            own = own or not introduced
        ends = kind in {Line.EMBEDDED, Line.HEADERS}
        if own and (ends or (kind is Line.RULE and not _underlines(lines, at))):
            return at
        if own and kind is Line.INTRODUCTION and _is_last(kinds, at):
            return at
    return len(kinds)


def _underlines(lines: Sequence[str], at: int) -> bool:
    """
    Whether a rule underlines the title above it.
    """
    above = lines[at - 1].strip() if at else ""
    said = lines[at].strip()
    return len(said) > 2 and bool(above) and abs(len(above) - len(said)) <= 2


def _is_last(kinds: Sequence[Line], at: int) -> bool:
    """
    Whether nothing but a quotation follows an introduction; a few lines below it are a
    signature. Text between quoted lines is an answer.
    """
    rest = [kind for kind in kinds[at:] if kind is not Line.EMPTY]
    quoted = [n for n, kind in enumerate(rest) if kind in {Line.QUOTE, Line.BAR}]
    if not quoted:
        return True
    said = [n for n, kind in enumerate(rest) if kind is Line.TEXT]
    if any(n < quoted[-1] for n in said):
        return not any(quoted[0] < n < quoted[-1] for n in said)
    return len(said) <= _MOST_AFTERWARDS


def _below_quotation(kinds: Sequence[Line], end: int) -> tuple[int, int]:
    """
    From where to where it is written: below an introduced quotation that nothing
    stands above, and before a quotation that nothing stands below.
    """
    while end and kinds[end - 1] in {Line.QUOTE, *_SILENT}:
        end -= 1
    start = 0
    while start < end and kinds[start] in _QUOTED:
        start += 1
    above = kinds[:start]
    if Line.INTRODUCTION not in above or Line.QUOTE in kinds[start:end]:
        start = 0
    while start < end and kinds[start] in _FORWARDED:
        start += 1
    return start, end


def _trimmed(lines: Sequence[str]) -> str:
    kept = [line.rstrip() for line in lines]
    while kept and (not kept[-1] or is_decoration(kept[-1])):
        kept.pop()
    while kept and not kept[0]:
        kept.pop(0)
    return "\n".join(kept)
