"""
The API's description, and the page that shows it without any other site.
"""

from collections.abc import Sequence
from functools import lru_cache

from ..api import OPERATIONS
from ..calls import Call
from ..openapi import build_document
from ..operations import Operation
from ..replies import Reply, encode_json
from .pages import page

PLACE = "/api/crm"
_JSON = ((b"content-type", b"application/json"),)
_BODY = """<header class="bar">
<h1><a href="{root}/">CRM</a> API</h1>
<form id="access">
<label for="token">Access token</label>
<input id="token" type="password" autocomplete="off" spellcheck="false"
 placeholder="paste one to try requests">
</form>
</header>
<div class="columns">
<nav aria-label="Operations"><input id="find" type="search" placeholder="Find…"
 aria-label="Find an operation"><ul id="contents"></ul></nav>
<main id="document" aria-live="polite"><p>Loading the description…</p>
<noscript><p>This page needs JavaScript. The description itself is
<a href="{root}/api/crm/openapi.json">openapi.json</a>.</p></noscript></main>
</div>"""


@lru_cache(maxsize=4)
def _document(server: str) -> bytes:
    return encode_json(build_document(OPERATIONS, server=server))


def describe(call: Call) -> Reply:
    """
    The OpenAPI document.
    """
    return Reply(200, _document(call.root), _JSON)


def show(call: Call) -> Reply:
    """
    The page that shows it.
    """
    return page(call, "CRM API", _BODY.format(root=call.root), script="docs.js")


def documentation_operations() -> Sequence[Operation]:
    """
    Description and page.
    """
    return [
        Operation(
            method="GET",
            path=f"{PLACE}/openapi.json",
            name="openapi",
            answer=describe,
            anyone=True,
            documented=False,
        ),
        Operation(
            method="GET",
            path=f"{PLACE}/docs",
            name="docs",
            answer=show,
            anyone=True,
            inline=True,
            documented=False,
        ),
    ]
