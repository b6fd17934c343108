"""
Values with parameters, such as ``text/plain; charset=utf-8`` (RFC 2045, RFC 2231).
"""

import re
from urllib.parse import unquote_to_bytes

from .words import decoded_words, text_of

_PARAMETER = re.compile(
    r';\s*([^\s=;*]{1,60})(\*\d{1,3})?(\*)?\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)'
)
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)
LONGEST = 20_000


def parse_value(header: str | None) -> tuple[str, dict[str, str]]:
    """
    The value in lower case, and its parameters, decoded; the first of a name counts,
    and its parts are put together.
    """
    if not header:
        return "", {}
    header = header[:LONGEST]
    value = header.partition(";")[0].strip().strip("\"'").lower()
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, number, extended, raw in _PARAMETER.findall(header):
        key, said = name.lower(), _unquoted(raw)
        if number or extended:
            part = int(number[1:]) if number else 0
            pieces.setdefault(key, {}).setdefault(part, (said, bool(extended)))
        else:
            plain.setdefault(key, decoded_words(said))
    return value, plain | {name: _joined(parts) for name, parts in pieces.items()}


def _unquoted(raw: str) -> str:
    raw = raw.strip()
    if raw[:1] == '"':
        return _QUOTED_PAIR.sub(r"\1", raw[1:].removesuffix('"'))
    return raw


def _joined(parts: dict[int, tuple[str, bool]]) -> str:
    charset, raw = None, b""
    for number in sorted(parts):
        said, extended = parts[number]
        if extended and number == min(parts) and said.count("'") >= 2:
            charset, _, said = said.split("'", 2)
        encoded = said.encode("utf-8", "replace")
        raw += unquote_to_bytes(encoded) if extended else encoded
    return text_of(raw, charset or None)[0]
