"""
Letters in the form that goes over the wire: the same bytes each time, so that a repeat
is known by its Message-ID.
"""

from collections.abc import Callable
from email import policy
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape
from typing import BinaryIO

from attrs import frozen

from crm_core.emails import AttachedFile, Email, Parcel, relinked
from crm_core.shared import Invalid, domain_key

_LINES = policy.SMTP
LONGEST_LINE = 900  # RFC 5322 allows 998


@frozen
class LetterWriter:
    """
    Writes parcels of one organization; *opened* opens the content of a stored file.
    """

    opened: Callable[[str], BinaryIO]

    def __call__(self, parcel: Parcel, /) -> bytes:
        """
        The message as it goes to one recipient.

        Raises:
            Invalid: A header cannot be written: it would end in another one.
            NotFound: An attached file is gone.
            Unavailable: A file cannot be read now.
        """
        message = EmailMessage(policy=_LINES)
        try:
            _head(message, parcel)
        except (ValueError, HeaderParseError) as wrong:
            raise Invalid.of(
                "header", "header", "A header cannot be written."
            ) from wrong
        _body(message, parcel)
        for file in parcel.files:
            self._attach(message, file)
        return message.as_bytes()

    def _attach(self, message: EmailMessage, file: AttachedFile) -> None:
        main, _, sub = file.content_type.partition("/")
        plain = main.isalnum() and sub.replace("-", "").replace(".", "").isalnum()
        if not plain or main in {"message", "multipart"}:
            main, sub = "application", "octet-stream"
        with self.opened(file.key) as content:
            data = content.read()
        message.add_attachment(data, maintype=main, subtype=sub, filename=file.name)


def _head(message: EmailMessage, parcel: Parcel) -> None:
    email = parcel.email
    message["From"] = _address(email.sender.address, email.sender.name)
    for field in ("to", "cc"):
        listed = [r for r in email.recipients if r.field == field]
        if listed:
            message[field.capitalize()] = [_address(r.address, r.name) for r in listed]
    if not any(r.field in {"to", "cc"} for r in email.recipients):
        message["To"] = "undisclosed-recipients:;"
    if email.reply_to is not None:
        message["Reply-To"] = _address(email.reply_to.address, email.reply_to.name)
    message["Subject"] = email.subject
    message["Date"] = format_datetime(email.queued_at or email.created_at)
    message["Message-ID"] = _id(email.message_id or f"{email.id.hex}@localhost")
    if email.in_reply_to:
        message["In-Reply-To"] = _id(email.in_reply_to)
        message["References"] = " ".join(_id(each) for each in email.references)
    if parcel.unsubscribe:
        message["List-Unsubscribe"] = f"<{parcel.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message["Precedence"] = "bulk"


def _body(message: EmailMessage, parcel: Parcel) -> None:
    email = parcel.email
    message.set_content(email.text + "\n", cte=_encoding(email.text))
    if email.html:
        html = _marked(email, parcel)
        message.add_alternative(html, subtype="html", cte=_encoding(html))
    if email.calendar:
        method = email.calendar_method or "REQUEST"
        message.add_alternative(
            email.calendar, subtype="calendar", cte="base64", params={"method": method}
        )


def _marked(email: Email, parcel: Parcel) -> str:
    html = f"<!doctype html><html><body>{email.html}"
    if parcel.marks:
        html = relinked(html, parcel.marks.get)
    if parcel.pixel:
        html += f'<img src="{escape(parcel.pixel)}" width="1" height="1" alt="">'
    return f"{html}</body></html>\n"


def _encoding(text: str) -> str:
    longest = max(map(len, text.splitlines()), default=0)
    return "7bit" if text.isascii() and longest < LONGEST_LINE else "quoted-printable"


def _address(address: str, name: str) -> Address:
    local, _, domain = address.rpartition("@")
    known = domain if "." not in domain else domain_key(domain)
    return Address(display_name=name, username=local, domain=known)


def _id(text: str) -> str:
    bare = text.strip("<> \t")
    if not bare.isascii() or not bare.isprintable() or " " in bare:
        raise ValueError(text)
    return f"<{bare}>"
