"""
Content-addressed objects, under one prefix an organization.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from tempfile import TemporaryFile
from typing import IO, Any, BinaryIO, cast
from urllib.parse import parse_qs, urlsplit

import boto3
from attrs import frozen
from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from crm_core.shared import (
    ContentDamaged,
    Invalid,
    NotFound,
    OrganizationId,
    StoredFile,
    Unavailable,
)

logger = logging.getLogger(__name__)

PIECE = 1 << 20
_GONE = frozenset({"404", "NoSuchKey", "NotFound"})
_DIGEST = frozenset("0123456789abcdef")
_PATIENT = Config(
    connect_timeout=5,
    read_timeout=30,
    retries={"max_attempts": 3, "mode": "standard"},
    s3={"addressing_style": "auto"},
)


@frozen
class S3Storage:
    """
    Keeps what it is given under the digest of its content.

    Its digest names an object, so a content is first whole on this machine, and goes
    from there in parts, however large; the bucket shows it when it has all of them.
    What comes back is compared before anybody sees it. *largest* is in bytes.
    """

    client: Any
    bucket: str
    prefix: str = ""
    largest: int = 100_000_000

    def put(
        self, organization_id: OrganizationId, chunks: Iterable[bytes], /
    ) -> StoredFile:
        digest, size = sha256(), 0
        with _told("The file cannot be stored right now."), TemporaryFile() as aside:
            for chunk in chunks:
                size += len(chunk)
                if size > self.largest:
                    message = f"At most {self.largest:,} bytes."
                    raise Invalid.of("file", "length", message)
                digest.update(chunk)
                aside.write(chunk)
            aside.seek(0)
            key = digest.hexdigest()
            place = self._place(organization_id, key)
            self.client.upload_fileobj(aside, self.bucket, place)
        return StoredFile(key=key, size=size)

    def open(self, organization_id: OrganizationId, key: str, /) -> BinaryIO:
        place = self._place(organization_id, key)
        file = TemporaryFile()  # noqa: SIM115 - the caller closes it
        try:
            with _told("The file cannot be read right now."):
                found = self.client.get_object(Bucket=self.bucket, Key=place)
                self._receive(found["Body"], file, key)
        except BaseException:
            file.close()
            raise
        return cast("BinaryIO", file)

    def _receive(self, body: Any, file: IO[bytes], key: str) -> None:
        digest = sha256()
        for piece in body.iter_chunks(PIECE):
            digest.update(piece)
            file.write(piece)
        if digest.hexdigest() != key:
            logger.error("The stored file %s is damaged", key)
            raise ContentDamaged
        file.seek(0)

    def remove(self, organization_id: OrganizationId, key: str, /) -> None:
        place = self._place(organization_id, key)
        with _told("The file cannot be removed right now."):
            self.client.delete_object(Bucket=self.bucket, Key=place)

    def keys(
        self, organization_id: OrganizationId, /, *, before: datetime
    ) -> Iterator[str]:
        with _told("The files cannot be listed right now."):
            own = f"{self.prefix}{organization_id}/"
            pages = self.client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self.bucket, Prefix=own):
                for each in page.get("Contents", ()):
                    key = each["Key"].removeprefix(own)
                    if _is_key(key) and each["LastModified"] < before:
                        yield key

    def drop(
        self, organization_id: OrganizationId, key: str, /, *, before: datetime
    ) -> bool:
        """
        Between the look and the removal lies one trip: the protocol knows no removal
        that depends on the time of what is there.
        """
        place = self._place(organization_id, key)
        try:
            with _told("The file cannot be removed right now."):
                found = self.client.head_object(Bucket=self.bucket, Key=place)
        except NotFound:
            return False
        if found["LastModified"] >= before:
            return False
        self.remove(organization_id, key)
        return True

    def check(self) -> None:
        with _told("Files cannot be stored right now."):
            self.client.head_bucket(Bucket=self.bucket)

    def _place(self, organization_id: OrganizationId, key: str) -> str:
        # A key is a digest and nothing else.
        if not _is_key(key):
            raise NotFound("No such file in this organization.")
        return f"{self.prefix}{organization_id}/{key}"


def bucket_at(url: str, *, largest: int) -> S3Storage:
    """
    The storage at ``s3://bucket/prefix?endpoint=https://host&region=name``; who we are
    says the usual environment of AWS.
    """
    parts = urlsplit(url)
    said = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    prefix = parts.path.strip("/")
    client = boto3.session.Session().client(
        "s3",
        endpoint_url=said.get("endpoint"),
        region_name=said.get("region"),
        config=_PATIENT,
    )
    return S3Storage(
        client=client,
        bucket=parts.netloc,
        prefix=f"{prefix}/" if prefix else "",
        largest=largest,
    )


@contextmanager
def _told(message: str) -> Iterator[None]:
    """
    Whatever is wrong with the bucket, or with the way there, said in words that any
    door may show.
    """
    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in _GONE and (
            error.operation_name in {"GetObject", "HeadObject"}
        ):
            raise NotFound("No such file in this organization.") from None
        logger.error("%s %s", message, error)  # noqa: TRY400 - the reason is enough
        raise Unavailable(message) from error
    except (BotoCoreError, Boto3Error, OSError) as error:
        logger.error("%s %s", message, error)  # noqa: TRY400 - the reason is enough
        raise Unavailable(message) from error


def _is_key(text: str) -> bool:
    return len(text) == sha256().digest_size * 2 and set(text) <= _DIGEST
