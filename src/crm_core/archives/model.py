"""
The manifest of an archive: every table and file in it, by count and digest.
"""

import json
import re
from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import asdict, frozen

from ..shared import Conflict, Invalid, OrganizationId

FORMAT = "crm-archive"
FORMAT_VERSION = 1
_NAME = re.compile(r"tables/[a-z_]+\.jsonl|files/[0-9a-f]{64}", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


@frozen(kw_only=True)
class Member:
    """
    A table or a file in an archive; *rows* is None for a file, *size* in bytes.
    """

    name: str
    rows: int | None
    size: int
    sha256: str


@frozen(kw_only=True)
class Manifest:
    """
    Whose archive it is, of which moment, at which revision of the schema, and all
    that is in it; *missing* are the digests of stored files that should be and could
    not be found.
    """

    organization_id: OrganizationId
    name: str
    made_at: datetime
    revision: str
    members: tuple[Member, ...]
    missing: tuple[str, ...] = ()

    @property
    def tables(self) -> dict[str, Member]:
        """
        The tables by name.
        """
        return {
            each.name.removeprefix("tables/").removesuffix(".jsonl"): each
            for each in self.members
            if each.rows is not None
        }

    @property
    def files(self) -> dict[str, Member]:
        """
        The files by the digest of their content.
        """
        return {
            each.name.removeprefix("files/"): each
            for each in self.members
            if each.rows is None
        }

    @property
    def rows(self) -> int:
        """
        How many rows all tables have.
        """
        return sum(each.rows or 0 for each in self.members)

    def document(self) -> bytes:
        """
        The manifest as JSON.
        """
        said = {
            "format": FORMAT,
            "version": FORMAT_VERSION,
            "organization_id": str(self.organization_id),
            "name": self.name,
            "made_at": self.made_at.isoformat(),
            "revision": self.revision,
            "members": [asdict(each) for each in self.members],
            **({"missing": list(self.missing)} if self.missing else {}),
        }
        return json.dumps(said, ensure_ascii=False, indent=1).encode()


def read_manifest(document: bytes) -> Manifest:
    """
    The manifest that *document* holds.

    Raises:
        Invalid: It is none.
        Conflict: It was written by a newer version of the CRM.
    """
    try:
        said = json.loads(document)
        _check_format(said)
        manifest = Manifest(
            organization_id=OrganizationId(UUID(said["organization_id"])),
            name=str(said["name"]),
            made_at=datetime.fromisoformat(said["made_at"]),
            revision=str(said["revision"]),
            members=tuple(_member(each) for each in said["members"]),
            missing=tuple(str(each) for each in said.get("missing", ())),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Invalid("The manifest of the archive is damaged.") from None
    if len({each.name for each in manifest.members}) < len(manifest.members):
        raise Invalid("The manifest of the archive names a part twice.")
    return manifest


def _check_format(said: Any) -> None:
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise Invalid("This is no archive of the CRM.")
    version = said["version"]
    if type(version) is not int or version < 1:
        raise ValueError(version)
    if version > FORMAT_VERSION:
        raise Conflict("The archive was made by a newer CRM: install that one.")


def _member(said: dict[str, Any]) -> Member:
    member = Member(**said)
    table = member.name.startswith("tables/")
    counts = (member.size, member.rows) if table else (member.size,)
    if (
        not _NAME.fullmatch(member.name)
        or not _DIGEST.fullmatch(member.sha256)
        or table != (member.rows is not None)
        or not all(type(count) is int and count >= 0 for count in counts)
    ):
        raise ValueError
    return member
