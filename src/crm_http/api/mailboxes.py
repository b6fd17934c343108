"""
Mailboxes over HTTP: whose they are, how reading them goes, what was set aside.
"""

from typing import Final

from crm_core import CrmWork
from crm_core.emails import MailboxId
from crm_core.mailboxes import (
    Mailbox,
    Reading,
    SetAsideId,
    add_mailbox,
    check_mailbox,
    drop_set_aside,
    edit_mailbox,
    list_mailboxes,
    list_set_aside,
    mailbox_status,
    remove_mailbox,
    request_reading,
    show_mailbox,
    try_set_aside,
)
from crm_core.shared import Invalid, Permission, Unavailable

from ..calls import Call
from ..preconditions import check_version, entity_tag, unchanged
from ..replies import Header, Reply, json_reply
from .record_operations import ROOT
from .records import page_reply

_PLACE: Final = f"{ROOT}/mailboxes"


def reading_for(call: Call) -> Reading:
    """
    What reads mail here.

    Raises:
        Unavailable: Nothing does.
    """
    if call.desk.reading is None:
        raise Unavailable("Mail is not read here.")
    return call.desk.reading


def _reply(mailbox: Mailbox, *headers: Header, status: int = 200) -> Reply:
    tag = (b"etag", entity_tag(mailbox.version))
    return json_reply(mailbox.told(), tag, *headers, status=status)


def list_all(call: Call) -> Reply:
    """
    The mailboxes that the actor may see.
    """
    call.parameters()
    return json_reply({"items": [each.told() for each in call.run(list_mailboxes)]})


def show(call: Call) -> Reply:
    """
    One mailbox, or that it is still what the client saw.
    """
    call.parameters()
    mailbox = call.run(show_mailbox, MailboxId(call.id()))
    tag = entity_tag(mailbox.version)
    if unchanged(call.headers.get(b"if-none-match"), tag):
        return Reply(304, headers=((b"etag", tag),))
    return _reply(mailbox)


def add(call: Call) -> Reply:
    """
    A new mailbox.
    """
    call.parameters()
    fields = call.fields

    def act(work: CrmWork) -> Reply:
        mailbox = add_mailbox(work, **fields)
        place = f"{call.root}{_PLACE}/{mailbox.id}/"
        return _reply(mailbox, (b"location", place.encode()), status=201)

    return call.write(act)


def edit(call: Call) -> Reply:
    """
    A mailbox otherwise.
    """
    mailbox_id, versions = MailboxId(call.id()), call.versions(required=True)
    call.parameters()
    call.actor.require(Permission.MAILBOX_WRITE)
    fields = call.fields
    if wrong := {"mailbox_id", "version"}.intersection(fields):
        raise Invalid.of(min(wrong), "unknown", "No such field.")

    def act(work: CrmWork) -> Reply:
        saw = next(iter(versions)) if versions and len(versions) == 1 else None
        if saw is None:
            check_version(show_mailbox(work, mailbox_id).version, versions)
        return _reply(edit_mailbox(work, mailbox_id, version=saw, **fields))

    return call.write(act)


def remove(call: Call) -> Reply:
    """
    A mailbox that is read no more.
    """
    mailbox_id, versions = MailboxId(call.id()), call.versions(required=False)
    call.parameters()
    call.actor.require(Permission.MAILBOX_WRITE)

    def act(work: CrmWork) -> Reply:
        if versions is not None:
            check_version(show_mailbox(work, mailbox_id).version, versions)
        remove_mailbox(work, mailbox_id)
        return Reply(204)

    return call.write(act)


def status(call: Call) -> Reply:
    """
    When a mailbox was read, how far, and what went wrong.
    """
    call.parameters()
    return json_reply(call.run(mailbox_status, MailboxId(call.id())))


def check(call: Call) -> Reply:
    """
    Whether a mailbox can be read now, and why not.
    """
    call.parameters()
    reading, run = reading_for(call), call.desk.crm.run
    return json_reply(check_mailbox(run, call.actor, reading, MailboxId(call.id())))


def sync(call: Call) -> Reply:
    """
    A mailbox that a worker reads at once.
    """
    call.parameters()
    mailbox_id = MailboxId(call.id())

    def act(work: CrmWork) -> Reply:
        request_reading(work, mailbox_id)
        return json_reply(mailbox_status(work, mailbox_id), status=202)

    return call.write(act, trail=False)


def list_aside(call: Call) -> Reply:
    """
    The messages of a mailbox that could not be taken in.
    """
    request, _ = call.page()
    page = call.run(list_set_aside, MailboxId(call.id()), request)
    return page_reply(page, request, lambda message: message.told())


def retry(call: Call) -> Reply:
    """
    A message that was set aside, taken in after all.
    """
    call.parameters()
    reading, run = reading_for(call), call.desk.crm.run
    done = try_set_aside(run, call.actor, reading, SetAsideId(call.id()))
    return json_reply({"email": done.email.public, "new": done.new})


def drop(call: Call) -> Reply:
    """
    A message that is let go.
    """
    call.parameters()
    set_aside_id = SetAsideId(call.id())

    def act(work: CrmWork) -> Reply:
        drop_set_aside(work, set_aside_id)
        return Reply(204)

    return call.write(act, trail=False)
