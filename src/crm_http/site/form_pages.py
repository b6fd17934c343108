"""
The pages of a web form.
"""

from datetime import UTC, datetime
from html import escape
from secrets import token_urlsafe
from typing import Final
from urllib.parse import quote

from attrs import evolve

from crm_core.forms import Filled, Form, form_markup, origin_of, phrase, start_token
from crm_core.shared import CrmError, Forbidden, NotFound

from ..calls import Call
from ..replies import Header, Reply
from .pages import page

# Else browsers would not say that a page of ours sends the form.
_REFERRER: Final = (b"referrer-policy", b"same-origin")


def token_of(form: Form) -> str:
    """
    What a page carries to say when it was shown.
    """
    return start_token(form, datetime.now(UTC), token_urlsafe(9))


def afterwards(form: Form) -> str:
    """
    What is said when the form was sent.
    """
    if form.double_opt_in:
        return phrase(form.language, "look")
    return form.thanks or phrase(form.language, "thanks")


def form_page(call: Call, form: Form, filled: Filled, status: int = 200) -> Reply:
    """
    The form, as it was filled in so far.
    """
    ready = evolve(filled, started=filled.started or token_of(form))
    markup = form_markup(form, f"{call.root}/forms/{form.key}", ready)
    intro = paragraphs(form.intro or "")
    body = f'<main class="narrow"><h1>{escape(form.heading)}</h1>{intro}{markup}</main>'
    return page_of_form(call, form.heading, body, form, status)


def page_of_form(
    call: Call, title: str, body: str, form: Form, status: int = 200
) -> Reply:
    """
    A page in the language of a form, which may lead to where the form does.
    """
    reply = page(
        call,
        title,
        body,
        status=status,
        language=form.language,
        leads_to=origin_of(form.redirect) if form.redirect else None,
    )
    return reply.with_headers(_REFERRER)


def text_page(call: Call, form: Form, title: str, text: str) -> Reply:
    """
    A page that says something of several paragraphs.
    """
    body = f'<main class="narrow"><h1>{escape(title)}</h1>{paragraphs(text)}</main>'
    return page_of_form(call, title, body, form)


def paragraphs(text: str) -> str:
    """
    A text of several paragraphs as HTML.
    """
    lines = (escape(part).replace("\n", "<br>") for part in text.split("\n\n") if part)
    return "".join(f"<p>{line}</p>" for line in lines)


def refused_page(call: Call, error: CrmError, language: str) -> Reply:
    """
    The page of a refusal.
    """
    if isinstance(error, NotFound):
        return notice_page(call, language, "absent", 404)
    if isinstance(error, Forbidden):
        return notice_page(call, language, "elsewhere", 403)
    return notice_page(call, language, "away", 503, (b"retry-after", b"60"))


def notice_page(
    call: Call, language: str, name: str, status: int, *headers: Header
) -> Reply:
    """
    The page of a phrase with a title.
    """
    title = phrase(language, f"{name}_title")
    body = (
        f'<main class="narrow"><h1>{escape(title)}</h1>'
        f"<p>{escape(phrase(language, name))}</p></main>"
    )
    reply = page(call, title, body, status=status, language=language)
    return reply.with_headers(*headers)


def elsewhere(address: str) -> Reply:
    """
    Sends the visitor on to an address.
    """
    place = quote(address, safe=":/?#[]@!$&'()*+,;=%~").encode()
    return Reply(303, headers=((b"location", place),))
