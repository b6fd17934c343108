"""
What the API can do with mailboxes.
"""

from typing import Final

from crm_core.shared import Permission

from ..operations import Operation
from . import mailboxes
from .record_operations import PAGING, ROOT

_PLACE: Final = f"{ROOT}/mailboxes"
_ONE: Final = f"{_PLACE}/{{id}}"
_ASIDE: Final = f"{ROOT}/set-aside/{{id}}"
_TAG: Final = "Mailboxes"

OPERATIONS: Final = [
    Operation(
        method="GET",
        path=_PLACE,
        name="list_mailboxes",
        tag=_TAG,
        summary="The mailboxes that one may see, without their secrets",
        answer=mailboxes.list_all,
        requires=Permission.MAILBOX_READ,
        gives="MailboxList",
    ),
    Operation(
        method="POST",
        path=_PLACE,
        name="add_mailbox",
        tag=_TAG,
        summary="Have a mailbox read from now on; its secrets are never shown again",
        answer=mailboxes.add,
        requires=Permission.MAILBOX_WRITE,
        takes="NewMailbox",
        gives="Mailbox",
        status=201,
        located=True,
        tagged=True,
        written=True,
        problems=("invalid", "seal-missing"),
    ),
    Operation(
        method="GET",
        path=_ONE,
        name="show_mailbox",
        tag=_TAG,
        summary="One mailbox, without its secrets",
        answer=mailboxes.show,
        requires=Permission.MAILBOX_READ,
        gives="Mailbox",
        tagged=True,
        problems=("not-found",),
    ),
    Operation(
        method="PATCH",
        path=_ONE,
        name="edit_mailbox",
        tag=_TAG,
        summary="Change a mailbox; it is tried again at once",
        answer=mailboxes.edit,
        requires=Permission.MAILBOX_WRITE,
        takes="EditedMailbox",
        gives="Mailbox",
        tagged=True,
        conditional="required",
        written=True,
        problems=("invalid", "not-found", "seal-missing", "stale"),
    ),
    Operation(
        method="DELETE",
        path=_ONE,
        name="remove_mailbox",
        tag=_TAG,
        summary="Read a mailbox no more; its messages stay",
        answer=mailboxes.remove,
        requires=Permission.MAILBOX_WRITE,
        status=204,
        conditional="optional",
        written=True,
        problems=("not-found", "stale"),
    ),
    Operation(
        method="GET",
        path=f"{_ONE}/status",
        name="mailbox_status",
        tag=_TAG,
        summary="When a mailbox was read last, how far, and what went wrong",
        answer=mailboxes.status,
        requires=Permission.MAILBOX_READ,
        gives="MailboxStatus",
        problems=("not-found",),
    ),
    Operation(
        method="POST",
        path=f"{_ONE}/check",
        name="check_mailbox",
        tag=_TAG,
        summary="Sign in to a mailbox now, and say what exactly fails; nothing is read",
        answer=mailboxes.check,
        requires=Permission.MAILBOX_WRITE,
        gives="MailboxCheck",
        problems=("not-found",),
    ),
    Operation(
        method="POST",
        path=f"{_ONE}/sync",
        name="sync_mailbox",
        tag=_TAG,
        summary="Have a worker read a mailbox at once",
        answer=mailboxes.sync,
        requires=Permission.MAILBOX_WRITE,
        gives="MailboxStatus",
        status=202,
        problems=("not-found", "mailbox-off"),
    ),
    Operation(
        method="GET",
        path=f"{_ONE}/set-aside",
        name="list_set_aside",
        tag=_TAG,
        summary="The messages of a mailbox that could not be taken in, and why",
        answer=mailboxes.list_aside,
        requires=Permission.MAILBOX_READ,
        query=PAGING,
        gives="SetAsidePage",
        problems=("invalid", "not-found"),
    ),
    Operation(
        method="POST",
        path=f"{_ASIDE}/retry",
        name="retry_set_aside",
        tag=_TAG,
        summary="Take in a message that was set aside",
        answer=mailboxes.retry,
        requires=Permission.MAILBOX_WRITE,
        gives="ReceivedEmail",
        problems=("not-found", "still-refused"),
    ),
    Operation(
        method="DELETE",
        path=_ASIDE,
        name="drop_set_aside",
        tag=_TAG,
        summary="Let go of a message that was set aside; it stays on its mail server",
        answer=mailboxes.drop,
        requires=Permission.MAILBOX_WRITE,
        status=204,
        problems=("not-found",),
    ),
]
