"""
The members of a new message, from plain data.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final
from uuid import UUID

from attrs import frozen

from ...contacts import ContactId
from ...files import FileId
from ...shared import (
    About,
    Field,
    FieldError,
    Fields,
    Flag,
    Id,
    Invalid,
    Text,
    clean_email,
    clean_text,
    email_key,
    read_id,
    refuse,
)
from .email import Recipient
from .templates import MOST_TEXT

MOST_RECIPIENTS: Final = 100
MOST_FILES: Final = 20
_NAMED: Final = re.compile(r"([^<>]{0,200})<([^<>]{1,320})>")


@frozen
class Recipients:
    """
    A list of addresses, each as ``ann@example.com``, ``Ann <ann@example.com>``,
    ``{"address": ..., "name": ...}``, or a contact as ``contact:ID``.
    """

    empty: tuple[Recipient, ...] = ()
    name: ClassVar[str] = "recipients"

    def parse(self, raw: object, /) -> tuple[Recipient, ...]:
        listed = [raw] if isinstance(raw, str) else raw
        if isinstance(listed, bytes) or not isinstance(listed, Sequence):
            raise refuse("type", "Must be a list of addresses.")
        if len(listed) > MOST_RECIPIENTS:
            raise refuse("length", f"At most {MOST_RECIPIENTS} recipients.")
        found: dict[str, Recipient] = {}
        errors: list[FieldError] = []
        for index, each in enumerate(listed):
            try:
                one = _recipient(each)
                key = email_key(one.address) if one.address else str(one.contact_id)
                found.setdefault(key, one)
            except Invalid as error:
                errors += error.under(str(index))
        if errors:
            raise Invalid(errors=errors)
        return tuple(found.values())


def _recipient(raw: object) -> Recipient:
    if isinstance(raw, Recipient):
        return raw
    if isinstance(raw, Mapping):
        if not set(raw) <= {"address", "name"}:
            raise refuse("type", "Must have an address, and perhaps a name.")
        name = clean_text(raw.get("name") or "", longest=200)
        return Recipient(address=clean_email(raw.get("address")), name=name)
    if not isinstance(raw, str):
        raise refuse("type", "Must be an address.")
    if raw.startswith("contact:"):
        id = ContactId(read_id(raw.removeprefix("contact:")))
        return Recipient(address="", contact_id=id)
    named = _NAMED.fullmatch(raw.strip())
    if named is None:
        return Recipient(address=clean_email(raw))
    name = clean_text(named[1].strip().strip('"'), longest=200)
    return Recipient(address=clean_email(named[2]), name=name)


@frozen
class FileIds:
    """
    A list of ids of files; at most 20.
    """

    empty: tuple[FileId, ...] = ()
    name: ClassVar[str] = "files"

    def parse(self, raw: object, /) -> tuple[FileId, ...]:
        if isinstance(raw, str | bytes) or not isinstance(raw, Sequence):
            raise refuse("type", "Must be a list of ids.")
        if len(raw) > MOST_FILES:
            raise refuse("length", f"At most {MOST_FILES} files.")
        found: dict[FileId, None] = {}
        errors: list[FieldError] = []
        for index, each in enumerate(raw):
            try:
                found[FileId(each if isinstance(each, UUID) else read_id(each))] = None
            except Invalid as error:
                errors += error.under(str(index))
        if errors:
            raise Invalid(errors=errors)
        return tuple(found)


EMAIL_FIELDS: Final = Fields.of(
    [
        Field(name="to", label="To", kind=Recipients()),
        Field(name="cc", label="Cc", kind=Recipients()),
        Field(name="bcc", label="Bcc", kind=Recipients()),
        Field(name="subject", label="Subject", kind=Text(500, empty="")),
        Field(name="text", label="Text", kind=Text(MOST_TEXT, lines=True, empty="")),
        Field(name="html", label="HTML", kind=Text(MOST_TEXT, lines=True)),
        Field(name="template_id", label="Template", kind=Id("email_template")),
        Field(name="answers", label="In answer to", kind=Id("email")),
        Field(name="about", label="About", kind=About()),
        Field(name="attachments", label="Attachments", kind=FileIds()),
        Field(name="draft", label="Draft", kind=Flag()),
    ]
)
"""
What a person says of a message to be written.
"""


def read_writing(raw: Mapping[str, object]) -> dict[str, Any]:
    """
    The members of a new message as they were meant.

    Raises:
        Invalid: Naming every member that is wrong.
    """
    values = EMAIL_FIELDS.parse(raw)
    fields = ("to", "cc", "bcc")
    listed: list[Any] = [each for name in fields for each in values.get(name) or ()]  # type: ignore[attr-defined]
    if len(listed) > MOST_RECIPIENTS:
        raise Invalid.of("to", "length", f"At most {MOST_RECIPIENTS} recipients.")
    return values


REPLIES: Final = re.compile(r"^((re|aw|sv|antw|rif|odp)(\[\d+\])?:\s*)+", re.IGNORECASE)


def answering(subject: str) -> str:
    """
    The subject of an answer.
    """
    bare = REPLIES.sub("", subject).strip()
    return f"Re: {bare}"[:500]
