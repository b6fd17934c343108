"""
Whether the CRM lives, whether it is ready, and its figures.
"""

from concurrent.futures import Executor, Future
from concurrent.futures import TimeoutError as FutureTimeout
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST

from crm_core.shared import Storage, Unavailable

from ..calls import Call
from ..operations import Answer, Operation
from ..options import Options
from ..replies import Reply, json_reply
from ..telemetry import Metrics

PATIENCE_SECONDS: Final = 1.0
_OK = json_reply({"status": "ok"})


def health_operations(options: Options, metrics: Metrics) -> list[Operation]:
    """
    ``/health``, ``/health/live``, ``/health/ready`` and ``/metrics``: they say
    nothing of versions and tenants.
    """

    def live(_call: Call) -> Reply:
        return _OK

    watch = _Watch(options.storage) if options.storage is not None else None

    def ready(call: Call) -> Reply:
        try:
            options.check_ready()
        except Unavailable as error:
            body = {"status": "unavailable", "detail": error.message}
            return json_reply(body, (b"retry-after", b"1"), status=503)
        trouble = watch and watch.trouble(call.desk.threads)
        if trouble:  # all but files works
            return json_reply({"status": "degraded", "detail": trouble})
        return _OK

    def figures(_call: Call) -> Reply:
        media_type = (b"content-type", CONTENT_TYPE_LATEST.encode())
        return Reply(200, metrics.text(), (media_type,))

    def operation(path: str, answer: Answer, *, inline: bool = False) -> Operation:
        return Operation(
            method="GET",
            path=path,
            name=path.strip("/").replace("/", "_"),
            answer=answer,
            anyone=True,
            documented=False,
            inline=inline,
        )

    found = [
        operation("/health", ready),
        operation("/health/ready", ready),
        operation("/health/live", live, inline=True),
    ]
    if options.metrics:
        found.append(operation("/metrics", figures, inline=True))
    return found


class _Watch:
    """
    Asks a store of files how it is. One that does not answer is waited for by one
    thread, and by nobody who asks for health.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._asked: Future[None] | None = None

    def trouble(self, threads: Executor) -> str | None:
        """
        What is wrong with it, if anything.
        """
        if self._asked is None or self._asked.done():
            self._asked = threads.submit(self._storage.check)
        try:
            self._asked.result(PATIENCE_SECONDS)
        except FutureTimeout:
            return "The store of files does not answer."
        except Unavailable as error:
            return error.message
        return None
