"""
Archives as ZIP files: one JSON Lines file a table, files by their digest, a manifest.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import IO, BinaryIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from attrs import define, field

from crm_core.archives import Manifest, Member, read_manifest
from crm_core.shared import Invalid

MANIFEST = "manifest.json"
LARGEST_MANIFEST = 10_000_000
LONGEST_LINE = 64_000_000
HIGHEST_RATIO = 500
SURELY_SMALL = 1 << 20
PIECE = 1 << 16


@define
class ArchiveWriter:
    """
    Writes the parts of an archive one after the other, the manifest last.
    """

    _zip: ZipFile
    members: list[Member] = field(factory=list)

    def table(self, name: str, lines: Iterable[bytes]) -> Member:
        """
        Add a table, a JSON object a line.
        """
        return self._add(f"tables/{name}.jsonl", lines, counted=True)

    def file(self, key: str, content: BinaryIO) -> Member:
        """
        Add a file under the digest of its content.
        """
        pieces = iter(lambda: content.read(PIECE), b"")
        return self._add(f"files/{key}", pieces, counted=False)

    def _add(self, name: str, pieces: Iterable[bytes], *, counted: bool) -> Member:
        digest, size, rows = sha256(), 0, 0
        with self._zip.open(_info(name), "w", force_zip64=True) as out:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                rows += 1
                out.write(piece)
        member = Member(
            name=name,
            rows=rows if counted else None,
            size=size,
            sha256=digest.hexdigest(),
        )
        self.members.append(member)
        return member

    def close(self, manifest: Manifest) -> None:
        """
        Write the manifest: only with it the archive is one.
        """
        self._zip.writestr(_info(MANIFEST), manifest.document())


def _info(name: str) -> ZipInfo:
    info = ZipInfo(name)  # of no date, so that equal contents make equal files
    info.compress_type = ZIP_DEFLATED
    return info


@contextmanager
def writing_archive(file: IO[bytes]) -> Iterator[ArchiveWriter]:
    """
    An archive that is written into *file*.
    """
    with ZipFile(file, "w", ZIP_DEFLATED) as made:
        yield ArchiveWriter(made)


class ArchiveReader:
    """
    An archive that is read; nothing of it is unpacked to disk, and a part is known by
    its name in the manifest alone.

    Raises:
        Invalid: It is no archive, or does not hold what its manifest says.
        Conflict: It was made by a newer version of the CRM.
    """

    def __init__(self, file: IO[bytes]) -> None:
        try:
            self._zip = ZipFile(file)
        except (BadZipFile, NotImplementedError, ValueError, OSError):
            raise Invalid("The archive is damaged or incomplete, or none.") from None
        infos = self._zip.infolist()
        self._infos = {each.filename: each for each in infos}
        if MANIFEST not in self._infos:
            raise Invalid("This is no archive of the CRM: it has no manifest.")
        if self._infos[MANIFEST].file_size > LARGEST_MANIFEST:
            raise Invalid("The manifest of the archive is damaged.")
        document = b"".join(self._pieces(MANIFEST))
        self.digest = sha256(document).hexdigest()
        self.manifest = read_manifest(document)
        self._check(infos)

    def _check(self, infos: list[ZipInfo]) -> None:
        said = {MANIFEST, *(each.name for each in self.manifest.members)}
        for name in sorted(said ^ {*self._infos}):
            raise Invalid(f"The archive and its manifest differ: {name!r}.")
        if len(infos) > len(self._infos):
            raise Invalid("The archive holds a part twice.")
        for member in self.manifest.members:
            info = self._infos[member.name]
            packed = max(info.compress_size, SURELY_SMALL)
            if info.file_size != member.size or member.size > packed * HIGHEST_RATIO:
                raise Invalid(f"{member.name} is not of the size it should be.")

    def verify(self, tell: Callable[[Member], None] = lambda _: None) -> None:
        """
        Read everything, and compare counts and digests with the manifest.

        Raises:
            Invalid: A part is not what it was; says which.
        """
        for member in self.manifest.members:
            for _ in (
                self.lines(member) if member.rows is not None else self.content(member)
            ):
                pass
            tell(member)

    def lines(self, member: Member) -> Iterator[bytes]:
        """
        The rows of a table, without their ends.

        Raises:
            Invalid: They are not those that were written, said at the latest when
                the last has been read.
        """
        rest, count = b"", 0
        for piece in self.content(member):
            *lines, rest = (rest + piece).split(b"\n")
            if len(rest) > LONGEST_LINE:
                raise Invalid(f"{member.name} has a line that is too long.")
            count += len(lines)
            yield from lines
        if rest or count != member.rows:
            raise Invalid(f"{member.name} has not the rows it should have.")

    def content(self, member: Member) -> Iterator[bytes]:
        """
        The bytes of a part.

        Raises:
            Invalid: They are not those that were written, said at the latest when
                the last has been read.
        """
        digest, size = sha256(), 0
        for piece in self._pieces(member.name):
            digest.update(piece)
            size += len(piece)
            if size > member.size:
                break
            yield piece
        if size != member.size or digest.hexdigest() != member.sha256:
            raise Invalid(f"{member.name} is damaged: its digest is another.")

    def _pieces(self, name: str) -> Iterator[bytes]:
        try:
            with self._zip.open(self._infos[name]) as part:
                while piece := part.read(PIECE):
                    yield piece
        except (BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
            raise Invalid(f"{name} is damaged.") from None
        except RuntimeError:  # of the library, for parts under a password
            raise Invalid(f"{name} cannot be read: it is encrypted.") from None
