"""
Files: what is kept of each, beside its content.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NewType
from uuid import UUID

from attrs import evolve, frozen

from ...shared import (
    MADE,
    About,
    Conflict,
    Field,
    Fields,
    Id,
    Invalid,
    Number,
    RecordRef,
    Text,
    Unavailable,
    UserId,
)
from .names import FileName

FileId = NewType("FileId", UUID)


class QuotaReached(Conflict):
    """
    The organization's room for files is used up.
    """


class FileInUse(Conflict):
    """
    An e-mail has this file attached.
    """


class ContentMissing(Unavailable):
    """
    What was kept of this file cannot be found; whoever runs the CRM should look.
    """


@frozen(kw_only=True)
class File:
    """
    A file, as it is called and described, and the records that it is about; under the
    SHA-256 digest of its content that is kept once.
    """

    id: FileId
    name: str
    content_type: str
    size: int
    digest: str
    about: tuple[RecordRef, ...] = ()
    activity_id: UUID | None = None
    description: str | None = None
    created_by: UserId
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None = None
    version: int = 1

    def edited(self, values: Mapping[str, Any], *, at: datetime) -> "File":
        """
        The file with *values*, which ``FILE_FIELDS`` has parsed.

        Raises:
            Invalid: It would have no name.
        """
        edited = evolve(self, **values, updated_at=at)
        if not edited.name:
            raise Invalid.of("name", "required", "A file needs a name.")
        return edited

    def archived(self, at: datetime) -> "File":
        return evolve(self, archived_at=at, updated_at=at)

    def restored(self, at: datetime) -> "File":
        return evolve(self, archived_at=None, updated_at=at)


@frozen(kw_only=True)
class Limits:
    """
    How large a file may be, and all contents of an organization together, in bytes;
    a *quota* of 0 is no limit.
    """

    largest: int = 100_000_000
    quota: int = 10_000_000_000


@frozen(kw_only=True)
class Usage:
    """
    How many files an organization has, archived ones too, and how many bytes their
    contents take: each content once.
    """

    files: int
    bytes: int


@frozen(kw_only=True)
class UsageOf:
    """
    What is used of a *quota* in bytes; 0 is no limit.
    """

    files: int
    bytes: int
    quota: int


def _about(kind: str, label: str) -> Field:
    return Field(
        name=f"{kind}_id",
        label=label,
        kind=Id(kind),
        writable=False,
        aliases=(kind,),
    )


FILE_FIELDS = Fields.of(
    [
        Field(name="name", label="Name", kind=FileName(), sortable=True),
        Field(name="content_type", label="Media type", kind=Text(127), writable=False),
        Field(
            name="size",
            label="Size",
            kind=Number(),
            writable=False,
            filterable=False,  # the size of a page is called so in addresses
            sortable=True,
        ),
        Field(name="bytes", label="Size in bytes", kind=Number(), writable=False),
        Field(name="digest", label="SHA-256", kind=Text(64), writable=False),
        Field(name="about", label="About", kind=About(), filterable=False),
        _about("contact", "Contact"),
        _about("company", "Company"),
        _about("lead", "Lead"),
        _about("opportunity", "Opportunity"),
        _about("activity", "Activity"),
        Field(
            name="description",
            label="Description",
            kind=Text(5_000, lines=True),
            filterable=False,
        ),
        *MADE,
    ]
)
"""
What is said of a file. The name is found by its words.
"""
