"""
The start page, and the page where a one-time link lets a person in.
"""

from collections.abc import Callable
from html import escape
from typing import Final

from ..calls import Call
from ..operations import Operation
from ..options import Options, SignedIn
from ..replies import Reply
from .pages import page

_START: Final = """<main class="narrow">
<h1>CRM</h1>
<p>Contacts and companies, with the trail of every change and undo.</p>
<ul>{links}</ul>
</main>"""
_WELCOME: Final = """<main class="narrow">
<h1>Welcome{name}</h1>
<dl>
<dt>You</dt><dd>{who}</dd>
<dt>Organization</dt><dd>{organization}</dd>
<dt>Roles</dt><dd>{roles}</dd>
</dl>
<h2>Your access token</h2>
<p>It is valid until {until} (UTC). Whoever has it is you: keep it to yourself.
This page shows it once.</p>
<textarea readonly rows="6" aria-label="Access token">{token}</textarea>
<h2>Try it</h2>
<pre><code>TOKEN='{token}'
curl -H "Authorization: Bearer $TOKEN" '{base}/api/crm/contacts/?search=john'</code></pre>
<ul>{links}</ul>
</main>"""
_GONE: Final = """<main class="narrow">
<h1>This link does not work any more</h1>
<p>It was used before, or it is too old, or it is incomplete. A link lets one person
in, once. Ask whoever sent it for a new one.</p>
<p><a href="{root}/">Start page</a></p>
</main>"""


def welcome_operations(options: Options) -> list[Operation]:
    """
    ``/``, and ``/sign-in/{code}`` where links are redeemed here.
    """

    def start(call: Call) -> Reply:
        return page(call, "CRM", _START.format(links=_links(call, options)))

    operations = [_page("/", "start", start)]
    redeem = options.sign_in
    if redeem is not None:
        operations.append(
            _page("/sign-in/{code}", "sign_in", _signing_in(redeem, options))
        )
    return operations


def _page(path: str, name: str, answer: Callable[[Call], Reply]) -> Operation:
    return Operation(
        method="GET",
        path=path,
        name=name,
        answer=answer,
        anyone=True,
        documented=False,
    )


def _signing_in(
    redeem: Callable[[str], SignedIn | None], options: Options
) -> Callable[[Call], Reply]:
    def answer(call: Call) -> Reply:
        if call.method == "HEAD":  # as mail filters ask: it must not use the link up
            return page(call, "Welcome", "")
        person = redeem(call.names["code"])
        if person is None:
            body = _GONE.format(root=escape(call.root))
            return page(call, "This link does not work any more", body, status=410)
        return page(call, "Welcome", _welcome(call, person, options))

    return answer


def _welcome(call: Call, person: SignedIn, options: Options) -> str:
    who = " · ".join(part for part in (person.name, person.email) if part)
    return _WELCOME.format(
        name=f", {escape(person.name)}" if person.name else "",
        who=escape(who or "known by id only"),
        organization=escape(person.organization),
        roles=escape(", ".join(person.roles) or "none"),
        until=person.expires_at.strftime("%Y-%m-%d %H:%M"),
        token=escape(person.token),
        base=escape(options.base_url.rstrip("/")),
        links=_links(call, options),
    )


def _links(call: Call, options: Options) -> str:
    known = [
        *(
            [
                ("/api/crm/docs/", "API documentation"),
                ("/api/crm/openapi.json", "Its description (OpenAPI 3.1)"),
            ]
            if options.docs
            else []
        ),
        ("/health/", "Health"),
    ]
    root = escape(call.root)
    return "".join(
        f'<li><a href="{root}{place}">{text}</a></li>' for place, text in known
    )
