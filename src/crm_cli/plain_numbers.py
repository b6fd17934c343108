"""
Numbers of files as files write them: ``1.234,50 €`` is 1234.50 wherever the column
leaves no doubt.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress

from crm_core.scoring import number_of, text_of
from crm_core.shared import Invalid
from crm_core.transfers import DecimalMark, decimal_marks, parted, read_number

NEARLY_ALL = 0.98


def with_plain_numbers(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """
    The rows with ``.`` before the fraction in every column of numbers that are written
    otherwise.
    """
    headers = dict.fromkeys(name for row in rows for name in row)
    found = {
        name: _plain_of({text_of(row.get(name)) for row in rows}) for name in headers
    }
    changed = {name: plain for name, plain in found.items() if plain}
    if not changed:
        return rows
    return [
        {
            name: changed[name].get(text_of(value), value) if name in changed else value
            for name, value in row.items()
        }
        for row in rows
    ]


def _plain_of(texts: Iterable[str]) -> Mapping[str, str]:
    """
    What the texts of a column are as numbers; nothing where they are plain ones, no
    numbers, or can be read in two ways.
    """
    filled = {text: _number_in(text) for text in texts if text}
    plain = sum(number_of(text) is not None for text in filled)
    if plain >= NEARLY_ALL * len(filled):
        return {}
    marks = {number: decimal_marks(number) for number in filled.values()}
    numbers = sum(bool(marks[number]) for number in filled.values())
    told = [each for number, each in marks.items() if each and _has_mark(number)]
    common = frozenset(DecimalMark).intersection(*told)
    if numbers < NEARLY_ALL * len(filled) or (told and len(common) != 1):
        return {}
    mark, found = next(iter(common)), dict[str, str]()
    for text, number in filled.items():
        with suppress(Invalid):
            found[text] = read_number(number, mark)
    return found


def _number_in(text: str) -> str:
    return parted(text.removesuffix("%").rstrip())[0]


def _has_mark(number: str) -> bool:
    return any(mark in number for mark in DecimalMark)
