"""
One request as an operation sees it: who asks, for what, with which body.
"""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from functools import cached_property
from threading import BoundedSemaphore
from typing import Any, BinaryIO, Concatenate, Final, ParamSpec, TypeVar
from urllib.parse import parse_qsl
from uuid import UUID

from attrs import Factory, define, frozen

from crm_core import Crm, CrmWork
from crm_core.files import Limits
from crm_core.mailboxes import Reading
from crm_core.shared import (
    Actor,
    CrmError,
    FieldError,
    Fields,
    Invalid,
    NotFound,
    PageRequest,
    Stale,
    Storage,
    Unavailable,
    parse_url,
    read_id,
)

from .arrivals import MOST_PARAMETERS
from .idempotency import answered_at_once, answered_earlier, answered_once, read_key
from .preconditions import Versions, read_if_match
from .problems import Refused
from .replies import Reply
from .strict_json import read_object, shown

P = ParamSpec("P")
R = TypeVar("R")

MOST_ATTEMPTS: Final = 5
ANY_TYPE: Final = "*/*"
_NO_FIELDS: Final = Fields.of([])


@frozen
class Desk:
    """
    What every call is answered with: the CRM, threads, room for exports, the seconds
    that a body may pause on its way, where files are kept, the address that people use,
    how large files may be, and what reads mail.
    """

    crm: Crm
    threads: Executor
    exports: BoundedSemaphore
    patience: float
    storage: Storage | None = None
    base_url: str = ""
    limits: Limits = Factory(Limits)
    reading: Reading | None = None


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
    address: str = ""
    upload: BinaryIO | None = None

    @property
    def actor(self) -> Actor:
        """
        Who asks; operations for anyone have nobody.
        """
        if self.known is None:
            raise Refused("unauthorized")
        return self.known

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
        return once(self.pairs, frozenset(known))

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

    def write(
        self,
        act: Callable[[CrmWork], Reply],
        *,
        trail: bool = True,
        rehearsal: bool = False,
        at_once: bool = False,
        asked: tuple[bytes, ...] | None = None,
    ) -> Reply:
        """
        Run *act*, which writes and answers, in one transaction, and once per
        idempotency key; a refusal is not kept, so that it can be tried again.

        Args:
            act: What is to be done.
            trail: Whether it leaves a change set, for the answer to name.
            rehearsal: Whether nothing of it is kept, the answer neither.
            at_once: Whether an earlier answer to the key is looked for when the work
                is refused, and not before: for little work that touches nothing
                but the database, it spares a trip there.
            asked: What a repetition must be equal in, where the body is not read whole.
        """
        key = self._repetition_key()

        def answer(work: CrmWork) -> Reply:
            reply = act(work)
            if trail:
                change_set = str(work.change_set_id).encode()
                reply = reply.with_headers((b"change-set", change_set))
            return reply

        if key is None:
            return self._insist(answer, rehearsal=rehearsal)
        asked = asked or (self.query, self.body)
        answering = answered_at_once if at_once else answered_once
        try:
            return self._insist(
                lambda work: answering(work, key, asked, answer), rehearsal=rehearsal
            )
        except Unavailable:
            raise
        except (CrmError, Refused):
            earlier = self.run(answered_earlier, key, asked) if at_once else None
            if earlier is None:
                raise
            return earlier

    def _insist(self, write: Callable[[CrmWork], Reply], *, rehearsal: bool) -> Reply:
        crm = self.desk.crm
        run = crm.rehearse if rehearsal else crm.run
        for _ in range(MOST_ATTEMPTS - 1):
            try:
                return run(self.actor, write)
            except Stale:
                if self.versions(required=False) is not None:
                    raise
                # Nobody asked for a version, so the newer one will do.
        return run(self.actor, write)

    def _repetition_key(self) -> str | None:
        if self.method != "POST":
            return None
        return read_key(self.headers.get(b"idempotency-key"), self.path)


def once(
    pairs: Iterable[tuple[str, str]],
    known: Container[str] | None = None,
    *,
    often: Container[str] = (),
) -> dict[str, str]:
    """
    Parameters by name, each at most once but those that may come *often*.

    Raises:
        Invalid: Naming every one that is not *known*, or repeated.
    """
    found: dict[str, str] = {}
    errors: list[FieldError] = []
    for name, value in pairs:
        if known is not None and name not in known:
            errors.append(FieldError(name, "unknown", "No such parameter."))
        elif name in found and name not in often:
            errors.append(FieldError(name, "repeated", "Given more than once."))
        found[name] = value
    if errors:
        raise Invalid(errors=errors)
    return found


def check_media_type(
    headers: Mapping[bytes, bytes], accepted: Sequence[str], *, any_charset: bool
) -> None:
    """
    Raises:
        Refused: The body is not of one of the *accepted* types, in UTF-8 unless
            *any_charset* will do, or it is compressed.
    """
    given = headers.get(b"content-type", b"").decode("latin-1")
    kind, _, parameters = given.partition(";")
    charset = parameters.strip().lower().replace('"', "")
    fits = any_charset or charset in {"", "charset=utf-8"}
    known = ANY_TYPE in accepted or kind.strip().lower() in accepted
    if not known or not fits:
        coding = "" if any_charset else " in UTF-8"
        message = f"Send {' or '.join(accepted)}{coding}."
        raise Refused("unsupported-media-type", message)
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
