"""
Content lines (RFC 5545, section 3.1), read with patience: what is odd is told.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from attrs import frozen

_LINE_ENDS = re.compile(rb"[\r\n]+")
_NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9_./-]{0,99})\s*(?=[;:])")
_SOFT = "ENCODING=QUOTED-PRINTABLE"
_HEX = re.compile(r"=([0-9A-Fa-f]{2})")
_KNOWN = frozenset(
    [
        "ACTION",
        "ATTACH",
        "ATTENDEE",
        "BEGIN",
        "CALSCALE",
        "CATEGORIES",
        "CLASS",
        "COMMENT",
        "COMPLETED",
        "CONTACT",
        "CREATED",
        "DESCRIPTION",
        "DTEND",
        "DTSTAMP",
        "DTSTART",
        "DUE",
        "DURATION",
        "END",
        "EXDATE",
        "EXRULE",
        "FREEBUSY",
        "GEO",
        "LAST-MODIFIED",
        "LOCATION",
        "METHOD",
        "NAME",
        "ORGANIZER",
        "PERCENT-COMPLETE",
        "PRIORITY",
        "PRODID",
        "RDATE",
        "RECURRENCE-ID",
        "RELATED-TO",
        "REPEAT",
        "REQUEST-STATUS",
        "RESOURCES",
        "RRULE",
        "SEQUENCE",
        "STATUS",
        "SUMMARY",
        "TRANSP",
        "TRIGGER",
        "TZID",
        "TZNAME",
        "TZOFFSETFROM",
        "TZOFFSETTO",
        "TZURL",
        "UID",
        "URL",
        "VERSION",
    ]
)


@frozen
class Property:
    """
    One content line: its name and its parameters' names in upper case.
    """

    name: str
    value: str
    parameters: Mapping[str, str]


def read_lines(raw: bytes, odd: Callable[[str], None]) -> Iterator[Property]:
    """
    The content lines of a file, whatever their folding, line ends and character set.
    """
    for name, rest in _named(raw, odd):
        yield _property(name, rest)


def _named(raw: bytes, odd: Callable[[str], None]) -> Iterator[tuple[str, str]]:
    """
    Each logical line: its name, and the rest from the parameters on.
    """
    held: tuple[str, list[str]] | None = None
    for line in _logical(_lines(raw, odd)):
        found = _NAME.match(line)
        name = found[1].upper() if found else ""
        if found is None or not _is_name(name, found[1]):
            if held is None:
                odd(f"Passed over, for it is no property: {line[:40]!r}")
            else:
                held[1].append(line)
                odd(f"Read as more of {held[0]}, for it is no line: {line[:40]!r}")
            continue
        if held:
            yield held[0], "".join(held[1])
            held = None
        rest = line[found.end() :]
        if name in ("BEGIN", "END"):
            yield name, rest  # no text goes on after these
        else:
            held = (name, [rest])
    if held:
        yield held[0], "".join(held[1])


def _is_name(name: str, spelled: str) -> bool:
    """
    Whether a line begins with a property, or with a word of a text not folded.
    """
    return name in _KNOWN or name.startswith("X-") or spelled == name


def _lines(raw: bytes, odd: Callable[[str], None]) -> Iterator[str]:
    """
    Unfolded lines as text; unfolded first, for a fold may split a character.
    """
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raw = raw.decode("utf-16", "replace").encode()
    elif b"\0" in raw:
        raw = raw.replace(b"\0", b"")
        odd("NUL characters were left out.")
    raw = _LINE_ENDS.sub(b"\n", raw.removeprefix(b"\xef\xbb\xbf"))
    for line in raw.replace(b"\n ", b"").replace(b"\n\t", b"").split(b"\n"):
        if not line.strip():
            continue
        try:
            yield line.decode()
        except UnicodeDecodeError:
            odd("Not UTF-8 throughout; some text was guessed.")
            yield _guessed(line)


def _guessed(line: bytes) -> str:
    """
    UTF-8 with damage, if more of it is right than not; Windows-1252 otherwise.
    """
    text = line.decode("utf-8", "replace")
    broken = text.count("\N{REPLACEMENT CHARACTER}")
    right = sum(each > "\x7f" for each in text) - broken
    return text if right > broken else line.decode("cp1252", "replace")


def _logical(lines: Iterable[str]) -> Iterator[str]:
    """
    The same, with the soft line breaks of vCalendar 1.0 taken out.
    """
    begun: list[str] = []
    for line in lines:
        soft = line.endswith("=") and (begun or _SOFT in line.upper()[:200])
        if soft:
            begun.append(line[:-1])
            continue
        yield "".join([*begun, line])
        begun = []
    if begun:
        yield "".join(begun)


def _property(name: str, rest: str) -> Property:
    """
    Parameters and value; a colon within quotes is no border.
    """
    parameters: dict[str, str] = {}
    head, value = _split_value(rest)
    for part in _outside_quotes(head, ";"):
        if not part.strip():
            continue
        key, equals, said = part.partition("=")
        if not equals:  # vCalendar 1.0 names encodings alone
            key, said = ("ENCODING" if "PRINT" in key.upper() else key), key
        said = said.strip().replace('"', "")
        parameters.setdefault(key.strip().upper(), _uncaret(said))
    if parameters.get("ENCODING", "").upper() == "QUOTED-PRINTABLE":
        value = _unquoted(value, parameters.get("CHARSET", "utf-8"))
    return Property(name, value, parameters)


def _split_value(rest: str) -> tuple[str, str]:
    if rest.startswith(":"):
        return "", rest[1:]
    quoted = False
    for index, each in enumerate(rest[:10_000]):
        if each == '"':
            quoted = not quoted
        elif each == ":" and not quoted:
            return rest[:index], rest[index + 1 :]
    head, _, value = rest.partition(":")
    return head, value


def _outside_quotes(text: str, mark: str) -> list[str]:
    if '"' not in text:
        return text.split(mark)
    parts: list[str] = [""]
    for index, piece in enumerate(text.split('"')):
        if index % 2:
            parts[-1] += piece
        else:
            first, *more = piece.split(mark)
            parts[-1] += first
            parts += more
    return parts


def _uncaret(text: str) -> str:
    if "^" not in text:
        return text
    pieces = (each.replace("^n", "\n").replace("^'", '"') for each in text.split("^^"))
    return "^".join(pieces)


def _unquoted(value: str, charset: str) -> str:
    raw = _HEX.sub(lambda found: chr(int(found[1], 16)), value)
    try:
        octets = raw.encode("latin-1")
    except UnicodeEncodeError:
        return raw
    for each in (charset, "utf-8", "cp1252"):
        try:
            return octets.decode(each)
        except (LookupError, UnicodeDecodeError):
            continue
    return raw
