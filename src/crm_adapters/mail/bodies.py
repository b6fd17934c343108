"""
What a message says and what comes with it: text and pages in their order, and files.
"""

from hashlib import sha256

from attrs import define, field

from crm_core.emails import Attachment
from crm_core.files import clean_name

from .originals import headers_in
from .parts import Part
from .sanitising import (
    bare_text,
    can_be_shown,
    html_from_text,
    safe_html,
    text_from_html,
)
from .words import text_of

_SIGNED = {"application/pgp-signature", "application/pkcs7-signature"}
_ENCLOSED = {"message/rfc822", "message/global"}
_LONGEST_NAME = 2_000


@define
class Body:
    """
    The text and the page of a message, and its files, as they are found.
    """

    texts: list[str] = field(factory=list)
    pages: list[str] = field(factory=list)
    has_page: bool = False
    files: list[Attachment] = field(factory=list)

    @property
    def text(self) -> str:
        return "\n\n".join(each for each in self.texts if each.strip())

    @property
    def page(self) -> str | None:
        return "\n".join(self.pages) if self.has_page else None

    @property
    def safe_page(self) -> str | None:
        page = self.page
        return None if page is None else safe_html(page)


def read_body(root: Part) -> Body:
    """
    The whole body; a text is shown once where it comes both as text and as page.
    """
    body = Body()
    _take(root, body, alone=not root.parts)
    return body


def plain_text(part: Part) -> str:
    """
    The text of a text part; flowed lines are whole again (RFC 3676).
    """
    text, honest = text_of(part.content, part.parameters.get("charset"))
    if not honest:
        part.defects.append("text in another charset than it says")
    if part.parameters.get("format", "").lower() == "flowed":
        joined = part.parameters.get("delsp", "").lower() == "yes"
        return _unflowed(text, delete_space=joined)
    return text


def _take(part: Part, body: Body, *, alone: bool) -> None:
    kind = part.content_type
    if part.parts and kind == "multipart/alternative":
        _take_one_of(part, body)
    elif part.parts:
        for inner in part.parts:
            _take(inner, body, alone=False)
    elif _is_shown(part, kind, first=alone or not body.texts):
        _show(body, *_said(part))
    else:
        body.files.append(_file(part))


def _take_one_of(part: Part, body: Body) -> None:
    """
    The plain text and the page of the same; what is neither, such as an invitation,
    comes with it as a file.
    """
    inner = Body()
    for each in part.parts:
        one = Body()
        _take(each, one, alone=False)
        inner.files += one.files
        if one.has_page:
            inner.pages, inner.has_page = one.pages, True
            if not inner.text:
                inner.texts = one.texts
        elif one.text:
            inner.texts = one.texts
    body.files += inner.files
    _show(body, inner.text, inner.page)


def _is_shown(part: Part, kind: str, *, first: bool) -> bool:
    if kind not in {"text/plain", "text/html", "text/enriched", "text/richtext"}:
        return False
    if part.disposition == "attachment":
        return False
    return first or not part.name


def _said(part: Part) -> tuple[str, str | None]:
    text = plain_text(part)
    if part.content_type != "text/html":
        return text, None
    if not can_be_shown(text):
        part.defects.append("a page too large or too deep to be shown")
        return bare_text(text), None
    return text_from_html(text), text


def _show(body: Body, text: str, page: str | None) -> None:
    if text.strip() or page:
        body.texts.append(text)
        body.pages.append(html_from_text(text) if page is None else page)
        body.has_page = body.has_page or page is not None


# ------------------------------------------------------------------------------- files


def _file(part: Part) -> Attachment:
    content = part.content
    return Attachment(
        name=clean_name(_name(part)[:_LONGEST_NAME]) or "attachment",
        content_type=part.content_type,
        size=len(content),
        digest=sha256(content).hexdigest(),
        inline=part.disposition == "inline" or "content-id" in dict(part.headers.lines),
        content_id=(part.headers.get("content-id") or "").strip("<> ")[:900] or None,
        content=content,
    )


def _name(part: Part) -> str:
    """
    What the file is called; a mail without a name is called by its subject.
    """
    conflicting = part.parameters.get("name")
    if conflicting and conflicting != part.name:
        part.defects.append("a file with two names")
    if part.name:
        return part.name
    if part.content_type in _ENCLOSED:
        subject = headers_in(part.content).text("subject")
        return f"{subject[:100] or 'message'}.eml"
    located = part.headers.text("content-location").rpartition("/")[2]
    return located or _ENDINGS.get(part.content_type, "attachment")


_ENDINGS = {
    "text/plain": "text.txt",
    "text/html": "page.html",
    "text/calendar": "invite.ics",
    "text/rfc822-headers": "headers.txt",
    "message/delivery-status": "delivery-status.txt",
    "message/feedback-report": "feedback-report.txt",
    "application/ms-tnef": "winmail.dat",
    "application/pgp-signature": "signature.asc",
    "application/pkcs7-signature": "smime.p7s",
    "image/jpeg": "image.jpg",
    "image/png": "image.png",
    "image/gif": "image.gif",
    "application/pdf": "document.pdf",
}


def _unflowed(text: str, *, delete_space: bool) -> str:
    """
    Lines that end with a space go on in the next one, if it is quoted as deep.
    """
    lines: list[list[str]] = []
    going_on: int | None = None
    for line in text.split("\n"):
        bare = line.lstrip(">")
        depth = len(line) - len(bare)
        said = bare.removeprefix(" ")
        goes_on = said.endswith(" ") and said != "-- "
        kept = said[:-1] if goes_on and delete_space else said
        if going_on == depth and said != "-- ":
            lines[-1].append(kept)
        else:
            lines.append([">" * depth, " " if depth else "", kept])
        going_on = depth if goes_on else None
    return "\n".join(map("".join, lines))
