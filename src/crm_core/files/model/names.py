"""
Names of files that are safe to show, to send and to save, whoever chose them.
"""

import re
from typing import ClassVar
from unicodedata import category, normalize

from attrs import frozen

from ...shared import refuse

LONGEST = 255
"""
Bytes in UTF-8: what file systems take.
"""
LONGEST_RAW = 10_000
_LONGEST_SUFFIX = 32
NAMELESS = "file"

# %2F and its like are a slash to whoever decodes the name once more.
_ENCODED = re.compile(r"%(2e|2f|5c|7f|[01][0-9a-f]|25(?=[0-9a-f]{2}))", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_DEVICE = re.compile(
    r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$|clock\$)[ ]*(\..*)?",
    re.IGNORECASE | re.DOTALL,
)
# Letters that show nothing, and marks that only join.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800")
_DROPPED = frozenset({"Cc", "Cf", "Cs"})
_SPACES = frozenset({"Zl", "Zp", "Zs"})


@frozen
class FileName:
    """
    The name of a file: of a path only the last part, without what misleads a reader,
    a file system or the head of an answer.
    """

    empty: None = None
    name: ClassVar[str] = "text"
    longest: ClassVar[int] = LONGEST

    def parse(self, raw: object, /) -> str | None:
        if not isinstance(raw, str):
            raise refuse("type", "Must be text.")
        if len(raw) > LONGEST_RAW:
            raise refuse("length", f"At most {LONGEST_RAW:,} characters.")
        return clean_name(raw) or None


def clean_name(raw: str) -> str:
    """
    *raw* as the name of a file, empty when nothing of it can be kept.

    What one step leaves may be new work for an earlier one, so it is looked at until
    nothing changes: no check is made on what is altered afterwards.
    """
    name = raw
    while (cleaned := _cleaned(name)) != name:
        name = cleaned
    return name


def _cleaned(name: str) -> str:
    name = normalize("NFC", "".join(map(_shown, name)))
    name = _ENCODED.sub("_", name)
    name = re.split(r"[/\\]", name.rstrip("/\\ "))[-1]
    name = " ".join(_FORBIDDEN.sub("_", name).split())
    name = name.strip(" .")
    if _DEVICE.fullmatch(name):
        name = f"_{name}"
    return _shortened(name)


def _shown(letter: str) -> str:
    """
    A letter as it is kept: nothing, a space, or what it would be taken for.
    """
    kind = category(letter)
    if letter in "\t\r\n" or kind in _SPACES:
        return " "
    if kind in _DROPPED or letter in _INVISIBLE:
        return ""
    plain = normalize("NFKC", letter)
    if plain != letter and set(plain) & {"/", "\\"}:
        return "_"
    return plain if plain in ("%", ".", "..") else letter


def _shortened(name: str) -> str:
    if len(name.encode()) <= LONGEST:
        return name
    stem, dot, suffix = name.rpartition(".")
    if not stem or len(suffix.encode()) > _LONGEST_SUFFIX:
        stem, dot, suffix = name, "", ""
    room = LONGEST - len(f"{dot}{suffix}".encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(" .") + dot + suffix


def suffix_of(name: str) -> str:
    """
    The ending of a name in small letters, without its dot.
    """
    return name.rpartition(".")[2].lower() if "." in name else ""
