"""
How text is compared: the words that search finds a record by.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from unicodedata import combining, decimal, normalize

_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)
_WORD = re.compile(r"[^\W_]+")
_NOT_DIGITS = bytes(each for each in range(128) if not chr(each).isdigit())
_NO_DIGITS = re.compile(r"[^\d]+")
_NUMBERS = re.compile(r"(?<!\w)\(?\+?\(?\d[\d\s().\-/]*\d(?!\w)")
_ADDRESS = re.compile(r"[^\s@,;:<>()\"']*@[\w.\-]+")
LONGEST_WORD = 60
SHORTEST_NUMBER = 3


def fold(text: str) -> str:
    """
    *text* without case, accents and ligatures: ``Łukasz Müßig`` is ``lukasz mussig``.
    """
    if text.isascii():
        return text.lower()
    apart = normalize("NFKD", text.casefold())
    return "".join(c for c in apart if not combining(c)).casefold().translate(_LETTERS)


def words(text: str | None) -> Sequence[str]:
    """
    The folded words of *text*, in order, each at most 60 characters.
    """
    if not text:
        return ()
    return _short_words(text) if len(text) <= LONGEST_WORD else _words(text)


def _words(text: str) -> Sequence[str]:
    return tuple(word[:LONGEST_WORD] for word in _WORD.findall(fold(text)))


_short_words = lru_cache(maxsize=20_000)(_words)


def digits(text: str | None) -> str:
    """
    The digits of *text*, of whatever script, in ASCII.
    """
    return _digits(text) if text else ""


@lru_cache(maxsize=20_000)
def _digits(text: str) -> str:
    if text.isascii():
        return text.encode().translate(None, _NOT_DIGITS).decode()
    return "".join(str(decimal(c)) for c in normalize("NFKC", text) if c.isdecimal())


def phone_tail(number: str) -> str:
    """
    The last nine digits of a phone number, which its spellings with and without the
    country's code share; empty when it has fewer than seven.
    """
    found = digits(number)
    return found[-9:] if len(found) > 6 else ""


def number_words(number: str | None) -> set[str]:
    """
    The digit strings that a phone number is found by.

    A person remembers a number from the start of one of its groups, or its last
    seven or four digits: ``+49 30 901820`` is found by 4930…, 30…, 901820 and 1820.
    """
    if not number:
        return set()
    if number.isascii():
        groups = _NO_DIGITS.split(number)
    else:
        groups = [digits(g) for g in _NO_DIGITS.split(normalize("NFKC", number))]
    whole = "".join(groups)[:LONGEST_WORD]
    found = {whole, whole[-10:], whole[-7:], whole[-4:]}
    rest = whole
    for group in groups:
        if len(rest) >= SHORTEST_NUMBER:
            found.add(rest)
        rest = rest[len(group) :]
    return {each for each in found if len(each) >= SHORTEST_NUMBER}


def email_words(address: str | None) -> list[str]:
    """
    The words of an e-mail address: itself, ``@`` with its domain, and the words
    of both sides.
    """
    if not address:
        return []
    whole = fold(address)[:LONGEST_WORD]
    return [*_words(address), whole, whole[whole.rfind("@") :]]


def custom_words(custom: Mapping[str, object]) -> list[str]:
    """
    The words of an organization's own values: of texts, choices and tags, not of
    numbers and days.
    """
    texts = [
        text
        for value in custom.values()
        for text in (value if isinstance(value, list) else [value])
        if isinstance(text, str) and any(letter.isalpha() for letter in text)
    ]
    return [word for text in texts for word in words(text)]


@lru_cache(maxsize=4096)
def query_words(text: str) -> tuple[str, ...]:
    """
    What a person typed into the search box, as words; an e-mail address or a phone
    number is one word, whole or begun.
    """
    whole: list[str] = []

    def take_number(match: re.Match[str]) -> str:
        number = digits(match.group())
        if len(number) < SHORTEST_NUMBER:
            return match.group()
        whole.append(number)
        return " "

    def take_address(match: re.Match[str]) -> str:
        whole.append(fold(match.group())[:LONGEST_WORD])
        return " "

    rest = _ADDRESS.sub(take_address, text)
    rest = _NUMBERS.sub(take_number, rest)
    return tuple(dict.fromkeys([*words(rest), *whole]))
