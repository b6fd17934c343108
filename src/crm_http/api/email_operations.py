"""
What the API can do with messages.
"""

from typing import Final

from crm_core.shared import Permission

from ..operations import Operation, Parameter
from . import emails
from .record_operations import PAGING, ROOT

_PLACE: Final = f"{ROOT}/emails"
_ONE: Final = f"{_PLACE}/{{id}}"
_SAYS: Final = {
    "direction": "`out` for what we wrote, `in` for what came.",
    "state": "As `queued`, `sent`, `failed`, `received`.",
    "kind": "What they are: `message`, `bounce`, `auto_reply` and so on.",
    "about": "What they are about, as `contact:ID`.",
    "thread_id": "Of one thread.",
    "mailbox_id": "Of one mailbox.",
    "campaign_id": "Of one message to many.",
    "assigned_to": "Whose they are.",
    "address": "Who wrote or got them.",
    "unmatched": "About nothing and nobody that is known.",
    "archived": "Those in the archive instead.",
}
_FILTERS: Final = tuple(
    Parameter(
        name=name,
        says=_SAYS[name],
        schema={"type": "boolean"}
        if name in {"archived", "unmatched"}
        else {"type": "string", "maxLength": 300},
    )
    for name in emails.FILTERS
)


def _acts(
    path: str,
    summary: str,
    *problems: str,
    needs: Permission = Permission.EMAIL_SEND,
) -> Operation:
    return Operation(
        method="POST",
        path=f"{_ONE}/{path}",
        name=f"{path}_email",
        tag="E-mails",
        summary=summary,
        answer=emails.ACTS[path],
        requires=needs,
        gives="Email",
        tagged=True,
        conditional="optional",
        written=True,
        problems=("not-found", "stale", *problems),
    )


OPERATIONS: Final = [
    Operation(
        method="GET",
        path=_PLACE,
        name="list_emails",
        tag="E-mails",
        summary="Messages, the newest first",
        answer=emails.list_all,
        requires=Permission.EMAIL_READ,
        query=(*PAGING, *_FILTERS),
        gives="EmailPage",
        problems=("invalid",),
    ),
    Operation(
        method="POST",
        path=_PLACE,
        name="write_email",
        tag="E-mails",
        summary="Write a message and queue it, or keep it as a draft",
        answer=emails.add,
        requires=Permission.EMAIL_SEND,
        takes="NewEmail",
        gives="Email",
        status=201,
        located=True,
        tagged=True,
        written=True,
        problems=("invalid",),
    ),
    Operation(
        method="POST",
        path=f"{_PLACE}/preview",
        name="preview_email",
        tag="E-mails",
        summary="A message as it would go, and which variables have no value",
        answer=emails.preview,
        requires=Permission.EMAIL_SEND,
        takes="NewEmail",
        gives="EmailPreview",
        problems=("invalid",),
    ),
    Operation(
        method="POST",
        path=f"{_PLACE}/bulk",
        name="send_to_many",
        tag="E-mails",
        summary="Write to many contacts; who is left out is counted, by why",
        answer=emails.add_many,
        requires=Permission.EMAIL_BULK,
        takes="NewMailing",
        gives="Mailing",
        written=True,
        problems=("invalid", "not-found"),
    ),
    Operation(
        method="GET",
        path=f"{_PLACE}/outbox",
        name="show_outbox",
        tag="E-mails",
        summary="How much waits to be sent, since when and why",
        answer=emails.outbox,
        requires=Permission.EMAIL_READ,
        gives="Outbox",
    ),
    Operation(
        method="GET",
        path=f"{_PLACE}/threads",
        name="list_threads",
        tag="E-mails",
        summary="Threads by their last message",
        answer=emails.list_all_threads,
        requires=Permission.EMAIL_READ,
        query=(*PAGING, *_FILTERS),
        gives="EmailThreadPage",
        problems=("invalid",),
    ),
    Operation(
        method="GET",
        path=f"{ROOT}/email-threads/{{id}}",
        name="show_thread",
        tag="E-mails",
        summary="The messages of a thread, the newest first",
        answer=emails.list_thread,
        requires=Permission.EMAIL_READ,
        query=PAGING,
        gives="EmailPage",
        problems=("invalid", "not-found"),
    ),
    Operation(
        method="GET",
        path=_ONE,
        name="show_email",
        tag="E-mails",
        summary="A message with its way to each recipient, also from the archive",
        answer=emails.show,
        requires=Permission.EMAIL_READ,
        gives="ShownEmail",
        tagged=True,
        problems=("not-found",),
    ),
    Operation(
        method="PATCH",
        path=_ONE,
        name="edit_email",
        tag="E-mails",
        summary="Change a draft; of any other message, what it is about",
        answer=emails.edit,
        requires=Permission.EMAIL_SEND,
        takes="EditedEmail",
        gives="Email",
        tagged=True,
        conditional="required",
        written=True,
        problems=("invalid", "not-found", "stale"),
    ),
    Operation(
        method="DELETE",
        path=_ONE,
        name="archive_email",
        tag="E-mails",
        summary="Put a message into the archive; what waits of it is not sent",
        answer=emails.ACTS["archive"],
        requires=Permission.EMAIL_SEND,
        status=204,
        conditional="optional",
        written=True,
        problems=("not-found", "stale"),
    ),
    _acts("restore", "Bring a message back from the archive"),
    _acts("send", "Queue a draft", "invalid", "already-sent"),
    _acts(
        "cancel",
        "Keep a message from going out to whom it has not gone",
        "already-sent",
    ),
    _acts(
        "retry",
        "Try again what failed, was refused, is uncertain or held",
        "nothing-to-retry",
        needs=Permission.EMAIL_ADMIN,
    ),
    _acts(
        "settle",
        "Take what is uncertain for sent: it arrived",
        "nothing-to-retry",
        needs=Permission.EMAIL_ADMIN,
    ),
]
