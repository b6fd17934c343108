"""
One request as an operation sees it: who asks, for what, with which body.
"""

import re
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from functools import cached_property
from hashlib import sha256
from typing import Any, Concatenate, Final, ParamSpec, TypeVar
from urllib.parse import parse_qsl
from uuid import UUID

from attrs import define, frozen

from crm_core import Crm, CrmWork
from crm_core.shared import (
    Actor,
    FieldError,
    Fields,
    Invalid,
    NotFound,
    PageRequest,
    Stale,
    StoredAnswer,
    parse_url,
    read_id,
)

from .arrivals import MOST_PARAMETERS
from .preconditions import Versions, read_if_match
from .problems import Refused
from .replies import Reply
from .strict_json import read_object, shown

P = ParamSpec("P")
R = TypeVar("R")

MOST_ATTEMPTS: Final = 5
_KEY: Final = re.compile(rb"[\x21-\x7e]{1,255}")
_NO_FIELDS: Final = Fields.of([])


@frozen
class Desk:
    """
    What every call is answered with: the CRM, and the threads that do the work.
    """

    crm: Crm
    threads: Executor


@define(slots=False, kw_only=True)
class Call:
    """
    One request to one operation.
    """

    desk: Desk
    known: Actor | None
    method: str
    path: str
    root: str
    names: Mapping[str, str]
    query: bytes
    headers: Mapping[bytes, bytes]
    body: bytes
    request_id: str

    @property
    def actor(self) -> Actor:
        """
        Who asks; operations for anyone have nobody.
        """
        if self.known is None:
            raise Refused("unauthorized")
        return self.known

    # ------------------------------------------------------------------ what it says

    def id(self, name: str = "id") -> UUID:
        """
        The id in the path.

        Raises:
            NotFound: It is not spelled as an id.
        """
        try:
            return read_id(self.names[name])
        except Invalid:
            raise NotFound from None

    @cached_property
    def fields(self) -> dict[str, object]:
        """
        The members of the JSON body.
        """
        return read_object(self.body)

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """
        The decoded parameters of the address, in order.

        Raises:
            Refused: They are not UTF-8.
        """
        try:
            return parse_qsl(
                self.query.decode("ascii"),
                keep_blank_values=True,
                errors="strict",
                max_num_fields=MOST_PARAMETERS,
            )
        except ValueError:
            message = "The parameters are not percent-encoded UTF-8."
            raise Refused("malformed", message) from None

    def parameters(self, *known: str) -> dict[str, str]:
        """
        The parameters by name, each at most once.

        Raises:
            Invalid: Naming every one that is not among *known*, or repeated.
        """
        found: dict[str, str] = {}
        errors: list[FieldError] = []
        for name, value in self.pairs:
            if name not in known:
                errors.append(FieldError(name, "unknown", "No such parameter."))
            elif name in found:
                errors.append(FieldError(name, "repeated", "Given more than once."))
            found[name] = value
        if errors:
            raise Invalid(errors=errors)
        return found

    def page(self, *more: str) -> tuple[PageRequest, dict[str, str]]:
        """
        Which page is wanted, and the parameters *more*.
        """
        given = self.parameters("page", "page_size", "size", "cursor", "after", *more)
        rest = {name: given.pop(name) for name in more if name in given}
        return parse_url(given.items(), _NO_FIELDS)[1], rest

    @property
    def conditional(self) -> bool:
        return b"if-match" in self.headers

    def versions(self, *, required: bool) -> Versions:
        """
        The versions that the client saw and would change; None for any.

        Raises:
            Refused: If-Match is malformed, or missing though *required*.
        """
        given = self.headers.get(b"if-match")
        if given is not None:
            return read_if_match(given)
        if required:
            message = "Send the ETag of what you saw as If-Match, or If-Match: *."
            raise Refused("precondition-required", message)
        return None

    # ------------------------------------------------------------------ what it does

    def run(
        self,
        use_case: Callable[Concatenate[CrmWork, P], R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """
        Run a use case in a transaction of its own.
        """
        return self.desk.crm.run(self.actor, use_case, *args, **kwargs)

    def write(self, act: Callable[[CrmWork], Reply], *, trail: bool = True) -> Reply:
        """
        Run *act*, which writes and answers, in one transaction, and once per
        idempotency key; a refusal is not kept, so that it can be tried again.

        Args:
            act: What is to be done.
            trail: Whether it leaves a change set, for the answer to name.
        """
        key = self._idempotency_key()

        def use_case(work: CrmWork) -> Reply:
            if key is not None:
                stored = work.idempotency_keys.claim(key)
                if stored is not None:
                    return self._replayed(stored)
            reply = act(work)
            if trail:
                change_set = str(work.change_set_id).encode()
                reply = reply.with_headers((b"change-set", change_set))
            if key is not None:
                work.idempotency_keys.store(key, self._stored(reply))
            return reply

        for _ in range(MOST_ATTEMPTS - 1):
            try:
                return self.run(use_case)
            except Stale:
                if self.versions(required=False) is not None:
                    raise
                # Nobody asked for a version, so the newer one will do.
        return self.run(use_case)

    def _idempotency_key(self) -> str | None:
        given = self.headers.get(b"idempotency-key")
        if self.method != "POST" or given is None:
            return None
        if not _KEY.fullmatch(given):
            message = "Idempotency-Key is 1 to 255 visible ASCII characters."
            raise Refused("malformed", message)
        return f"{self.method} {self.path} {given.decode()}"

    @property
    def _fingerprint(self) -> str:
        return sha256(self.query + b"\0" + self.body).hexdigest()

    def _stored(self, reply: Reply) -> StoredAnswer:
        headers = {name.decode(): value.decode() for name, value in reply.headers}
        return StoredAnswer(
            fingerprint=self._fingerprint,
            status=reply.status,
            headers=headers,
            body=reply.body,
        )

    def _replayed(self, stored: StoredAnswer) -> Reply:
        if stored.fingerprint != self._fingerprint:
            message = "This Idempotency-Key was sent before, with another body."
            raise Refused("idempotency-key-reused", message)
        headers = tuple(
            (name.encode(), value.encode()) for name, value in stored.headers.items()
        )
        replayed = (b"idempotency-replayed", b"true")
        return Reply(stored.status, stored.body, (*headers, replayed))


def check_media_type(headers: Mapping[bytes, bytes], *accepted: bytes) -> None:
    """
    Raises:
        Refused: The body is not of one of the *accepted* types in UTF-8, or is
            compressed.
    """
    given = headers.get(b"content-type", b"")
    kind, _, parameters = given.partition(b";")
    charset = parameters.strip().lower().replace(b'"', b"")
    if kind.strip().lower() not in accepted or charset not in {b"", b"charset=utf-8"}:
        names = " or ".join(each.decode() for each in accepted)
        raise Refused("unsupported-media-type", f"Send {names} in UTF-8.")
    if headers.get(b"content-encoding", b"identity").lower() != b"identity":
        message = f"Not {shown(headers[b'content-encoding'].decode('latin-1'))}: plain."
        raise Refused("unsupported-media-type", message)


def object_of(value: Any) -> dict[str, object]:
    """
    *value*, if it is a JSON object.

    Raises:
        Invalid: It is not.
    """
    if not isinstance(value, dict):
        raise Invalid.of("", "type", "Must be an object.")
    return value
