"""
The archive that an XLSX or ODS file is, looked at before anything is unpacked.
"""

from typing import IO, BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from .cells import Unreadable

MOST_MEMBERS = 10_000
MOST_UNPACKED = 1 << 30
SURELY_SMALL = 1 << 26
HIGHEST_RATIO = 200


class Archive:
    """
    The parts of an archive by name, whatever their letter case.

    Raises:
        Unreadable: It is damaged, packed like a bomb, or needs a password.
    """

    def __init__(self, file: BinaryIO) -> None:
        try:
            self._zip = ZipFile(file)
        except (BadZipFile, NotImplementedError, ValueError, OSError):
            raise Unreadable(
                "The spreadsheet is damaged or incomplete, or a ZIP archive that is."
            ) from None
        members = self._zip.infolist()
        _check_size(members)
        self._members = {_plain(each.filename): each for each in members}

    def __contains__(self, name: str) -> bool:
        return _plain(name) in self._members

    @property
    def names(self) -> list[str]:
        return list(self._members)

    def open(self, name: str) -> IO[bytes]:
        """
        The part called *name*, to be read.

        Raises:
            Unreadable: It is missing, or protected by a password.
        """
        member = self._members.get(_plain(name))
        if member is None:
            raise Unreadable(f"The spreadsheet is damaged: {_plain(name)} is missing.")
        if member.flag_bits & 1:
            raise Unreadable("The spreadsheet is protected by a password.")
        if member.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise Unreadable("The spreadsheet is packed in a way that is not read.")
        return self._zip.open(member)


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _check_size(members: list[ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS:
        raise Unreadable(f"The archive holds {len(members)} files, no spreadsheet.")
    unpacked = sum(each.file_size for each in members)
    packed = sum(each.compress_size for each in members)
    if unpacked > MOST_UNPACKED or (
        unpacked > SURELY_SMALL and unpacked > HIGHEST_RATIO * packed
    ):
        raise Unreadable(
            f"The archive would unpack to {unpacked >> 20} MB from {packed >> 10} KB;"
            " no spreadsheet does."
        )
