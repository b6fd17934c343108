"""
Spared addresses, and how mail is sent, over HTTP.
"""

from typing import Final

from crm_core.emails import (
    add_suppression,
    change_mail_settings,
    list_suppressions,
    remove_suppression,
    show_mail_settings,
)
from crm_core.shared import Permission

from ..calls import Call
from ..operations import Operation
from ..replies import Reply, json_reply
from .record_operations import PAGING, ROOT
from .records import page_reply
from .small_operations import adds, drops
from .small_records import SmallRecords

SPARED: Final = SmallRecords(
    noun="suppression",
    path=f"{ROOT}/suppressions",
    tag="E-mails",
    reads=Permission.EMAIL_READ,
    writes=Permission.EMAIL_ADMIN,
)
_SETTINGS: Final = f"{ROOT}/mail-settings"


def list_spared(call: Call) -> Reply:
    """
    The addresses that are spared.
    """
    request, _ = call.page()
    return page_reply(call.run(list_suppressions, request), request)


def show_settings(call: Call) -> Reply:
    """
    How the organization sends mail.
    """
    call.parameters()
    return json_reply(call.run(show_mail_settings))


def change_settings(call: Call) -> Reply:
    """
    The same otherwise.
    """
    call.parameters()
    fields = call.fields
    return call.write(lambda work: json_reply(change_mail_settings(work, **fields)))


OPERATIONS: Final = [
    Operation(
        method="GET",
        path=SPARED.path,
        name="list_suppressions",
        tag="E-mails",
        summary="Addresses that are spared, the newest first",
        answer=list_spared,
        requires=Permission.EMAIL_READ,
        query=PAGING,
        gives="SuppressionPage",
        problems=("invalid",),
    ),
    adds(
        SPARED, add_suppression, "Spare an address; of two reasons the graver one stays"
    ),
    drops(SPARED, remove_suppression, "Spare an address no longer"),
    Operation(
        method="GET",
        path=_SETTINGS,
        name="show_mail_settings",
        tag="E-mails",
        summary="How the organization sends mail",
        answer=show_settings,
        requires=Permission.EMAIL_READ,
        gives="MailSettings",
    ),
    Operation(
        method="PATCH",
        path=_SETTINGS,
        name="change_mail_settings",
        tag="E-mails",
        summary="Change how the organization sends mail; null brings back the usual",
        answer=change_settings,
        requires=Permission.EMAIL_ADMIN,
        takes="EditedMailSettings",
        gives="MailSettings",
        written=True,
        problems=("invalid",),
    ),
]
