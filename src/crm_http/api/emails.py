"""
Messages over HTTP: written, sent, read.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from crm_core import CrmWork
from crm_core.contacts import ContactId
from crm_core.emails import (
    Email,
    EmailId,
    ThreadId,
    archive_email,
    cancel_email,
    edit_email,
    list_emails,
    list_threads,
    preview_email,
    read_filter,
    restore_email,
    retry_email,
    send_draft,
    send_to_many,
    settle_email,
    show_email,
    show_outbox,
    show_thread,
    write_email,
)
from crm_core.shared import Invalid

from ..calls import Call
from ..preconditions import check_version, entity_tag, unchanged
from ..replies import Header, Reply, json_reply
from .bulk import read_selection
from .contacts import CONTACTS
from .record_operations import ROOT
from .records import page_reply

FILTERS: Final = (
    "direction",
    "state",
    "kind",
    "about",
    "thread_id",
    "mailbox_id",
    "campaign_id",
    "assigned_to",
    "address",
    "unmatched",
    "archived",
)


def list_all(call: Call) -> Reply:
    """
    Messages, the newest first.
    """
    request, given = call.page(*FILTERS)
    page = call.run(list_emails, read_filter(given), request)
    return page_reply(page, request, lambda email: email.public)


def list_all_threads(call: Call) -> Reply:
    """
    Threads by their last message.
    """
    request, given = call.page(*FILTERS)
    return page_reply(call.run(list_threads, read_filter(given), request), request)


def list_thread(call: Call) -> Reply:
    """
    The messages of a thread.
    """
    request, _ = call.page()
    page = call.run(show_thread, ThreadId(call.id()), request)
    return page_reply(page, request, lambda email: email.public)


def show(call: Call) -> Reply:
    """
    One message with what became of it, or that it is still what the client saw.
    """
    call.parameters()
    found = call.run(show_email, EmailId(call.id()))
    tag = entity_tag(found.email.version)
    settled = not found.email.open
    if settled and unchanged(call.headers.get(b"if-none-match"), tag):
        return Reply(304, headers=((b"etag", tag),))
    return json_reply(found.public, (b"etag", tag))


def add(call: Call) -> Reply:
    """
    A new message.
    """
    call.parameters()
    fields = call.fields

    def act(work: CrmWork) -> Reply:
        email = write_email(work, **fields)
        place = f"{call.root}{ROOT}/emails/{email.id}/"
        return _reply(email, (b"location", place.encode()), status=201)

    return call.write(act)


def preview(call: Call) -> Reply:
    """
    A message as it would go.
    """
    call.parameters()
    made = call.run(preview_email, **call.fields)
    return json_reply({"email": made.email.public, "missing": made.missing})


def add_many(call: Call) -> Reply:
    """
    A message to many contacts.
    """
    call.parameters()
    fields = dict(call.fields)
    names = ("ids", "filter")
    chosen: dict[str, object] = {n: fields.pop(n) for n in names if n in fields}

    def act(work: CrmWork) -> Reply:
        ids, query = read_selection(work, CONTACTS, chosen)
        people = None if ids is None else [ContactId(each) for each in ids]
        return json_reply(send_to_many(work, ids=people, query=query, **fields))

    return call.write(act)


def edit(call: Call) -> Reply:
    """
    A draft otherwise, or what a message is about.
    """
    email_id, versions = EmailId(call.id()), call.versions(required=True)
    call.parameters()
    fields = call.fields
    if wrong := {"email_id", "version"}.intersection(fields):
        raise Invalid.of(min(wrong), "unknown", "No such field.")

    def act(work: CrmWork) -> Reply:
        saw = next(iter(versions)) if versions and len(versions) == 1 else None
        if saw is None:
            check_version(show_email(work, email_id).email.version, versions)
        return _reply(edit_email(work, email_id, version=saw, **fields))

    return call.write(act)


def act_on(use_case: Callable[..., Email], call: Call) -> Reply:
    """
    What *use_case* does to a message.
    """
    email_id, versions = EmailId(call.id()), call.versions(required=False)
    call.parameters()

    def act(work: CrmWork) -> Reply:
        if versions is not None:
            check_version(show_email(work, email_id).email.version, versions)
        email = use_case(work, email_id)
        return Reply(204) if call.method == "DELETE" else _reply(email)

    return call.write(act)


def outbox(call: Call) -> Reply:
    """
    What waits to be sent.
    """
    call.parameters()
    return json_reply(call.run(show_outbox))


ACTS: Final[dict[str, Callable[[Call], Reply]]] = {
    name: partial(act_on, use_case)
    for name, use_case in {
        "archive": archive_email,
        "restore": restore_email,
        "send": send_draft,
        "cancel": cancel_email,
        "retry": retry_email,
        "settle": settle_email,
    }.items()
}


def _reply(email: Email, *headers: Header, status: int = 200) -> Reply:
    tag: tuple[bytes, Any] = (b"etag", entity_tag(email.version))
    return json_reply(email.public, tag, *headers, status=status)
