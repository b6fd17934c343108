"""
Content-addressed files, one folder an organization.
"""

import fcntl
import logging
import os
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from hashlib import file_digest, sha256
from io import BufferedReader
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO, cast
from uuid import uuid4

from attrs import Factory, field, frozen

from crm_core.shared import (
    ContentDamaged,
    Invalid,
    NotFound,
    OrganizationId,
    StoredFile,
    Unavailable,
)

logger = logging.getLogger(__name__)

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# What is no plain file must not be followed, nor waited for.
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_DIGEST = frozenset("0123456789abcdef")
MOST_COMPARED = 10_000
_ASIDE = "."

Seen = tuple[int, int, int, int]


@frozen
class FolderStorage:
    """
    Keeps what it is given under the digest of its content.

    A file is written aside, forced to the disk and renamed: it is there whole, or
    not at all. Only plain files are read, and none that another program has put in
    their place. The folder is made when it is first written to, but not those above
    it: a disk that is not mounted is not written past. *largest* is in bytes.
    """

    root: Path
    largest: int = 100_000_000
    _compared: OrderedDict[Seen, None] = field(
        default=Factory(OrderedDict), init=False, repr=False, eq=False
    )

    def put(
        self, organization_id: OrganizationId, chunks: Iterable[bytes], /
    ) -> StoredFile:
        with _told("The file cannot be stored right now."):
            self.root.mkdir(exist_ok=True, mode=0o700)
            (self.root / str(organization_id)).mkdir(exist_ok=True, mode=0o700)
            with self._folder(organization_id) as folder:
                return self._put(folder, chunks)

    def _put(self, folder: int, chunks: Iterable[bytes]) -> StoredFile:
        digest, size, aside = sha256(), 0, f"{_ASIDE}{uuid4().hex}"
        made = os.open(aside, _NEW, 0o600, dir_fd=folder)
        try:
            with os.fdopen(made, "wb") as file:
                for chunk in self._limited(chunks):
                    size += len(chunk)
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            key = digest.hexdigest()
            with _alone(folder):
                os.rename(aside, key, src_dir_fd=folder, dst_dir_fd=folder)
            os.fsync(folder)
        except BaseException:
            with suppress(OSError):
                os.unlink(aside, dir_fd=folder)
            raise
        return StoredFile(key=key, size=size)

    def _limited(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        left = self.largest
        for chunk in chunks:
            left -= len(chunk)
            if left < 0:
                message = f"At most {self.largest:,} bytes."
                raise Invalid.of("file", "length", message)
            yield chunk

    def open(self, organization_id: OrganizationId, key: str, /) -> BinaryIO:
        _check_key(key)
        with _told("The file cannot be read right now."):
            try:
                with self._folder(organization_id) as folder:
                    file = os.fdopen(os.open(key, _READ, dir_fd=folder), "rb")
            except FileNotFoundError:
                raise _no_such_file() from None
            try:
                self._compare(file, key)
            except BaseException:
                file.close()
                raise
        return file

    def _compare(self, file: BinaryIO, key: str) -> None:
        about = os.fstat(file.fileno())
        if not S_ISREG(about.st_mode):
            raise OSError("Not a plain file.")
        # Of what was compared before and was not written since, one look is enough.
        seen = (about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns)
        if seen in self._compared:
            return
        digest = file_digest(cast("BufferedReader", file), "sha256")
        if digest.hexdigest() != key:
            logger.error("The stored file %s is damaged", key)
            raise ContentDamaged
        file.seek(0)
        self._compared[seen] = None
        if len(self._compared) > MOST_COMPARED:
            self._compared.popitem(last=False)

    def remove(self, organization_id: OrganizationId, key: str, /) -> None:
        _check_key(key)
        with (
            _told("The file cannot be removed right now."),
            suppress(FileNotFoundError),
            self._folder(organization_id) as folder,
        ):
            os.unlink(key, dir_fd=folder)

    def keys(
        self, organization_id: OrganizationId, /, *, before: datetime
    ) -> Iterator[str]:
        """
        What a crash has left half written goes on the way.
        """
        with _told("The files cannot be listed right now."):
            try:
                with (
                    self._folder(organization_id) as folder,
                    os.scandir(folder) as all_,
                ):
                    for each in all_:
                        if not _put_before(folder, each.name, before):
                            continue
                        if _is_key(each.name):
                            yield each.name
                        elif each.name.startswith(_ASIDE):
                            os.unlink(each.name, dir_fd=folder)
            except FileNotFoundError:
                return

    def drop(
        self, organization_id: OrganizationId, key: str, /, *, before: datetime
    ) -> bool:
        _check_key(key)
        with (
            _told("The file cannot be removed right now."),
            suppress(FileNotFoundError),
            self._folder(organization_id) as folder,
            _alone(folder),
        ):
            if _put_before(folder, key, before):
                os.unlink(key, dir_fd=folder)
                return True
        return False

    def check(self) -> None:
        with _told("Files cannot be stored right now."):
            self.root.mkdir(exist_ok=True, mode=0o700)
            aside = self.root / f"{_ASIDE}{uuid4().hex}"
            try:
                with os.fdopen(os.open(aside, _NEW, 0o600), "wb") as file:
                    file.write(bytes(_ASIDE, "ascii"))
            finally:
                aside.unlink(missing_ok=True)

    @contextmanager
    def _folder(self, organization_id: OrganizationId) -> Iterator[int]:
        root = os.open(self.root, _FOLDER & ~os.O_NOFOLLOW)
        try:
            folder = os.open(str(organization_id), _FOLDER, dir_fd=root)
        finally:
            os.close(root)
        try:
            yield folder
        finally:
            os.close(folder)


@contextmanager
def _told(message: str) -> Iterator[None]:
    """
    Whatever is wrong with the disk, said in words that any door may show.
    """
    try:
        yield
    except OSError as error:
        logger.error("%s %s", message, error)  # noqa: TRY400 - the reason is enough
        raise Unavailable(message) from error


@contextmanager
def _alone(folder: int) -> Iterator[None]:
    """
    While what is there is replaced or removed, by this process or another.
    """
    lock = os.open(".", _FOLDER, dir_fd=folder)  # locks belong to what was opened
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _put_before(folder: int, name: str, moment: datetime) -> bool:
    try:
        about = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    put = datetime.fromtimestamp(about.st_mtime, UTC)
    return S_ISREG(about.st_mode) and put < moment


def _is_key(text: str) -> bool:
    return len(text) == sha256().digest_size * 2 and set(text) <= _DIGEST


def _check_key(key: str) -> None:
    # A key is a digest and nothing else, so that none leads out of the folder.
    if not _is_key(key):
        raise _no_such_file()


def _no_such_file() -> NotFound:
    return NotFound("No such file in this organization.")
