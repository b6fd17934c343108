"""
How the values of a field become one of a few levels, which is all a model sees.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from attrs import field as attribute
from attrs import frozen

from .values import forms_of, moment_of, number_of, text_of

UNKNOWN, OTHER, FIRST = 0, 1, 2
"""
Levels that each column has: nothing is known; a value that is rare, new or of another
kind. The column's own follow.
"""
LEAST_OF_A_LEVEL = 5
MOST_LEVELS = 200
MOST_WORDS = 40
PER_BIN = 40
FINE, COARSE = 16, 4
OF_ONE_KIND = 0.98
_WORD = re.compile(r"\w{2,40}")
_NAMES_AN_ID = re.compile(
    r"(?:^|[\W_])(?:id|ids|uuid|guid|key|no|nr|number|index|#)$", re.IGNORECASE
)
_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Reading(StrEnum):
    """
    What a column makes of a value.
    """

    CATEGORY = "category"
    DOMAIN = "domain"
    NUMBER = "number"
    WORD = "word"
    WEEKDAY = "weekday"
    HOUR = "hour"
    MONTH = "month"


@frozen
class Column:
    """
    A way to read a field: *names* are the levels of a category, or the one word that
    is looked for; *edges* part numbers; *form* is how days are written.
    """

    field: str
    reading: Reading
    names: tuple[str, ...] = ()
    edges: tuple[float, ...] = ()
    form: str = ""
    _places: Mapping[str, int] = attribute(init=False, repr=False, eq=False)

    @_places.default
    def _of_names(self) -> Mapping[str, int]:
        return {name.casefold(): n for n, name in enumerate(self.names, FIRST)}

    @property
    def size(self) -> int:
        """
        How many levels there are.
        """
        if self.reading is Reading.NUMBER:
            return FIRST + len(self.edges) + 1
        return FIRST + _PERIODS.get(self.reading, len(self.names))

    def level(self, value: object) -> int:
        """
        The level of *value*.
        """
        if self.reading is Reading.WORD:
            return FIRST if self.names[0] in words_of(value) else OTHER
        text = text_of(value)
        if not text:
            return UNKNOWN
        return _READERS[self.reading](self, value, text)

    def level_name(self, level: int) -> str:
        """
        A level as a person reads it.
        """
        if self.reading is Reading.WORD:
            return ("" if level == FIRST else "without ") + self.names[0]
        if level == UNKNOWN:
            return "unknown"
        if level == OTHER:
            return "another value" if self.names or self.edges else "filled in"
        if self.reading is Reading.NUMBER:
            return _range(self.edges, level - FIRST)
        if self.reading is Reading.WEEKDAY:
            return _WEEK[level - FIRST]
        if self.reading is Reading.HOUR:
            return f"{3 * (level - FIRST)} to {3 * (level - FIRST) + 3} o'clock"
        if self.reading is Reading.MONTH:
            return f"month {level - FIRST + 1}"
        return self.names[level - FIRST]


def words_of(value: object) -> frozenset[str]:
    """
    The words of a text, or the members of a list, in folded case.
    """
    if isinstance(value, list | tuple | set | frozenset):
        return frozenset(text_of(each).casefold() for each in value)
    return frozenset(_WORD.findall(text_of(value).casefold()))


def _domain(text: str) -> str:
    return text.rpartition("@")[2]


def _category(column: Column, _value: object, text: str) -> int:
    return column._places.get(text.casefold(), OTHER)  # noqa: SLF001


def _domain_level(column: Column, value: object, text: str) -> int:
    return _category(column, value, _domain(text))


def _number(column: Column, value: object, _text: str) -> int:
    number = number_of(value)
    return OTHER if number is None else FIRST + bisect_right(column.edges, number)


def _part_of_time(column: Column, value: object, _text: str) -> int:
    moment = moment_of(value, column.form)
    if moment is None:
        return OTHER
    if column.reading is Reading.WEEKDAY:
        return FIRST + moment.weekday()
    return FIRST + (
        moment.hour // 3 if column.reading is Reading.HOUR else moment.month - 1
    )


_PERIODS = {Reading.WEEKDAY: 7, Reading.HOUR: 8, Reading.MONTH: 12, Reading.WORD: 1}
_READERS: Mapping[Reading, Callable[[Column, object, str], int]] = {
    Reading.CATEGORY: _category,
    Reading.DOMAIN: _domain_level,
    Reading.NUMBER: _number,
    Reading.WEEKDAY: _part_of_time,
    Reading.HOUR: _part_of_time,
    Reading.MONTH: _part_of_time,
}


def _range(edges: Sequence[float], place: int) -> str:
    low = f"{edges[place - 1]:g}" if place else ""
    high = f"{edges[place]:g}" if place < len(edges) else ""
    if not low:
        return f"below {high}" if high else "any number"
    return f"{low} to below {high}" if high else f"{low} or more"


# ----------------------------------------------------------------------------- choosing


def columns_of(name: str, values: Sequence[object]) -> tuple[list[Column], str]:
    """
    How a field is read, judged by its values in training; no columns, and why, when
    nothing can be learnt from it.
    """
    if any(isinstance(each, list | tuple | set | frozenset) for each in values):
        return _words(name, values), "no member is frequent"
    texts = [text_of(each) for each in values]
    filled = [each for each, text in zip(values, texts, strict=True) if text]
    if not filled:
        return [], "always empty"
    forms = forms_of(filled, OF_ONE_KIND)
    if forms:
        return _times(name, filled, forms[0]), "days that say nothing for later ones"
    numbers = [number for each in filled if (number := number_of(each)) is not None]
    if len(numbers) >= OF_ONE_KIND * len(filled):
        if _is_identifier(name, numbers, whole=len(numbers) == len(values)):
            return [], "an identifier"
        return _numbers(name, numbers), "the same everywhere"
    return _categories(name, [text for text in texts if text])


def _is_identifier(name: str, numbers: Sequence[float], *, whole: bool) -> bool:
    """
    Whole numbers that never come twice and are called or packed like a count.
    """
    if not whole or len(set(numbers)) < len(numbers) or len(numbers) < PER_BIN:
        return False
    if any(each != int(each) for each in numbers):
        return False
    packed = max(numbers) - min(numbers) < 20 * len(numbers)
    return packed or _NAMES_AN_ID.search(name.strip()) is not None


def _numbers(name: str, numbers: Sequence[float]) -> list[Column]:
    ordered = sorted(numbers)
    columns = []
    for bins in (COARSE, FINE):
        edges = _edges(ordered, min(bins, max(2, len(ordered) // PER_BIN)))
        columns.append(Column(name, Reading.NUMBER, edges=edges))
    return columns[:1] if columns[0] == columns[1] else columns


def _edges(ordered: Sequence[float], bins: int) -> tuple[float, ...]:
    """
    Where numbers are parted so that the parts hold about as many, never between equals.
    """
    cuts = (ordered[len(ordered) * n // bins] for n in range(1, bins))
    return tuple(sorted({cut for cut in cuts if cut > ordered[0]}))


def _times(name: str, filled: Sequence[object], form: str) -> list[Column]:
    moments = [m for each in filled if (m := moment_of(each, form)) is not None]
    readings = [Reading.WEEKDAY]
    if any(each.hour or each.minute for each in moments):
        readings.append(Reading.HOUR)
    if (max(moments) - min(moments)).days > 2 * 365:  # else a month is a year's trend
        readings.append(Reading.MONTH)
    return [Column(name, reading, form=form) for reading in readings]


def _categories(name: str, texts: Sequence[str]) -> tuple[list[Column], str]:
    if sum(text.count("@") == 1 and " " not in text for text in texts) >= 0.9 * len(
        texts
    ):
        names = _frequent(list(map(_domain, texts)))
        return [Column(name, Reading.DOMAIN, names)], "the same everywhere"
    names = _frequent(texts)
    known = {each.casefold() for each in names}
    covered = sum(text.casefold() in known for text in texts)
    if covered >= 0.1 * len(texts):
        return [Column(name, Reading.CATEGORY, names)], "the same everywhere"
    columns = [Column(name, Reading.CATEGORY)]  # whether it is filled in, at least
    if sum(len(text.split()) for text in texts) >= 3 * len(texts):
        columns += _words(name, texts)
    return columns, "text that is different everywhere"


def _frequent(texts: Sequence[str]) -> tuple[str, ...]:
    """
    The values that come often enough to learn from, each in its commonest spelling.
    """
    counts: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for text, count in Counter(texts).most_common():
        key = text.casefold()
        counts[key] += count
        spelled.setdefault(key, text)
    kept = [k for k, count in counts.most_common(MOST_LEVELS)]
    return tuple(spelled[k] for k in kept if counts[k] >= LEAST_OF_A_LEVEL)


def _words(name: str, values: Sequence[object]) -> list[Column]:
    counts = Counter(word for each in values for word in words_of(each) if word)
    least = max(LEAST_OF_A_LEVEL, len(values) // 100)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_WORDS]
    return [
        Column(name, Reading.WORD, (word,))
        for word, count in ranked
        if least <= count <= len(values) - least
    ]
