"""
How a file writes days, numbers, names and phone numbers.
"""

from collections.abc import Mapping
from enum import StrEnum

from attrs import asdict, fields, frozen

from ...shared import FieldError, Invalid


class DateOrder(StrEnum):
    """
    What stands first in ``01/02/2024``.
    """

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


class DecimalMark(StrEnum):
    """
    What parts a number from its fraction.
    """

    POINT = "."
    COMMA = ","


class NameOrder(StrEnum):
    """
    How a whole name is put together.
    """

    FIRST_LAST = "first last"
    LAST_FIRST = "last first"
    LAST_COMMA_FIRST = "last, first"


@frozen(kw_only=True)
class Formats:
    """
    How a file writes what can be written in several ways; None is not settled.

    What is not settled is read where it can be read in one way only. The
    *phone_country* (ISO 3166, two letters) is where numbers without ``+`` belong; by
    it they are compared with those that have one, and no number is ever rewritten.
    """

    date_order: DateOrder | None = None
    decimal_mark: DecimalMark | None = None
    phone_country: str | None = None
    name_order: NameOrder | None = None

    @property
    def told(self) -> dict[str, str]:
        """
        What is settled, as text that ``read_formats`` takes.
        """
        return {name: str(value) for name, value in asdict(self).items() if value}


_CHOICES: Mapping[str, type[StrEnum]] = {
    "date_order": DateOrder,
    "decimal_mark": DecimalMark,
    "name_order": NameOrder,
}


def read_formats(raw: Mapping[str, str]) -> Formats:
    """
    The formats that a person chose; an empty one is not settled.

    Raises:
        Invalid: Naming every unknown format and every wrong value.
    """
    known = [each.name for each in fields(Formats)]
    errors: list[FieldError] = []
    found: dict[str, str] = {}
    for name, value in raw.items():
        path, said = f"formats.{name}", value.strip().lower()
        if name not in known:
            message = f"Known are {', '.join(known)}."
            errors.append(FieldError(path, "unknown", message))
        elif not said:
            continue
        elif name in _CHOICES:
            options = [str(each) for each in _CHOICES[name]]
            if said in options:
                found[name] = _CHOICES[name](said)
            else:
                message = f"Must be one of: {'; '.join(options)}."
                errors.append(FieldError(path, "choice", message))
        elif len(said) == 2 and said.isascii() and said.isalpha():
            found[name] = said.upper()
        else:
            message = "A country is two letters, as in DE."
            errors.append(FieldError(path, "country", message))
    if errors:
        raise Invalid(errors=errors)
    return Formats(**found)  # type: ignore[arg-type]
