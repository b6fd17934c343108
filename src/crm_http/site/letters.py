"""
Where links in mails lead: to unsubscribe, and, of who agreed to it, openings and clicks.
"""

from base64 import b64decode
from html import escape
from typing import Final

from crm_core.emails import find_way_out, follow_link, take_way_out
from crm_core.shared import NotFound, Unavailable

from ..calls import Call
from ..operations import Operation
from ..replies import Reply
from .form_pages import elsewhere
from .pages import page
from .posting import MULTIPART, URLENCODED

_PIXEL: Final = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_NEVER_KEPT: Final = ((b"cache-control", b"no-store"), (b"x-robots-tag", b"noindex"))


def letter_operations() -> list[Operation]:
    """
    ``/u/{token}`` and ``/t/{token}``.
    """
    return [
        Operation(
            method="GET",
            path="/u/{token}",
            name="way_out",
            answer=_ask,
            anyone=True,
            any_query=True,
            documented=False,
        ),
        Operation(
            method="POST",
            path="/u/{token}",
            name="unsubscribe",
            answer=_unsubscribe,
            anyone=True,
            any_query=True,
            documented=False,
            takes_too=(URLENCODED, MULTIPART),
            optional_body=True,
        ),
        Operation(
            method="GET",
            path="/t/{token}",
            name="follow",
            answer=_follow,
            anyone=True,
            any_query=True,
            documented=False,
        ),
    ]


def _ask(call: Call) -> Reply:
    """
    What a link would unsubscribe; programs that look at links change nothing.
    """
    try:
        way_out = find_way_out(call.desk.crm.run, call.names["token"])
    except NotFound:
        return _told(call, "This link does not work", "It may not be complete.", 404)
    except Unavailable:
        return _away(call)
    whose = f" from {way_out.organization}" if way_out.organization else ""
    if way_out.done:
        return _told(
            call, "Unsubscribed", f"{way_out.address} gets no mailings{whose}."
        )
    says = f"Send no more mailings{whose} to {way_out.address}?"
    button = '<form method="post"><button type="submit">Unsubscribe</button></form>'
    return _page(call, "Unsubscribe", f"<p>{escape(says)}</p>{button}")


def _unsubscribe(call: Call) -> Reply:
    """
    No more mailings; also in one click from a mail program (RFC 8058).
    """
    try:
        take_way_out(call.desk.crm.run, call.names["token"])
    except NotFound:
        return _told(call, "This link does not work", "It may not be complete.", 404)
    except Unavailable:
        return _away(call)
    return _told(call, "Unsubscribed", "You get no more mailings from us.")


def _follow(call: Call) -> Reply:
    """
    Where a link in a mail leads to; nothing but the link's own signature decides that.
    """
    agent = call.headers.get(b"user-agent", b"").decode("latin-1")
    try:
        target = follow_link(call.desk.crm.run, call.names["token"], agent)
    except NotFound:
        return _told(call, "This link does not work", "It may not be complete.", 404)
    except Unavailable:
        return _away(call)
    if target is None:
        return Reply(200, _PIXEL, ((b"content-type", b"image/gif"), *_NEVER_KEPT))
    return elsewhere(target).with_headers(*_NEVER_KEPT)


def _told(call: Call, title: str, text: str, status: int = 200) -> Reply:
    return _page(call, title, f"<p>{escape(text)}</p>", status)


def _away(call: Call) -> Reply:
    reply = _told(call, "One moment", "This cannot be done now; try again soon.", 503)
    return reply.with_headers((b"retry-after", b"60"))


def _page(call: Call, title: str, body: str, status: int = 200) -> Reply:
    text = f'<main class="narrow"><h1>{escape(title)}</h1>{body}</main>'
    return page(call, title, text, status=status).with_headers(*_NEVER_KEPT)
