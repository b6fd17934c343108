"""
The compound file that an XLS workbook is: the names in it, and its streams.
"""

import struct
from typing import BinaryIO

from .cells import Unreadable

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA
_SMALL = 4096
_DAMAGED = "The spreadsheet is damaged or incomplete."


class CompoundFile:
    """
    A compound file (OLE 2), with its streams by name in capitals.

    Raises:
        Unreadable: It is damaged.
    """

    def __init__(self, file: BinaryIO) -> None:
        file.seek(0)
        self._data = file.read()
        if len(self._data) < 512 or not self._data.startswith(MAGIC):
            raise Unreadable(_DAMAGED)
        shift, small_shift = struct.unpack_from("<HH", self._data, 30)
        if not (7 <= shift <= 12 and 4 <= small_shift < shift):
            raise Unreadable(_DAMAGED)
        self._size, self._small = 1 << shift, 1 << small_shift
        start, _, _, small_start = struct.unpack_from("<IIII", self._data, 48)
        self._next = self._numbers(self._allocation())
        self._next_small = self._numbers(self._sectors(small_start))
        self._entries = self._directory(self._stream(start))
        root = self._entries.get("ROOT ENTRY", (0, 0))
        self._smalls = self._stream(root[0]) if root[1] else b""

    @property
    def names(self) -> list[str]:
        return list(self._entries)

    def read(self, name: str) -> bytes:
        """
        The stream called *name*, empty when there is none.
        """
        start, size = self._entries.get(name, (0, 0))
        if size >= _SMALL:
            return self._stream(start)[:size]
        at = self._chain(start, self._next_small) if size else []
        return b"".join(
            self._smalls[n * self._small : (n + 1) * self._small] for n in at
        )[:size]

    def _allocation(self) -> list[int]:
        """
        The sectors that hold the table of sectors.
        """
        found = list(struct.unpack_from("<109I", self._data, 76))
        more, count = struct.unpack_from("<II", self._data, 68)
        per_sector = self._size // 4
        for _ in range(count):
            if more >= _END:
                break
            numbers = self._numbers([more])
            if len(numbers) < per_sector:
                raise Unreadable(_DAMAGED)
            found += numbers[:-1]
            more = numbers[-1]
        return [each for each in found if each < _END]

    def _sectors(self, start: int) -> list[int]:
        return self._chain(start, self._next)

    def _chain(self, start: int, following: list[int]) -> list[int]:
        chain: list[int] = []
        while start < _END:
            if start >= len(following) or len(chain) > len(following):
                raise Unreadable(_DAMAGED)
            chain.append(start)
            start = following[start]
        return chain

    def _numbers(self, sectors: list[int]) -> list[int]:
        data = b"".join(map(self._sector, sectors))
        return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        return self._data[at : at + self._size]

    def _stream(self, start: int) -> bytes:
        return b"".join(map(self._sector, self._sectors(start)))

    @staticmethod
    def _directory(data: bytes) -> dict[str, tuple[int, int]]:
        entries: dict[str, tuple[int, int]] = {}
        for at in range(0, len(data) - 127, 128):
            length = struct.unpack_from("<H", data, at + 64)[0]
            name = data[at : at + max(min(length, 64) - 2, 0)]
            start, size = struct.unpack_from("<II", data, at + 116)
            if name:
                text = name.decode("utf-16-le", "replace").upper()
                entries.setdefault(text, (start, size))
        return entries
