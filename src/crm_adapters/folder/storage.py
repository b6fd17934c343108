"""
Content-addressed files, one folder an organization.
"""

import os
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO

from attrs import frozen

from crm_core.shared import (
    Invalid,
    NotFound,
    OrganizationId,
    StoredFile,
    Unavailable,
)

_DIGEST = frozenset("0123456789abcdef")


@frozen
class FolderStorage:
    """
    Keeps what it is given under the digest of its content.

    A file is written aside, forced to the disk and renamed: it is there whole, or
    not at all. *largest* is in bytes.
    """

    root: Path
    largest: int = 100_000_000

    def put(
        self, organization_id: OrganizationId, chunks: Iterable[bytes], /
    ) -> StoredFile:
        folder = self.root / str(organization_id)
        digest, size = sha256(), 0
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with NamedTemporaryFile(dir=folder, prefix=".", delete=False) as aside:
                try:
                    for chunk in self._limited(chunks):
                        size += len(chunk)
                        digest.update(chunk)
                        aside.write(chunk)
                    aside.flush()
                    os.fsync(aside.fileno())
                    Path(aside.name).replace(folder / digest.hexdigest())
                except BaseException:
                    Path(aside.name).unlink(missing_ok=True)
                    raise
        except OSError as error:
            raise Unavailable("The file cannot be stored right now.") from error
        return StoredFile(key=digest.hexdigest(), size=size)

    def _limited(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        left = self.largest
        for chunk in chunks:
            left -= len(chunk)
            if left < 0:
                message = f"At most {self.largest:,} bytes."
                raise Invalid.of("file", "length", message)
            yield chunk

    def open(self, organization_id: OrganizationId, key: str, /) -> BinaryIO:
        try:
            return self._path(organization_id, key).open("rb")
        except FileNotFoundError:
            raise NotFound("No such file in this organization.") from None
        except OSError as error:
            raise Unavailable("The file cannot be read right now.") from error

    def remove(self, organization_id: OrganizationId, key: str, /) -> None:
        self._path(organization_id, key).unlink(missing_ok=True)

    def _path(self, organization_id: OrganizationId, key: str) -> Path:
        # A key is a digest and nothing else, so that none leads out of the folder.
        if len(key) != sha256().digest_size * 2 or not set(key) <= _DIGEST:
            raise NotFound("No such file in this organization.")
        return self.root / str(organization_id) / key
