"""
Web forms as visitors meet them: pages that need no script.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from html import escape
from typing import Final

from attrs import frozen

from crm_core.forms import (
    ORIGIN,
    START,
    Filled,
    Form,
    Said,
    confirm_form,
    find_confirmation,
    find_form,
    phrase,
    submit_form,
)
from crm_core.shared import Actor, CrmError, Forbidden, Invalid, NotFound, Unavailable

from ..calls import Call
from ..operations import Operation
from ..options import Options
from ..problems import KINDS, answer_to, problem
from ..replies import Header, Reply, json_reply
from .embedding import embedded
from .form_pages import (
    afterwards,
    elsewhere,
    form_page,
    notice_page,
    page_of_form,
    refused_page,
    text_page,
    token_of,
)
from .posting import (
    MULTIPART,
    URLENCODED,
    comes_from_us,
    is_json,
    origin_said,
    read_posted,
)

_HOUR: Final = 3600
Visit = Callable[[Call, Actor, Form], Reply]


def form_operations(options: Options) -> list[Operation]:
    """
    ``/forms/{key}``, its script, where it leads, and ``/forms/confirm/{code}``.
    """
    desk = _Desk(options)
    return [
        _operation("GET", "/forms/{key}", "form", partial(_visit, desk.show)),
        _operation("POST", "/forms/{key}", "send_form", partial(_visit, desk.take)),
        _operation("GET", "/forms/{key}/sent", "sent", partial(_visit, desk.sent)),
        _operation(
            "GET", "/forms/{key}/embed.js", "embed", partial(_visit, desk.script)
        ),
        _operation("GET", "/forms/confirm/{code}", "confirmation", _ask),
        _operation("POST", "/forms/confirm/{code}", "confirm", _confirm),
    ]


def _operation(
    method: str, path: str, name: str, answer: Callable[[Call], Reply]
) -> Operation:
    posts = method == "POST"
    return Operation(
        method=method,
        path=path,
        name=name,
        answer=answer,
        anyone=True,
        documented=False,
        any_query=True,
        takes_too=(URLENCODED, MULTIPART) if posts else (),
        optional_body=posts,
    )


def _visit(answer: Visit, call: Call) -> Reply:
    """
    What *answer* says of the form whose key is in the address.
    """
    try:
        actor, form = find_form(call.desk.crm.run, call.names["key"])
        return answer(call, actor, form)
    except (NotFound, Unavailable) as error:
        return refused_page(call, error, "en")


@frozen
class _Desk:
    """
    Answers visitors of a form.
    """

    options: Options

    def show(self, call: Call, _actor: Actor, form: Form) -> Reply:
        """
        The form, empty.
        """
        own = f"{self.options.base_url.rstrip('/')}{call.path}"
        query = call.query.decode("latin-1")
        came = {name: value for name, value in call.pairs if name in ORIGIN}
        said: dict[str, str] = {"page": f"{own}?{query}" if query else own, **came}
        referrer = call.headers.get(b"referer")
        if referrer and "referrer" not in came:
            said["referrer"] = referrer.decode("latin-1")
        return form_page(call, form, Filled(along=said))

    def take(self, call: Call, actor: Actor, form: Form) -> Reply:
        """
        What a visitor sent.
        """
        said = read_posted(call)
        reader = _Reader(call, form, said, programmed=is_json(call))
        origin, ours = origin_said(call), comes_from_us(call, self.options.base_url)
        if not ours and origin not in form.origins:
            return reader.refused(Forbidden("This site may not send the form."))
        reader = reader if ours else reader.on(origin)
        try:
            taken = submit_form(
                call.desk.crm.run,
                actor,
                form,
                reader.said(must_have_started=ours and not reader.programmed),
                call.address,
            )
        except (Invalid, Unavailable) as error:
            return reader.refused(error)
        return reader.thanked() if taken else reader.limited()

    def sent(self, call: Call, _actor: Actor, form: Form) -> Reply:
        """
        What is said afterwards.
        """
        return text_page(call, form, form.heading, afterwards(form))

    def script(self, _call: Call, _actor: Actor, form: Form) -> Reply:
        """
        What shows the form in pages of other sites.
        """
        return embedded(form, token_of(form))


@frozen
class _Reader:
    """
    Who sent a form, and how they are answered: people with pages, programs with JSON.
    """

    call: Call
    form: Form
    given: Mapping[str, object]
    programmed: bool
    headers: tuple[Header, ...] = ()

    def on(self, origin: str) -> "_Reader":
        """
        The same on a page of another site, which may read the answer.
        """
        scripted = b"application/json" in self.call.headers.get(b"accept", b"")
        headers = ((b"access-control-allow-origin", origin.encode()),)
        return _Reader(
            self.call,
            self.form,
            self.given,
            self.programmed or scripted,
            (*headers, (b"vary", b"Origin")),
        )

    def said(self, *, must_have_started: bool) -> Said:
        came = {n: str(v) for n, v in self.given.items() if n in ORIGIN and v}
        elsewhere = self.call.headers.get(b"referer")
        if self.headers and elsewhere:
            came.setdefault("page", elsewhere.decode("latin-1"))
        started = self.given.get(START)
        return Said(
            values=self.given,
            capture=came,
            started=started if isinstance(started, str) else None,
            must_have_started=must_have_started,
        )

    def refused(self, error: CrmError) -> Reply:
        if self.programmed:
            reply = answer_to(error, self.call.request_id, conditional=False)
            return reply.with_headers(*self.headers)
        if isinstance(error, Invalid):
            came = self.said(must_have_started=False).capture
            started = self.given.get(START)
            too_old = any(each.code == "too-old" for each in error.errors)
            kept = isinstance(started, str) and not too_old
            filled = Filled(
                values=self.given,
                errors=error.errors,
                along=came,
                started=str(started) if kept else None,
            )
            return form_page(self.call, self.form, filled, status=422)
        return refused_page(self.call, error, self.form.language)

    def limited(self) -> Reply:
        left = _HOUR - int(datetime.now(UTC).timestamp()) % _HOUR
        wait = (b"retry-after", b"%d" % left)
        if self.programmed:
            kind = KINDS["rate-limited"]
            reply = problem(kind, None, wait, request_id=self.call.request_id)
            return reply.with_headers(*self.headers)
        return notice_page(self.call, self.form.language, "often", 429, wait)

    def thanked(self) -> Reply:
        form = self.form
        redirect = None if form.double_opt_in else form.redirect
        if self.programmed:
            body = {"message": afterwards(form), "redirect": redirect}
            return json_reply(body, *self.headers)
        place = redirect or f"{self.call.root}/forms/{form.key}/sent"
        return elsewhere(place)


# --------------------------------------------------------------------------- confirming


def _ask(call: Call) -> Reply:
    """
    A button: programs that look into mails follow links, but press none.
    """
    try:
        _, form, _ = find_confirmation(call.desk.crm.run, call.names["code"])
    except NotFound:
        return notice_page(call, "en", "gone", 410)
    say = partial(phrase, form.language)
    body = (
        f'<main class="narrow"><h1>{escape(form.heading)}</h1>'
        f"<h2>{escape(say('confirm_title'))}</h2><p>{escape(say('confirm_text'))}</p>"
        f'<form method="post" action="{escape(call.root)}/forms/confirm/'
        f'{escape(call.names["code"])}">'
        f'<button type="submit">{escape(say("confirm"))}</button></form></main>'
    )
    return page_of_form(call, form.heading, body, form)


def _confirm(call: Call) -> Reply:
    run = call.desk.crm.run
    try:
        actor, form, submission = find_confirmation(run, call.names["code"])
        confirm_form(run, actor, submission)
    except NotFound:
        return notice_page(call, "en", "gone", 410)
    except Unavailable as error:
        return refused_page(call, error, "en")
    if form.redirect:
        return elsewhere(form.redirect)
    thanks = form.thanks or phrase(form.language, "thanks")
    return text_page(call, form, form.heading, thanks)
