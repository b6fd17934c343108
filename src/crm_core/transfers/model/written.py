"""
Days and numbers as people write them. What can be read in two ways is read in none,
unless the format of the file is settled.
"""

import re
from datetime import date, timedelta
from typing import NamedTuple

from ...shared import fold, refuse
from .formats import DateOrder, DecimalMark

_NUMERIC = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})\.?", re.ASCII)
_MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?(Z|[+]00:?00)?")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|\.)?[\s./-]+(?:de\s+)?([^\W\d_]+)"
                        r"\.?,?[\s./-]+(?:de\s+)?(\d{2,4})")  # fmt: skip
_MONTH_DAY = re.compile(r"([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{2,4})")
_SERIAL = re.compile(r"[1-9]\d{4}(\.0+)?", re.ASCII)
_PACKED = re.compile(r"((?:19|20|21)\d\d)(\d\d)(\d\d)", re.ASCII)
_FIRST_SERIAL = date(1899, 12, 30)
_MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "jan january januar janner janvier janv enero ene gennaio gen janeiro",
            "feb february februar fevrier fevr fev febrero febbraio fevereiro",
            "mar march marz mars marzo marco maart mrt mrz",
            "apr april avril avr abril abr aprile",
            "may mai mayo maggio mag maio mei",
            "jun june juni juin junio giugno giu junho",
            "jul july juli juillet juil julio luglio lug julho",
            "aug august aout agosto ago augustus",
            "sep sept september septembre septiembre settembre set setembro",
            "oct october oktober okt octobre octubre ottobre ott outubro out",
            "nov november novembre noviembre novembro",
            "dec december dezember dez decembre diciembre dic dicembre dezembro",
        ),
        1,
    )
    for word in words.split()
}


class Reading(NamedTuple):
    """
    The parts of a day as they stand, and the orders that they allow.
    """

    parts: tuple[int, int, int]
    orders: frozenset[DateOrder]


def read_day(text: str, order: DateOrder | None = None, *, serial: bool = False) -> str:
    """
    A day as ``YYYY-MM-DD``. With *serial* a number may be one: of five digits as
    spreadsheets count them, of eight as ``20240131``.

    Raises:
        Invalid: No day, or two of them: ``01/02/2024``.
    """
    bare = _MIDNIGHT.sub("", text.strip()) if ":" in text else text.strip()
    if serial and _SERIAL.fullmatch(bare):
        return str(_FIRST_SERIAL + timedelta(days=int(bare.partition(".")[0])))
    if serial and (packed := _PACKED.fullmatch(bare)):
        return _day(*map(int, packed.groups()))
    named = _with_month_name(bare)
    if named:
        return _day(*named)
    found = numeric_day(bare)
    if found is None:
        raise refuse("date", "Not a day.")
    orders = found.orders
    if order is not None and DateOrder.YMD not in orders:
        orders = orders & {order}
        if not orders:
            raise refuse("date", f"No day in the order {order}.")
    days = {_arranged(found.parts, each) for each in orders}
    if not days:
        raise refuse("date", "No such day.")
    if len(days) > 1:
        told = " or ".join(sorted(filter(None, (_tried(*each) for each in days))))
        raise refuse("ambiguous", f"This is {told}: say in which order days stand.")
    return _day(*days.pop())


def numeric_day(text: str) -> Reading | None:
    """
    A day in digits and the orders that it allows; None when it is none.
    """
    found = _NUMERIC.fullmatch(text[:40])
    if found is None:
        return None
    first, _, second, third = found.groups()
    parts = int(first), int(second), int(third)
    if len(first) == 4 and len(third) <= 2:
        return Reading(parts, frozenset({DateOrder.YMD}))
    if len(first) > 2:
        return None
    if len(third) != 4:
        raise refuse("date", "A year has four digits.")
    possible = {DateOrder.DMY: parts[1] <= 12, DateOrder.MDY: parts[0] <= 12}
    return Reading(parts, frozenset(order for order, may in possible.items() if may))


def _arranged(parts: tuple[int, int, int], order: DateOrder) -> tuple[int, int, int]:
    a, b, c = parts
    return {
        DateOrder.YMD: (a, b, c), DateOrder.DMY: (c, b, a), DateOrder.MDY: (c, a, b)
    }[order]  # fmt: skip


def _with_month_name(text: str) -> tuple[int, int, int] | None:
    if len(text) > 40:
        return None
    if found := _DAY_MONTH.fullmatch(text):
        day, name, year = found.groups()
    elif found := _MONTH_DAY.fullmatch(text):
        name, day, year = found.groups()
    else:
        return None
    month = _MONTHS.get(fold(name))
    if month is None:
        return None
    if len(year) != 4:
        raise refuse("date", "A year has four digits.")
    return int(year), month, int(day)


def _tried(year: int, month: int, day: int) -> str | None:
    try:
        return str(date(year, month, day))
    except ValueError:
        return None


def _day(year: int, month: int, day: int) -> str:
    found = _tried(year, month, day)
    if found is None:
        raise refuse("date", "No such day.")
    return found


LONGEST_NUMBER = 100
_SPACES = str.maketrans(dict.fromkeys(" \xa0\u202f\u2009'’", " "))
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{2,3})*,\d{3}|\d+", re.ASCII)
_GROUPED_BY_SPACES = re.compile(r"[1-9]\d{0,2}(?: \d{3})+|\d+", re.ASCII)
_TOLD_BY = re.compile(r"([+-]?)(\d[\d., ]*)", re.ASCII)


def read_number(text: str, mark: DecimalMark | None = None) -> str:
    """
    A number with ``.`` before its fraction and no other sign.

    Raises:
        Invalid: No number, or two of them: ``1,234``.
    """
    sign, body = _sign_and_digits(text)
    read = {each: _read(body, each) for each in ([mark] if mark else DecimalMark)}
    numbers = {number for number in read.values() if number is not None}
    if not numbers:
        raise refuse("number", "Not a number.")
    if len(numbers) > 1:
        told = " or ".join(sorted(numbers))
        raise refuse("ambiguous", f"This is {told}: say what parts the fraction.")
    return sign + numbers.pop()


def decimal_marks(text: str) -> frozenset[DecimalMark]:
    """
    The marks with which *text* is a number; several when they make no odds.
    """
    _, body = _sign_and_digits(text)
    return frozenset(each for each in DecimalMark if _read(body, each) is not None)


def _sign_and_digits(text: str) -> tuple[str, str]:
    """
    Both empty where *text* is no number, as what is longer than any.
    """
    bare = text.strip().translate(_SPACES) if len(text) < LONGEST_NUMBER else ""
    found = _TOLD_BY.fullmatch(bare)
    return (found.group(1), found.group(2)) if found else ("", "")


def _read(body: str, mark: DecimalMark) -> str | None:
    """
    *body* read with that decimal mark; None when it cannot be.
    """
    whole, parted, rest = body.partition(mark)
    if parted and not (rest.isascii() and rest.isdigit()):
        return None
    if " " in whole:
        fits = _GROUPED_BY_SPACES.fullmatch(whole)
    else:
        fits = _GROUPED.fullmatch(whole.replace(".", ",") if mark == "," else whole)
    if fits is None:
        return None
    bare = re.sub("[., ]", "", whole)
    return f"{bare}.{rest}" if parted else bare
