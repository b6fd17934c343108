"""
Pages for people: plain HTML with one style sheet, and nothing from elsewhere.
"""

from html import escape
from importlib.resources import files
from typing import Final
from zlib import crc32

from ..calls import Call
from ..operations import Operation
from ..preconditions import unchanged
from ..replies import HTML, Reply

ASSETS: Final = {
    "page.css": b"text/css; charset=utf-8",
    "docs.js": b"text/javascript; charset=utf-8",
}
_POLICY: Final = (
    b"default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    b"img-src 'self' data:; base-uri 'none'; form-action 'self'; "
    b"frame-ancestors 'none'"
)
_SENT: Final = b"form-action 'self'"
_PAGE: Final = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{root}/assets/page.css">
{head}</head>
<body>
{body}
</body>
</html>
"""


def page(
    call: Call,
    title: str,
    body: str,
    *,
    script: str | None = None,
    status: int = 200,
    language: str = "en",
    leads_to: str | None = None,
) -> Reply:
    """
    A page: *body* is HTML, *title* is text. A form in it may end at another site,
    *leads_to*.
    """
    root = escape(call.root)
    source = f"{root}/assets/{script}"
    head = f'<script type="module" src="{source}"></script>\n' if script else ""
    text = _PAGE.format(
        title=escape(title), body=body, root=root, head=head, language=language
    )
    policy = _POLICY
    if leads_to:
        policy = policy.replace(_SENT, b"%s %s" % (_SENT, leads_to.encode()))
    headers = ((b"content-type", HTML), (b"content-security-policy", policy))
    return Reply(status, text.encode(), headers)


def asset_operations() -> list[Operation]:
    """
    The style sheet and the script of the pages.
    """
    return [_asset(name, media_type) for name, media_type in ASSETS.items()]


def _asset(name: str, media_type: bytes) -> Operation:
    body = files(__package__).joinpath("assets", name).read_bytes()
    tag = b'"%08x"' % crc32(body)
    headers = (
        (b"content-type", media_type),
        (b"etag", tag),
        (b"cache-control", b"public, max-age=0, must-revalidate"),
    )

    def answer(call: Call) -> Reply:
        if unchanged(call.headers.get(b"if-none-match"), tag):
            return Reply(304, headers=headers[1:])
        return Reply(200, body, headers)

    return Operation(
        method="GET",
        path=f"/assets/{name}",
        name=f"asset_{name.replace('.', '_')}",
        answer=answer,
        anyone=True,
        inline=True,
        documented=False,
    )
