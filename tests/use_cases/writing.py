"""
Short ways to write raw messages.
"""

from email.message import EmailMessage
from email.utils import format_datetime


def raw(
    text="Hello.",
    *,
    sender="Ann <ann@customer.example>",
    to="sales@ours.example",
    subject="A question",
    id="<q1@customer.example>",
    answers=None,
    files=(),
    at=None,
    **headers,
):
    """
    A message as it comes over the wire; *files* are (name, content) each.
    """
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    if id:
        message["Message-ID"] = id
    if answers:
        message["In-Reply-To"] = answers
    if at:
        message["Date"] = format_datetime(at)
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    for name, content in files:
        message.add_attachment(
            content, maintype="application", subtype="octet-stream", filename=name
        )
    return message.as_bytes()
