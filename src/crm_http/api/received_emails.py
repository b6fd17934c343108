"""
Messages that are handed in over HTTP, and the strangers who wrote them.
"""

from typing import Final

from crm_core import CrmWork
from crm_core.emails import EmailId, MailboxId, capture_sender
from crm_core.mailboxes import take_message
from crm_core.shared import FieldError, Flag, Invalid, Permission, read_id

from ..calls import Call
from ..operations import Operation, Parameter
from ..replies import Reply, json_reply
from .mailboxes import reading_for
from .record_operations import ROOT

MESSAGE: Final = "message/rfc822"


def receive(call: Call) -> Reply:
    """
    A message as it came, taken in once however often it is handed in.
    """
    given = call.parameters("mailbox_id", "sent")
    mailbox_id, sent = _said(given)
    done = take_message(
        call.desk.crm.run,
        call.actor,
        reading_for(call),
        call.body,
        mailbox_id=mailbox_id,
        outgoing=sent,
    )
    return json_reply({"email": done.email.public, "new": done.new})


def _said(given: dict[str, str]) -> tuple[MailboxId | None, bool]:
    errors: list[FieldError] = []
    mailbox_id, sent = None, False
    try:
        if "mailbox_id" in given:
            mailbox_id = MailboxId(read_id(given["mailbox_id"]))
    except Invalid as error:
        errors += error.under("mailbox_id")
    try:
        sent = bool(Flag().parse(given.get("sent", "false")))
    except Invalid as error:
        errors += error.under("sent")
    if errors:
        raise Invalid(errors=errors)
    return mailbox_id, sent


def capture(call: Call) -> Reply:
    """
    The lead that whoever wrote a message is from now on.
    """
    call.parameters()
    email_id = EmailId(call.id())

    def act(work: CrmWork) -> Reply:
        lead = capture_sender(work, email_id)
        return json_reply({"lead_id": lead.id, "title": lead.title})

    return call.write(act)


OPERATIONS: Final = [
    Operation(
        method="POST",
        path=f"{ROOT}/emails/receive",
        name="receive_email",
        tag="E-mails",
        summary="Take in a raw message, once however often it is handed in",
        answer=receive,
        requires=Permission.EMAIL_RECEIVE,
        takes_files=(MESSAGE,),
        query=(
            Parameter(
                name="mailbox_id",
                says="The mailbox that it lay in, if it was one of ours.",
                schema={"type": "string", "format": "uuid"},
            ),
            Parameter(
                name="sent",
                says="Whether it was written here, with another program.",
                schema={"type": "boolean", "default": False},
            ),
        ),
        gives="ReceivedEmail",
        problems=("invalid", "not-found"),
    ),
    Operation(
        method="POST",
        path=f"{ROOT}/emails/{{id}}/capture",
        name="capture_sender",
        tag="E-mails",
        summary="Make whoever wrote a message a lead, or let it join their open one",
        answer=capture,
        requires=Permission.EMAIL_RECEIVE,
        gives="CapturedLead",
        written=True,
        problems=("invalid", "not-found", "nobody-to-capture"),
    ),
]
