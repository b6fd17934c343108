"""
JSON bodies, read strictly: what two readers could understand differently is refused.
"""

from decimal import Decimal, InvalidOperation
from json import JSONDecodeError, JSONDecoder
from typing import Any, Final, NoReturn

from .problems import Refused

DEEPEST: Final = 32
LONGEST_NAME: Final = 200
_LONGEST_INTEGER: Final = 18


def read_object(body: bytes) -> dict[str, object]:
    """
    The JSON object in *body*: UTF-8, each name once, finite numbers, whole
    characters, at most 32 levels deep. Fractions become Decimal.

    Raises:
        Refused: It is anything else.
    """
    if not body:
        raise Refused("malformed", "A JSON object is expected; the body is empty.")
    try:
        value = _decode(body.decode())
    except UnicodeDecodeError as error:
        message = f"The body is not UTF-8 at byte {error.start}."
        raise Refused("malformed", message) from None
    except JSONDecodeError as error:
        message = f"Not JSON: {error.msg} (character {error.pos})."
        raise Refused("malformed", message) from None
    except RecursionError:
        raise _too_deep() from None
    if not isinstance(value, dict):
        raise Refused("malformed", "The body must be a JSON object.")
    if body.count(b"{") + body.count(b"[") > DEEPEST:
        _check_depth(value)
    if b"\\u" in body:
        _check_characters(value)
    return value


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Refused("malformed", f"The name {shown(twice)} stands twice.")
    if any(len(name) > LONGEST_NAME for name in found):
        message = f"A name is longer than {LONGEST_NAME} characters."
        raise Refused("malformed", message)
    return found


def _integer(digits: str) -> int | Decimal:
    # Python refuses very long ones; whoever asked for the field says its range.
    return int(digits) if len(digits) <= _LONGEST_INTEGER else _decimal(digits)


def _decimal(digits: str) -> Decimal:
    try:
        return Decimal(digits)
    except InvalidOperation:
        message = f"The number {shown(digits)} is out of range."
        raise Refused("malformed", message) from None


def _not_finite(word: str) -> NoReturn:
    raise Refused("malformed", f"{word} is not JSON.")


_decode: Final = JSONDecoder(
    object_pairs_hook=_members,
    parse_float=_decimal,
    parse_int=_integer,
    parse_constant=_not_finite,
).decode


def _check_depth(value: object) -> None:
    level: list[Any] = [value]
    for _ in range(DEEPEST):
        level = [
            item
            for each in level
            for item in (each.values() if isinstance(each, dict) else each)
            if isinstance(item, dict | list)
        ]
        if not level:
            return
    raise _too_deep()


def _too_deep() -> Refused:
    return Refused("malformed", f"Nested more than {DEEPEST} levels deep.")


def _check_characters(value: object, path: str = "") -> None:
    if isinstance(value, dict):
        for name, item in value.items():
            _check_characters(name, path)
            _check_characters(item, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _check_characters(item, f"{path}.{index}")
    elif isinstance(value, str) and not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            message = f"Half a character (a lone surrogate) in {shown(path or value)}."
            raise Refused("malformed", message) from None


def shown(text: str) -> str:
    """
    *text* from a client as it may be repeated to them: short, and ASCII.
    """
    return ascii(text[:60])
