"""
Bytes as lines of text, in constant memory, with a way back to earlier lines.
"""

import codecs
import io
from collections.abc import Iterator
from typing import BinaryIO

from .encodings import Encoding

CHUNK = 1 << 17
LONGEST_LINE = 1 << 23
MOST_LINES = 10_000
_FORMULAS = tuple(f"'{sign}" for sign in "=+-@\t\r\n'")


class EndlessRecord(Exception):
    """
    A record goes on for so long that a quote must have been left open.
    """


class Lines:
    """
    The lines of a text file, with their ends.

    Lines from number *keep_from* on are kept, so that reading can go back to them.
    """

    def __init__(self, file: BinaryIO, encoding: Encoding, *, old_mac: bool) -> None:
        errors = "replace" if encoding.is_wide else "surrogateescape"
        self._decoder = codecs.getincrementaldecoder(encoding.name)(errors)
        self._file, self._old_mac = file, old_mac
        self._lost = "\ufffd" if encoding.is_wide else "\0"
        self._rest = ""
        self._ended = False
        self._buffer: list[str] = []
        self._first = self.keep_from = 1
        self._next = 0
        self._careful_until = 0
        self.too_long: set[int] = set()
        file.read(encoding.mark)

    def __iter__(self) -> Iterator[str]:
        while True:
            ahead = range(self._next, len(self._buffer))
            yield from map(self._buffer.__getitem__, ahead)
            self._next = len(self._buffer)
            if not self._fill():
                return

    def is_plain(self, line: int) -> bool:
        """
        Whether the lines up to here hold nothing that needs a second look.
        """
        return line > self._careful_until

    def go_to(self, line: int) -> None:
        """
        Let the next iteration begin with *line*, which must not be dropped yet.
        """
        self._next = line - self._first
        self.keep_from = line

    def between(self, line: int, end: int) -> list[str]:
        """
        The lines from *line* to the one before *end*, as far as they are read.
        """
        return self._buffer[line - self._first : end - self._first]

    def _fill(self) -> bool:
        open_lines = len(self._buffer) - (self.keep_from - self._first)
        if open_lines > MOST_LINES:
            raise EndlessRecord
        while not self._ended:
            fresh = self._read()
            if fresh:
                drop = self.keep_from - self._first
                kept = self._buffer[drop:]
                self._first, self._next = self.keep_from, len(kept)
                self._buffer = kept + fresh
                return True
        return False

    def _read(self) -> list[str]:
        data = self._file.read(CHUNK)
        self._ended = not data
        text = self._decoder.decode(data, final=self._ended)
        if self._old_mac:
            text = text.replace("\r", "\n")
        text = self._rest + text
        if self._ended:
            text = text.rstrip("\x1a")  # DOS ended its text files so
        cut = len(text) if self._ended else self._last_end(text)
        self._rest = text[cut:]
        fresh = io.StringIO(text[:cut], newline="").readlines()
        if len(self._rest) > LONGEST_LINE:
            fresh.append(self._skip_line(len(fresh)))
        self._look_at(text[:cut], len(fresh))
        return fresh

    @staticmethod
    def _last_end(text: str) -> int:
        return max(text.rfind("\n"), text.rfind("\r", 0, len(text) - 1)) + 1

    def _skip_line(self, before: int) -> str:
        head = self._rest[:100].replace('"', "")
        while self._rest and not self._last_end(self._rest):
            data = self._file.read(CHUNK)
            self._ended = not data
            self._rest = self._decoder.decode(data, final=self._ended)
        self._rest = self._rest[self._rest.find("\n") + 1 :] if self._rest else ""
        number = self._first + len(self._buffer) + before
        self.too_long.add(number)
        self._careful_until = number
        return head + "\n"

    def _look_at(self, text: str, lines: int) -> None:
        if (
            "\0" in text
            or '="' in text
            or self._lost in text
            or ("'" in text and any(each in text for each in _FORMULAS))
            or not _is_whole(text)
        ):
            self._careful_until = self._first + len(self._buffer) + lines


def _is_whole(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
