"""
From what went wrong to what the client is told (RFC 9457): one table.
"""

import re
from collections.abc import Mapping
from inspect import cleandoc
from typing import Final

from attrs import frozen

from crm_core.shared import (
    Conflict,
    CrmError,
    Forbidden,
    Invalid,
    NotFound,
    Stale,
    Unavailable,
)

from .replies import Header, Reply, encode_json

MEDIA_TYPE: Final = b"application/problem+json"
URN: Final = "urn:crm:problem:"
LARGEST: Final = 4000


@frozen
class Kind:
    """
    One kind of problem: the end of its URN, its status and its title.
    """

    name: str
    status: int
    title: str

    @property
    def type(self) -> str:
        return URN + self.name


def _kinds(*rows: tuple[str, int, str]) -> dict[str, Kind]:
    return {name: Kind(name, status, title) for name, status, title in rows}


KINDS: Final = _kinds(
    ("malformed", 400, "The request cannot be read."),
    ("host-not-allowed", 400, "This is not a name of this service."),
    ("unauthorized", 401, "A valid access token is needed."),
    ("unknown-path", 404, "There is nothing here."),
    ("method-not-allowed", 405, "This cannot be done here."),
    ("too-slow", 408, "The request took too long to arrive."),
    ("too-large", 413, "The body is larger than allowed."),
    ("uri-too-long", 414, "The address is longer than allowed."),
    ("unsupported-media-type", 415, "The body is in a format not read here."),
    ("range-not-satisfiable", 416, "The file has no such part."),
    ("idempotency-key-reused", 422, "The idempotency key belongs to another request."),
    ("precondition-required", 428, "The version that is to be changed must be named."),
    ("rate-limited", 429, "Too many requests."),
    ("headers-too-large", 431, "The headers are larger than allowed."),
    ("internal", 500, "Something went wrong on our side."),
    ("overloaded", 503, "Too many requests are being answered right now."),
)

STATUS: Final[Mapping[type[CrmError], int]] = {
    Invalid: 422,
    Forbidden: 403,
    NotFound: 404,
    Stale: 412,
    Conflict: 409,
    Unavailable: 503,
}


class Refused(Exception):
    """
    The request is refused before any use case sees it.
    """

    def __init__(
        self, kind: str, detail: str | None = None, *headers: Header, **members: object
    ) -> None:
        super().__init__(kind)
        self.kind = KINDS[kind]
        self.detail = detail
        self.headers = headers
        self.members = members


def kind_of(error: type[CrmError]) -> Kind:
    """
    The kind of problem that a class of errors is.
    """
    status = next(STATUS[each] for each in error.__mro__ if each in STATUS)
    words = re.sub(r"(?<!^)(?=[A-Z])", "-", error.__name__).lower()
    title = cleandoc(error.__doc__ or "").split("\n\n")[0].replace("\n", " ")
    return Kind(words, status, title)


def problem(
    kind: Kind,
    detail: str | None,
    *headers: Header,
    request_id: str,
    members: Mapping[str, object] | None = None,
) -> Reply:
    """
    The answer that tells of a problem; long lists in it are cut, and say so.
    """
    body: dict[str, object] = {
        "type": kind.type,
        "title": kind.title,
        "status": kind.status,
        "detail": (detail or kind.title)[:500],
        "request_id": request_id,
    }
    raw = encode_json(body | _cut(members or {}))
    return Reply(kind.status, raw, ((b"content-type", MEDIA_TYPE), *headers))


def _cut(members: Mapping[str, object]) -> dict[str, object]:
    whole = dict(members)
    room = LARGEST - 1000
    if len(encode_json(whole)) <= room:
        return whole
    cut: dict[str, object] = {}
    for name, value in whole.items():
        if not isinstance(value, list | tuple):
            cut[name] = value
            continue
        shown: list[object] = []
        for item in value:
            room -= len(encode_json(item)) + 1
            if room < 0:
                break
            shown.append(item)
        cut[name] = shown
        cut[f"{name}_omitted"] = len(value) - len(shown)
    return cut


def refusal(error: Refused, request_id: str) -> Reply:
    """
    The answer to a request that was refused at the door.
    """
    return problem(
        error.kind,
        error.detail,
        *error.headers,
        request_id=request_id,
        members=error.members,
    )


def answer_to(error: CrmError, request_id: str, *, conditional: bool) -> Reply:
    """
    The answer to a use case's refusal; *conditional* says that If-Match was sent.
    """
    kind = kind_of(type(error))
    if isinstance(error, Stale) and not conditional:
        kind = Kind(kind.name, 409, kind.title)
    if isinstance(error, Invalid):
        return _invalid(error, kind, request_id)
    headers: tuple[Header, ...] = ()
    if isinstance(error, Unavailable):
        seconds = error.details.get("retry_after", 1)
        headers = ((b"retry-after", str(seconds).encode()),)
    return problem(
        kind, error.message, *headers, request_id=request_id, members=error.details
    )


def _invalid(error: Invalid, kind: Kind, request_id: str) -> Reply:
    errors = [
        {"field": each.field[:200], "code": each.code, "message": each.message[:500]}
        for each in error.errors
    ]
    several = f"{len(errors)} values are wrong."
    detail = several if len(errors) != 1 else f"{error.message}"
    return problem(
        kind,
        detail if errors else error.message,
        request_id=request_id,
        members={**error.details, "errors": errors},
    )
