"""
What a raw message turned out to be: who wrote what to whom, and which machine
answers it carries. All of it is a stranger's word; an address proves nobody.
"""

from datetime import datetime
from enum import StrEnum

from attrs import frozen


class MessageKind(StrEnum):
    """
    What a message is, which decides who may answer it: nobody answers a machine.
    """

    MESSAGE = "message"
    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply"
    COMPLAINT = "complaint"
    CALENDAR_INVITATION = "calendar_invitation"
    CALENDAR_ANSWER = "calendar_answer"


@frozen
class Correspondent:
    """
    Somebody as a message names them; the address has no line breaks, and may be empty.
    """

    address: str
    name: str = ""


@frozen(kw_only=True)
class Attachment:
    """
    A file that came with a message: a safe name, what it says it is, and its content.
    """

    name: str
    content_type: str
    size: int
    digest: str
    inline: bool = False
    content_id: str | None = None
    content: bytes = b""


@frozen(kw_only=True)
class FailedRecipient:
    """
    Whom a mail did not reach. Without a status code, ``permanent`` is how the words
    of the report read; None when they do not say.
    """

    address: str
    status: str | None = None
    permanent: bool | None = None
    action: str = "failed"
    reason: str = ""
    diagnostic: str = ""


@frozen(kw_only=True)
class Bounce:
    """
    A report that a mail was not delivered, or not yet: whom it was for, and which
    mail it was.
    """

    recipients: tuple[FailedRecipient, ...]
    message_id: str | None = None
    subject: str = ""
    reporter: str = ""


@frozen(kw_only=True)
class Complaint:
    """
    A recipient's complaint that a mailbox provider passes on (RFC 5965), such as
    ``abuse`` or ``opt-out``; the provider often hides the address.
    """

    type: str
    address: str | None = None
    message_id: str | None = None
    subject: str = ""


@frozen(kw_only=True)
class CalendarAttendee:
    """
    Somebody invited, and what they answered, such as ``accepted``.
    """

    address: str
    status: str
    name: str = ""


@frozen(kw_only=True)
class CalendarPart:
    """
    The calendar in a message (RFC 6047): what it asks for and which event it concerns.
    The content is for the calendar to read.
    """

    method: str
    uid: str | None = None
    sequence: int = 0
    summary: str = ""
    organizer: str | None = None
    recurrence_id: str | None = None
    attendees: tuple[CalendarAttendee, ...] = ()
    content: bytes = b""


@frozen(kw_only=True)
class ReadMessage:
    """
    A message as it was read. ``text`` is all it says, ``new_text`` what its sender
    added; ``html_safe`` can be shown, ``html`` cannot. ``defects`` tell what was odd.
    ``concerns`` is the Message-ID of the mail that this one answers or is about.
    """

    kind: MessageKind
    digest: str
    size: int
    message_id: str | None = None
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    concerns: str | None = None
    date: datetime | None = None
    sender: Correspondent | None = None
    return_path: str | None = None
    to: tuple[Correspondent, ...] = ()
    cc: tuple[Correspondent, ...] = ()
    reply_to: tuple[Correspondent, ...] = ()
    delivered_to: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    new_text: str = ""
    html: str | None = None
    html_safe: str | None = None
    attachments: tuple[Attachment, ...] = ()
    bounce: Bounce | None = None
    complaint: Complaint | None = None
    calendar: CalendarPart | None = None
    auto_submitted: str | None = None
    precedence: str | None = None
    list_id: str | None = None
    list_unsubscribe: str | None = None
    defects: tuple[str, ...] = ()

    @property
    def may_be_answered(self) -> bool:
        """
        Whether an automatic answer could be fitting: a person wrote it, to us and not
        to a list (RFC 3834).
        """
        by_person = self.kind in {
            MessageKind.MESSAGE,
            MessageKind.CALENDAR_INVITATION,
            MessageKind.CALENDAR_ANSWER,
        }
        by_hand = self.auto_submitted in {None, "no"} and self.return_path != ""
        to_many = self.list_id or self.precedence in {"bulk", "list", "junk"}
        return by_person and by_hand and not to_many


@frozen
class MessageRefused:
    """
    Why a file cannot be read as a message.
    """

    reason: str
