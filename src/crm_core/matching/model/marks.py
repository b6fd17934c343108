"""
An organization's own fields that tell records apart: birthdays, numbers of authorities.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from .letters import plain_words

IDENTITY = (
    "birth_date", "birthdate", "birthday", "date_of_birth", "dob", "external_id",
    "national_id", "passport", "registration_number", "social_security_number", "ssn",
    "tax_id", "tax_number", "vat", "vat_id", "vat_number",
)  # fmt: skip
"""
Names of custom fields that are taken for such marks unless an organization says else.
"""


def read_marks(
    custom: Mapping[str, object], names: Iterable[str]
) -> tuple[dict[str, str], dict[str, str]]:
    """
    The days and the numbers among *custom* values that have one of *names*.
    """
    dates: dict[str, str] = {}
    codes: dict[str, str] = {}
    for name in names:
        value = custom.get(name)
        if value is None or isinstance(value, list):
            continue
        day = as_day(str(value))
        if day:
            dates[name] = day
        elif text := "".join(plain_words(str(value))):
            codes[name] = text
    return dates, codes


def as_day(text: str) -> str:
    """
    A day in ISO form, with or without dashes, as YYYYMMDD; empty when it is none.
    """
    try:
        return date.fromisoformat(text.strip()).strftime("%Y%m%d")
    except ValueError:
        return ""
