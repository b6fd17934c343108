"""
From an operation to a route: authenticate, count, read, and do the work in a thread.
"""

from asyncio import get_running_loop
from collections.abc import Iterable
from typing import BinaryIO, Final

from attrs import frozen
from litestar.enums import HttpMethod
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp, Scope

from crm_adapters.limits import Limiter, LocalLimiter
from crm_core.shared import Actor, CrmError, Fields

from .arrivals import PROBES, Arrival, ClientGone
from .authentication import Authenticator
from .calls import Call, Desk, check_media_type, once
from .operations import JSON, Operation
from .options import Options
from .problems import Refused, answer_to, refusal
from .replies import EventReply, Reply, StreamReply
from .telemetry import log_fault

_NO_FIELDS: Final = Fields.of([])
FRAME: Final = 100_000
"""
What a form may say beside the file in it, in bytes.
"""


@frozen
class Dispatch:
    """
    Answers the requests of every operation.
    """

    desk: Desk
    authenticator: Authenticator
    options: Options

    async def __call__(
        self, operation: Operation, arrival: Arrival
    ) -> Reply | StreamReply | EventReply:
        """
        The answer to one request.
        """
        try:
            call = await self._prepare(operation, arrival)
            if operation.inline:
                return answered(operation, call)
            loop = get_running_loop()
            return await loop.run_in_executor(
                self.desk.threads, answered, operation, call
            )
        except Refused as error:
            return refusal(error, arrival.request_id)
        except CrmError as error:
            return answer_to(error, arrival.request_id, conditional=False)
        except ClientGone:
            return Reply(499)

    async def _prepare(self, operation: Operation, arrival: Arrival) -> Call:
        if operation.anyone:
            actor = None
            if arrival.path not in PROBES:
                await self._count(arrival, f"address:{arrival.address}")
        else:
            actor = await self._actor(arrival)
        body, upload = b"", None
        if operation.attaches:
            upload = await self._receive_file(operation, arrival)
        elif operation.has_body:
            body = await self._read_body(operation, arrival)
        scope = arrival.scope
        return Call(
            desk=self.desk,
            known=actor,
            method=scope["method"],
            path=arrival.path,
            root=scope.get("root_path") or "",
            names=scope["path_params"],
            query=scope["query_string"],
            headers=arrival.headers,
            body=body,
            request_id=arrival.request_id,
            address=arrival.address,
            upload=upload,
        )

    async def _read_body(self, operation: Operation, arrival: Arrival) -> bytes:
        options, files = self.options, bool(operation.takes_files)
        body = await arrival.read_body(
            largest=options.largest_upload if files else options.largest_body,
            patience=options.patience,
        )
        if not body and operation.may_be_empty:
            return b"{}"
        accepted = operation.takes_files or (JSON, *operation.takes_too)
        any_charset = files or bool(operation.takes_too)
        check_media_type(arrival.headers, accepted, any_charset=any_charset)
        return body

    async def _receive_file(self, operation: Operation, arrival: Arrival) -> BinaryIO:
        if arrival.actor is not None and operation.requires is not None:
            arrival.actor.require(operation.requires)  # before it is on its way
        check_media_type(arrival.headers, operation.takes_files, any_charset=True)
        return await arrival.receive_file(
            largest=self.options.largest_file + FRAME, patience=self.options.patience
        )

    async def _actor(self, arrival: Arrival) -> Actor:
        headers = arrival.scope["headers"]
        address = f"address:{arrival.address}"
        try:
            actor = self.authenticator.recall(headers)
        except Refused:
            await self._count(arrival, address)
            raise
        if actor is None:
            await self._count(arrival, address)
            loop = get_running_loop()
            actor = await loop.run_in_executor(
                self.desk.threads, self.authenticator.identify, headers
            )
        arrival.actor = actor
        await self._count(arrival, f"user:{actor.organization_id}:{actor.user_id}")
        return actor

    async def _count(self, arrival: Arrival, key: str) -> None:
        limiter: Limiter | None = self.options.limiter
        if limiter is None:
            return
        if isinstance(limiter, LocalLimiter):
            allowance = limiter.take(key)
        else:  # it may have to wait for others
            loop = get_running_loop()
            allowance = await loop.run_in_executor(self.desk.threads, limiter.take, key)
        arrival.allowance = allowance
        if not allowance.allowed:
            seconds = b"%d" % (allowance.resets_in + 1)
            raise Refused("rate-limited", None, (b"retry-after", seconds))


def answered(operation: Operation, call: Call) -> Reply | StreamReply | EventReply:
    """
    The answer of *operation* to *call*, whatever happens.
    """
    try:
        if call.query and operation.lists is None and not operation.any_query:
            once(call.pairs, operation.parameters, often=operation.repeating)
        if operation.takes_nothing:
            _NO_FIELDS.parse(call.fields)
        return operation.answer(call)
    except Refused as error:
        return refusal(error, call.request_id)
    except CrmError as error:
        return answer_to(error, call.request_id, conditional=call.conditional)
    except (UnicodeError, RecursionError) as error:  # nothing should get so far
        log_fault(error, call.request_id)
        return refusal(Refused("malformed"), call.request_id)
    except Exception as error:  # noqa: BLE001 - it becomes a problem with an id
        log_fault(error, call.request_id)
        return refusal(Refused("internal"), call.request_id)


def routes(
    operations: Iterable[Operation], dispatch: Dispatch
) -> list[HTTPRouteHandler]:
    """
    A route per operation, and per path one that says what can be done there.
    """
    methods: dict[str, set[str]] = {}
    handlers: list[HTTPRouteHandler] = []
    for operation in operations:
        own = {operation.method} | ({"HEAD"} if operation.method == "GET" else set())
        methods.setdefault(operation.path, {"OPTIONS"}).update(own)
        handlers.append(_route(operation, sorted(own), dispatch))
    # First, or the framework makes its own, which know one method each.
    told = [_options(path, ", ".join(sorted(m))) for path, m in methods.items()]
    return told + handlers


def _route(
    operation: Operation, methods: list[str], dispatch: Dispatch
) -> HTTPRouteHandler:
    async def handle(scope: Scope) -> ASGIApp:
        arrival: Arrival = scope["crm"]  # type: ignore[typeddict-item]
        return await dispatch(operation, arrival)

    path = operation.path.replace("}", ":str}") or "/"
    return HTTPRouteHandler(
        path,
        http_method=[HttpMethod(method) for method in methods],
        name=operation.name,
        status_code=200,  # each answer brings its own
    )(handle)


def _options(path: str, allowed: str) -> HTTPRouteHandler:
    reply = Reply(204, headers=((b"allow", allowed.encode()),))

    async def handle(scope: Scope) -> ASGIApp:  # noqa: ARG001
        return reply

    return HTTPRouteHandler(
        path.replace("}", ":str}") or "/",
        http_method=HttpMethod.OPTIONS,
        status_code=200,
    )(handle)
