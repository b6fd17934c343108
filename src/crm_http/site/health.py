"""
Whether the CRM lives, whether it is ready, and its figures.
"""

from prometheus_client import CONTENT_TYPE_LATEST

from crm_core.shared import Unavailable

from ..calls import Call
from ..operations import Answer, Operation
from ..options import Options
from ..replies import Reply, json_reply
from ..telemetry import Metrics

_OK = json_reply({"status": "ok"})


def health_operations(options: Options, metrics: Metrics) -> list[Operation]:
    """
    ``/health``, ``/health/live``, ``/health/ready`` and ``/metrics``: they say
    nothing of versions and tenants.
    """

    def live(_call: Call) -> Reply:
        return _OK

    def ready(_call: Call) -> Reply:
        try:
            options.check_ready()
        except Unavailable as error:
            body = {"status": "unavailable", "detail": error.message}
            return json_reply(body, (b"retry-after", b"1"), status=503)
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
