"""
What a column holds by its cells, where no header says it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Mapping as MappingType

from ...shared import Invalid, digits, fold
from .countries import COUNTRY_CODES
from .headers import ColumnMapping, Noun, Why
from .names import GIVEN_NAMES, LEGAL_FORMS
from .vocabulary import fold_header, word_set
from .written import read_day

Sample = Sequence[MappingType[str, object]]

_ENOUGH = 0.8
_SAYS_NOTHING = word_set(
    "column col columns field fields unnamed value text data item cell spalte feld"
    " kolonne colonne champ columna campo colonna kolom veld kolumna pole sloupec"
    " столбец поле 列 フィールド f c x"
)
_EMAIL = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+")
_URL = re.compile(r"(https?://|www\.)\S+\.\S+", re.IGNORECASE)
_PHONE = re.compile(r"[+(]?\d[\d ()./-]{5,24}", re.ASCII)
_POSTAL = re.compile(
    r"\d{5}(-\d{4})?|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d"
    r"|\d{2}-\d{3}|\d{3} \d{2}|\d{4} ?[A-Z]{2}|[A-Z]{1,2}-\d{4,5}",
    re.ASCII,
)
_NAME = re.compile(r"[^\W\d_][\w'’.-]*( [^\W\d_][\w'’.-]*){0,3}")


def says_nothing(header: str) -> bool:
    """
    Whether a header is none, or but a number or letter: ``Column 3``, ``Feld 2``.
    """
    words = fold_header(header).split()
    return all(word.isdigit() or word in _SAYS_NOTHING for word in words)


def suggest_by_contents(
    headers: Iterable[str],
    sample: Sample,
    noun: Noun,
    taken: Iterable[ColumnMapping],
) -> Iterator[ColumnMapping]:
    """
    Places of the columns whose header says nothing, each with how sure that is; no
    second column for a field that has one, except further addresses and numbers.
    """
    places = {each.field for each in taken}
    repeated = {"email", "phone"} - places
    before = ""
    for header in headers:
        cells = filled(header, sample)
        if not cells or not says_nothing(header):
            continue
        if before == "first_name" and all(map(_is_word, cells)):
            yield ColumnMapping(header, "last_name", why=Why.CONTENTS, confidence=0.5)
        before = ""
        for field, looks, surety in _KINDS.get(noun, ()):
            share = sum(map(looks, cells)) / len(cells)
            needed = _NEEDED.get(field, _ENOUGH)
            free = field not in places or field in repeated
            if share >= needed and free and _fits(field, cells, places):
                places.add(field)
                before = field
                confidence = round(surety * max(share, _ENOUGH), 2)
                yield ColumnMapping(
                    header, field, why=Why.CONTENTS, confidence=confidence
                )
                break


def filled(header: str, sample: Sample) -> list[str]:
    """
    The texts of the cells of a column that hold any.
    """
    texts = (row.get(header) for row in sample)
    return [text.strip() for text in texts if isinstance(text, str) and text.strip()]


def is_day(text: str) -> bool:
    """
    Whether *text* is a day in whatever order.
    """
    try:
        read_day(text)
    except Invalid as error:
        return error.errors[0].code == "ambiguous"
    return True


def _is_email(text: str) -> bool:
    return _EMAIL.fullmatch(text[:320]) is not None


def _is_url(text: str) -> bool:
    return _URL.fullmatch(text[:500]) is not None


def _is_phone(text: str) -> bool:
    if not _PHONE.fullmatch(text) or is_day(text) or _is_postal(text):
        return False
    marked = text[0] in "+(0" or not text.replace(".", "").isdigit()
    return marked and 7 <= len(digits(text)) <= 15


def _is_postal(text: str) -> bool:
    return _POSTAL.fullmatch(text.upper()) is not None


def _is_country(text: str) -> bool:
    return fold(text[:60]) in COUNTRY_CODES


def _has_given_name(text: str) -> bool:
    words = fold(text[:100]).replace(",", " ").split()
    named = _NAME.fullmatch(text.replace(",", "")) is not None
    return named and len(words) > 1 and not GIVEN_NAMES.isdisjoint(words)


def _is_given_name(text: str) -> bool:
    return bool(GIVEN_NAMES.intersection(fold(text[:50]).replace("-", " ").split()[:1]))


def _is_word(text: str) -> bool:
    return _NAME.fullmatch(text) is not None and text[0].isupper()


def _is_firm(text: str) -> bool:
    words = fold_header(text).split()
    return len(words) > 1 and not LEGAL_FORMS.isdisjoint(
        (words[-1], "".join(words[-2:]), "".join(words[-3:]), words[0])
    )


def _fits(field: str, cells: Sequence[str], places: set[str]) -> bool:
    """
    What is still against a field: five digits are a postal code beside a country or
    city, or where some begin with a nought; names of one kind are no list of one.
    """
    if field == "postal_code" and all(cell.isdigit() for cell in cells):
        near = places & {"country", "city", "street"}
        return bool(near) or any(cell[0] == "0" for cell in cells)
    if field in {"first_name", "full_name"}:
        return not places & {"first_name", "full_name"}
    return True


_REACH = (
    ("email", _is_email, 0.99),
    ("website", _is_url, 0.95),
    ("country", _is_country, 0.95),
    ("postal_code", _is_postal, 0.7),
    ("phone", _is_phone, 0.9),
)
_KINDS: MappingType[Noun, tuple[tuple[str, Callable[[str], bool], float], ...]] = {
    Noun.CONTACTS: (
        *_REACH,
        ("company", _is_firm, 0.8),
        ("full_name", _has_given_name, 0.8),
        ("first_name", _is_given_name, 0.7),
    ),
    Noun.COMPANIES: (*_REACH[1:], ("name", _is_firm, 0.8)),
}
# Not every firm tells its legal form, nor is every given name known.
_NEEDED = {"company": 0.3, "name": 0.3, "full_name": 0.4, "first_name": 0.5}
