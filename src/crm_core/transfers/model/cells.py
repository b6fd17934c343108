"""
What one cell of a file says: lists, addresses, numbers, names, yes or no.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from ...shared import fold
from .formats import NameOrder
from .kinds import KIND_WORDS
from .vocabulary import fold_header, word_set

_QUOTED = re.compile(r'"((?:[^"]|"")*)"|((?:[^",;|\n:]|:(?!::))+)|:::')
_ANGLED = re.compile(r'^\s*"?(.*?)"?\s*<([^<>]+)>\s*$')
_KIND = re.compile(r"^(.*\S)\s*\((work|home|mobile|fax|other)\)$", re.DOTALL)
_ADDRESSES = re.compile(r"\s+:::\s+|[;,|\n]+|\s+(?=\S+@)")
_NUMBERS = re.compile(r"\s+:::\s+|[\n|]+|;(?!\s*ext)")
_SCIENTIFIC = re.compile(r"([+-]?\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})")
_TWICE = re.compile("[ÂÃÄÅâãÐÑ]")
LONGEST_LIST = 2_000
_BLANK = frozenset({"-", "--", "n/a", "na", "#n/a", "null", "none", "nil", "(none)"})
_YES = word_set("1 true yes y x on ja oui si sim tak ano да vrai wahr checked")
_NO = word_set("0 false no n off nein non nao nie ne нет faux falsch")
_PARTICLES = word_set(
    "van von vom zu zum zur de del della der den des di da do dos das du la le lo"
    " el al bin ibn ben abu af av ter ten te st"
)
_SUFFIXES = word_set(
    "jr sr ii iii iv phd md mba cpa esq dds msc bsc ma ba mph rn pe cfa pmp"
)
_NO_NAME = frozenset('="<>{}|\\@')


def structured(cell: str) -> object:
    """
    The list or object that a cell holds as JSON, or None.
    """
    if not cell.startswith(("[{", "[", "{")) or len(cell) > 100_000:
        return None
    try:
        found: object = json.loads(cell)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list | dict) else None


def items_of(cell: object) -> Iterator[tuple[str, str | None]]:
    """
    The members of a structured cell: each value with the kind that stands by it.
    """
    members: Iterable[object] = cell if isinstance(cell, list | tuple) else [cell]
    for member in members:
        if isinstance(member, Mapping):
            value = next((member[k] for k in _VALUES if member.get(k)), None)
            kind = next((member[k] for k in _KIND_NAMES if member.get(k)), None)
            if value is not None:
                yield str(value).strip(), str(kind) if kind else None
        elif member is not None:
            yield str(member).strip(), None


_VALUES = ("address", "number", "value", "email", "phone", "url", "name")
_KIND_NAMES = ("kind", "label", "type")


def kind_named(label: str | None) -> str | None:
    """
    The kind that a label means: ``* Work`` is work, ``Home Fax`` is fax.
    """
    return _kind_in(label[:100]) if label else None


@lru_cache(maxsize=1024)
def _kind_in(label: str) -> str | None:
    words = fold_header(label).split()
    kinds = [KIND_WORDS[word] for word in words if word in KIND_WORDS]
    if "iphone" in words:
        return "mobile"
    special = next((each for each in kinds if each in {"fax", "mobile"}), None)
    return special or (kinds[0] if kinds else None)


def _is_long(cell: str) -> bool:
    """
    Longer than any address or number list; such a cell is left to be refused.
    """
    return len(cell) > LONGEST_LIST


def is_blank(cell: str) -> bool:
    """
    Nothing, or one of the signs that programs write for nothing where an address or
    a number would stand. As text they stay: people are called Null and Nil.
    """
    return not cell or (len(cell) < 10 and cell.casefold() in _BLANK)


def split_list(cell: str) -> list[str]:
    """
    The words of a list: ``* myContacts ::: * starred``, ``"VIP","Blog"``, ``a|b``.
    """
    return [*(_words_of if len(cell) < 200 else _words_of.__wrapped__)(cell)]


@lru_cache(maxsize=4096)
def _words_of(cell: str) -> tuple[str, ...]:
    found: list[str] = []
    for quoted, plain in _QUOTED.findall(cell):
        text = quoted.replace('""', '"') or plain
        found += [part.strip().removeprefix("* ") for part in re.split("[,;]", text)]
    return tuple(dict.fromkeys(filter(None, found)))


def split_addresses(cell: str) -> list[tuple[str, str | None]]:
    """
    The e-mail addresses of a cell, each with the kind in brackets behind it.
    """
    if _is_long(cell):
        return [(cell, None)]
    parts = _ADDRESSES.split(cell) if cell.count("@") > 1 else [cell]
    return [_with_kind(_address(part)) for part in parts if part.strip()]


def _address(text: str) -> str:
    text = text.strip()
    angled = _ANGLED.match(text) if "<" in text else None
    bare = angled.group(2) if angled else text
    return bare.strip().removeprefix("mailto:").strip("<>\"' ")


def split_numbers(cell: str) -> list[tuple[str, str | None]]:
    """
    The phone numbers of a cell, each with the kind in brackets behind it.
    """
    if _is_long(cell):
        return [(cell, None)]
    parts = _NUMBERS.split(cell)
    return [
        _with_kind(number.strip())
        for part in parts
        for number in _apart_at_commas(part)
        if number.strip()
    ]


def _apart_at_commas(text: str) -> list[str]:
    if "," not in text:
        return [text]
    parts = text.split(",")
    whole = all(sum(c.isdigit() for c in part) > 5 for part in parts)
    return parts if whole else [text]


def _with_kind(text: str) -> tuple[str, str | None]:
    kinded = _KIND.match(text) if text.endswith(")") else None
    if kinded:
        return kinded.group(1), kinded.group(2)
    if text.lower().startswith("tel:"):
        return text[4:].replace(";ext=", " ext. "), None
    return text, None


def exact_number(text: str) -> str | None:
    """
    *text* with the digits that a spreadsheet wrote as ``4.91705550123E+11``; None
    when it left digits out.
    """
    found = _SCIENTIFIC.fullmatch(text)
    if not found:
        return text
    digits = found.group(1) + (found.group(2) or "")
    places = int(found.group(3))
    behind = len(found.group(2) or "")
    return digits if behind == places else None


def split_name(name: str, order: NameOrder | None = None) -> tuple[str, str]:
    """
    First and last name of a person: "Tony Turner", "Doe, John", "Anna van der Berg";
    in the *order* "last first" also "Turner Tony".

    What is no name, as a formula, stays whole.
    """
    if _NO_NAME & set(name):
        return name, ""
    before, comma, behind = (part.strip() for part in name.partition(","))
    if comma and before and behind:
        titles = fold(behind).replace(".", "").replace(",", " ").split()
        if order is NameOrder.LAST_COMMA_FIRST or not set(titles) <= _SUFFIXES:
            return behind, before
        first, last = split_name(before, order)
        return (first, f"{last}, {behind}") if last else (name.strip(), "")
    words = name.split()
    if len(words) < 2:
        return name.strip(), ""
    if all("\u2e80" <= word[0] <= "\ud7a3" for word in words):
        return " ".join(words[1:]), words[0]
    if order is NameOrder.LAST_FIRST:
        at = 0
        while at < len(words) - 2 and fold(words[at]) in _PARTICLES:
            at += 1
        return " ".join(words[at + 1 :]), " ".join(words[: at + 1])
    at = len(words) - 1
    while at > 1 and fold(words[at]).replace(".", "") in _SUFFIXES:
        at -= 1
    while at > 1 and fold(words[at - 1]) in _PARTICLES:
        at -= 1
    return " ".join(words[:at]), " ".join(words[at:])


def says_yes(cell: str) -> bool | None:
    """
    Whether a cell means yes or no; None when it says something else.
    """
    word = fold(cell[:20].strip())
    return True if word in _YES else False if word in _NO else None


def looks_decoded_twice(text: str) -> bool:
    """
    Whether *text* has letters that only a second decoding leaves.
    """
    return _TWICE.search(text) is not None


def decoded_once_more(text: str) -> str | None:
    """
    What *text* would be if it had been decoded twice (``JÃ¼rgen``), else None.
    """
    if text.isascii() or not looks_decoded_twice(text):
        return None
    try:
        mended = text.encode("cp1252").decode()
    except UnicodeError:
        return None
    return mended if mended != text else None
