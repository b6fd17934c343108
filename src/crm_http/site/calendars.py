"""
Calendars at secret addresses, as calendar programs read them.
"""

from hashlib import sha256

from crm_core.calendars import calendar_behind
from crm_core.shared import NotFound, Unavailable

from ..calls import Call
from ..operations import Operation
from ..preconditions import unchanged
from ..replies import Reply

_KEPT = (
    (b"cache-control", b"private, max-age=300"),
    (b"x-robots-tag", b"noindex"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)


def calendar_operations() -> list[Operation]:
    """
    ``/calendar/{secret}.ics``.
    """
    return [
        Operation(
            method="GET",
            path="/calendar/{secret}",
            name="calendar",
            answer=_show,
            anyone=True,
            any_query=True,
            documented=False,
        )
    ]


def _show(call: Call) -> Reply:
    """
    The calendar, or that it is still what the program has.
    """
    secret = call.names["secret"].removesuffix(".ics")
    try:
        text = calendar_behind(call.desk.crm.run, secret)
    except NotFound:
        return _told(404, b"There is no such calendar.\n")
    except Unavailable:
        reply = _told(503, b"This cannot be done now; try again soon.\n")
        return reply.with_headers((b"retry-after", b"60"))
    body = text.encode()
    tag = b'"%s"' % sha256(body).hexdigest()[:32].encode()
    if unchanged(call.headers.get(b"if-none-match"), tag):
        return Reply(304, headers=((b"etag", tag), *_KEPT))
    return Reply(
        200,
        body,
        (
            (b"content-type", b"text/calendar; charset=utf-8"),
            (b"content-disposition", b'inline; filename="calendar.ics"'),
            (b"etag", tag),
            *_KEPT,
        ),
    )


def _told(status: int, text: bytes) -> Reply:
    plain = (b"content-type", b"text/plain; charset=utf-8")
    return Reply(status, text, (plain, (b"cache-control", b"no-store")))
