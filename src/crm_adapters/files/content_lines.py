"""
The content lines of a vCard (RFC 6350, RFC 2425, vCard 2.1): unfolded, taken apart.
"""

import binascii
import quopri
import re
from collections.abc import Iterator

from attrs import frozen

from .encodings import Encoding
from .lines import Lines

LONGEST_VALUE = 1 << 22
_ESCAPES = re.compile(r"\\([nN,;:\\'\"])")
_OPEN = re.compile(r"(?:[\w.-]+\.)?(BEGIN|END):\s*VCARD\b", re.IGNORECASE)
LAST = 101
BINARY = frozenset({"PHOTO", "LOGO", "SOUND", "KEY"})
_BARE_ENCODINGS = frozenset({"QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT"})


class Undecodable(Exception):
    """
    A property whose bytes are not what it says they are.
    """


@frozen
class Property:
    """
    One property of a card: its name in capitals, its types in small letters, and
    its raw value, decoded but with escapes.
    """

    line: int
    name: str
    value: str
    group: str = ""
    types: tuple[str, ...] = ()
    preference: int = LAST

    @property
    def text(self) -> str:
        return unescape(self.value).strip()

    def parts(self, separator: str = ";") -> list[str]:
        """
        The value apart at each *separator* that is not escaped.
        """
        part = rf"(?s)(?:^|{separator})((?:\\.|[^{separator}\\]|\\$)*)"
        return [unescape(each).strip() for each in re.findall(part, self.value)]


def unescape(value: str) -> str:
    r"""
    *value* without backslashes: ``\n`` is a line break, ``\,`` a comma.
    """
    return _ESCAPES.sub(lambda m: "\n" if m[1] in "nN" else m[1], value)


def border(line: str) -> str | None:
    """
    ``BEGIN`` or ``END`` when *line* is where a card begins or ends.
    """
    found = _OPEN.match(line.strip())
    return found.group(1).upper() if found else None


def unfolded(lines: Lines) -> Iterator[tuple[int, str]]:
    """
    The logical lines with the number of their first line; an overlong one is cut to
    its head, which no property survives.
    """
    start, parts, size = 1, list[str](), 0
    old = False
    for number, physical in enumerate(lines, 1):
        lines.keep_from = number + 1
        line = physical.rstrip("\r\n")
        soft = bool(parts) and _is_soft(parts, line)
        if soft:
            parts[-1] = parts[-1][:-1]
        if parts and (soft or line[:1] in {" ", "\t"}):
            size += len(line)
            if size <= LONGEST_VALUE:
                parts.append(line if soft or old else line[1:])
            continue
        if parts:
            yield start, "".join(parts)
        old = line.upper() == "VERSION:2.1" or (old and border(line) is None)
        start, parts, size = number, [line], len(line)
    if parts:
        yield start, "".join(parts)


def _is_soft(parts: list[str], following: str) -> bool:
    """
    Whether a quoted-printable value goes on behind a soft line break.
    """
    if not parts[-1].endswith("=") or border(following):
        return False
    head = parts[0].partition(":")[0].upper()
    return "QUOTED-PRINTABLE" in head


def read_property(line: int, text: str, encoding: Encoding) -> Property | None:
    """
    The property of a logical line, or None when it is none.

    Raises:
        Undecodable: Naming the charset or the bytes.
    """
    head, value = _apart(text)
    if value is None:
        return None
    name, *given = _split(head, ";")
    group, _, name = name.rpartition(".")
    name = name.strip().upper()
    if not name or not all(c.isalnum() or c in "-_" for c in name):
        return None
    params = [_param(each) for each in given]
    types = tuple(
        word.strip().lower()
        for key, values in params
        if key in {"TYPE", "SERVICE-TYPE", "X-SERVICE-TYPE"}
        for word in _split(values.strip('"'), ",")
    )
    chosen = dict(params)
    asked = chosen.get("PREF", "1" if "pref" in types else "")
    preference = int(asked) if asked.isdecimal() and len(asked) < 4 else LAST
    if name not in BINARY:
        value = _decoded(value, chosen, encoding)
    kept = tuple(word for word in types if word not in {"pref", "internet", "voice"})
    return Property(line, name, value, group.lower(), kept, preference)


def _apart(text: str) -> tuple[str, str | None]:
    if '"' not in text.partition(":")[0]:
        head, colon, value = text.partition(":")
        return head, value if colon else None
    quoted = False
    for at, char in enumerate(text[:LONGEST_VALUE]):
        if char == '"':
            quoted = not quoted
        elif char == ":" and not quoted:
            return text[:at], text[at + 1 :]
    head, colon, value = text.partition(":")
    return head, value if colon else None


def _split(text: str, separator: str) -> list[str]:
    if '"' not in text:
        return text.split(separator)
    return re.findall(rf'(?:"[^"]*"|[^{separator}"]|"(?=[^"]*$))+', text)


def _param(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    key = key.strip().upper()
    if equals:
        return key, value.strip()
    if key in _BARE_ENCODINGS:
        return "ENCODING", key
    return ("PREF", "1") if key == "PREF" else ("TYPE", key)


def _decoded(value: str, params: dict[str, str], encoding: Encoding) -> str:
    charset = params.get("CHARSET", "").strip('"')
    source = "utf-8" if encoding.is_wide else encoding.name
    transfer = params.get("ENCODING", "").strip('"').upper()
    if transfer not in {"QUOTED-PRINTABLE", "BASE64", "B"}:
        if value.isascii() or not (charset or _has_escapes(value)):
            return value
        raw = value.encode(source, "surrogateescape")
        return _text(raw, charset or encoding.second or encoding.name)
    raw = value.encode(source, "surrogateescape")
    if transfer == "QUOTED-PRINTABLE":
        decoded = quopri.decodestring(raw)
    else:
        try:
            decoded = binascii.a2b_base64(raw)
        except binascii.Error:
            raise Undecodable("Not base64.") from None
    text = _text(decoded, charset or ("" if decoded.isascii() else "utf-8"))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _has_escapes(value: str) -> bool:
    return any("\udc80" <= char <= "\udcff" for char in value)


def _text(raw: bytes, charset: str) -> str:
    if raw.isascii():
        return raw.decode("ascii")
    try:
        return raw.decode(charset)
    except LookupError:
        raise Undecodable(f"Unknown charset {charset[:50]!r}.") from None
    except ValueError:
        raise Undecodable(f"Contains bytes that are not {charset}.") from None
