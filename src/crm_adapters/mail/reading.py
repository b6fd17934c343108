"""
Raw bytes as a message: what it is, whom and what it concerns, and what it says.

Whatever the bytes are, the answer is a message or the reason why it is none.
"""

import re
from collections.abc import Iterator
from hashlib import sha256

from attrs import evolve

from crm_core.emails import (
    CalendarPart,
    Complaint,
    MessageKind,
    MessageRefused,
    ReadMessage,
    new_text,
)

from .addresses import MOST as MOST_NAMED
from .addresses import clean_address, correspondents, message_ids, moment_of
from .bodies import read_body
from .bounces import Report, read_report
from .calendars import kind_of, read_calendar
from .complaints import read_complaint
from .headers import Headers, HeadersTooLarge, has_known_header
from .machines import auto_submitted, is_auto_reply, return_path, sender_of
from .notices import MOST as MOST_RECIPIENTS
from .parts import Part, read_parts

LARGEST = 50_000_000
MOST_REFERENCES = 100
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAILBOX_LINE = re.compile(rb">?From (?![ \t]*:)")


def read_message(raw: bytes) -> ReadMessage | MessageRefused:
    """
    What a raw message is and says. A message that is odd is read as well as it can be,
    with its ``defects``; what is no message, or too large to be one, is refused.
    """
    if len(raw) > LARGEST:
        return MessageRefused(f"It is larger than {LARGEST // 1_000_000} MB.")
    if raw.startswith(_OLE):
        return MessageRefused("It is a file of Outlook (.msg): save it as .eml.")
    odd: list[str] = []
    try:
        root = read_parts(_as_lines(raw), odd)
    except HeadersTooLarge:
        return MessageRefused("It begins with more headers than any program writes.")
    if not has_known_header(root.headers):
        return MessageRefused("It does not begin with the headers of a message.")
    return _message(raw, root, odd)


def _as_lines(raw: bytes) -> bytes:
    """
    Lines that end as mail's do, without what a mailbox puts before them.
    """
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    if _MAILBOX_LINE.match(raw):
        raw = raw.partition(b"\n")[2]
    return raw


def _message(raw: bytes, root: Part, odd: list[str]) -> ReadMessage:
    headers = root.headers
    complaint = read_complaint(root)
    report = None if complaint else read_report(root)
    calendar = read_calendar(root)
    body = read_body(root)
    answered = message_ids(headers.get("in-reply-to"))
    references = _references(headers, odd)
    message = ReadMessage(
        kind=_kind(root, complaint, report, calendar),
        digest=sha256(raw).hexdigest(),
        size=len(raw),
        message_id=_message_id(headers, odd),
        in_reply_to=answered,
        references=references,
        concerns=_concerned(complaint, report, [*answered[:1], *references[-1:]]),
        date=moment_of(headers.get("date"), odd),
        sender=sender_of(headers),
        return_path=return_path(headers),
        to=correspondents(headers.all("to")),
        cc=correspondents(headers.all("cc")),
        reply_to=correspondents(headers.all("reply-to")),
        delivered_to=_delivered_to(headers),
        subject=headers.text("subject"),
        text=body.text,
        new_text=new_text(body.text),
        html=body.page,
        html_safe=body.safe_page,
        attachments=tuple(body.files),
        bounce=report.bounce if report else None,
        complaint=complaint,
        calendar=calendar,
        auto_submitted=auto_submitted(headers),
        precedence=headers.text("precedence").lower() or None,
        list_id=headers.text("list-id") or None,
        list_unsubscribe=headers.text("list-unsubscribe") or None,
    )
    odd += _cut_short(message)
    return evolve(message, defects=tuple(dict.fromkeys(odd)))


def _cut_short(message: ReadMessage) -> Iterator[str]:
    """
    What was too long to be told whole.
    """
    for told in (message.to, message.cc, message.reply_to):
        if len(told) == MOST_NAMED:
            yield f"more than {MOST_NAMED:,} people in a header"
    if message.bounce and len(message.bounce.recipients) == MOST_RECIPIENTS:
        yield f"more than {MOST_RECIPIENTS:,} recipients in a report"


def _kind(
    root: Part,
    complaint: Complaint | None,
    report: Report | None,
    calendar: CalendarPart | None,
) -> MessageKind:
    if complaint is not None:
        return MessageKind.COMPLAINT
    if report is not None and report.bounce is not None:
        return MessageKind.BOUNCE
    asked = kind_of(calendar) if calendar else None
    if asked is not None:
        return asked
    reported = root.parameters.get("report-type", "").lower()
    receipt = report is not None or reported == "disposition-notification"
    if receipt or is_auto_reply(root.headers):
        return MessageKind.AUTO_REPLY
    return MessageKind.MESSAGE


def _concerned(
    complaint: Complaint | None, report: Report | None, answered: list[str]
) -> str | None:
    if complaint and complaint.message_id:
        return complaint.message_id
    if report and report.message_id:
        return report.message_id
    return answered[0] if answered else None


def _message_id(headers: Headers, odd: list[str]) -> str | None:
    """
    The first id, if it is one that others can refer to.
    """
    if len(headers.all("message-id")) > 1:
        odd.append("more than one Message-ID")
    if len(headers.all("from")) > 1:
        odd.append("more than one From")
    said = headers.get("message-id")
    found = message_ids(said)
    if said and not found:
        odd.append("a Message-ID that is none")
    return found[0] if found else None


def _references(headers: Headers, odd: list[str]) -> tuple[str, ...]:
    """
    The thread as the message tells it: its beginning, and the latest of it.
    """
    found = message_ids(" ".join(headers.all("references")))
    if len(found) > MOST_REFERENCES:
        odd.append(f"more than {MOST_REFERENCES} references")
        found = (found[0], *found[1 - MOST_REFERENCES :])
    return found


def _delivered_to(headers: Headers) -> tuple[str, ...]:
    said = [
        clean_address(each)
        for name in ("delivered-to", "x-original-to", "envelope-to")
        for each in headers.all(name)[:20]
    ]
    return tuple(dict.fromkeys(each for each in said if each))
