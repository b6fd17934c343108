"""
A Dovecot for a test, and what reads mail from it.
"""

from uuid import uuid4

from crm_adapters.folder import FolderStorage
from crm_adapters.mail import ImapServers, OAuthTokens, read_message
from crm_adapters.outside import Outside
from crm_core.mailboxes import (
    Position,
    Reading,
    SetAside,
    SetAsideId,
    add_mailbox,
    reading_actor,
    take_message,
)

from .adapters.dovecot import PASSWORD, USER, Dovecot, program
from .plugins.requirements import lacking
from .use_cases.writing import raw

HERE = Outside(frozenset({"127.0.0.1", "localhost"}))


def running(folder):
    """
    A server, until the block ends.
    """
    server = Dovecot(program() or lacking("dovecot", "mail is read from it"), folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def reading(folder, **different):
    """
    Reads from servers of this machine, and keeps contents in *folder*.
    """
    parts = {
        "servers": ImapServers(timeout=10, outside=HERE),
        "tokens": OAuthTokens(outside=HERE),
        "reader": read_message,
        "storage": FolderStorage(folder),
    }
    return Reading(**parts | different)


def mailbox_at(server, **different):
    """
    The fields of the mailbox on *server*.
    """
    fields = {
        "address": USER,
        "host": "127.0.0.1",
        "port": server.port,
        "security": "none",
        "user": USER,
        "secret": PASSWORD,
    }
    return fields | different


def arrival(run, actor, reads):
    """
    A message of somebody whom nobody knows.
    """
    content = raw(id=f"<{uuid4()}@customer.example>")
    acting = reading_actor(actor.organization_id)
    return take_message(lambda _, *a, **k: run(*a, **k), acting, reads, content).email


def mail_of(crm, actor, storage):
    """
    The ids of a mailbox on a server that nobody may connect to, and of a message that
    could not be taken in from it, and can now.
    """
    content = raw(id=f"<{uuid4()}@customer.example>")
    key = storage.put(actor.organization_id, [content]).key
    fields = {"address": USER, "host": "10.0.0.1", "user": USER, "secret": PASSWORD}
    mailbox_id = crm.run(actor, add_mailbox, **fields).id
    with crm.works.open(actor) as work:
        aside = SetAside(
            id=SetAsideId(work.new_id()),
            mailbox_id=mailbox_id,
            folder="INBOX",
            position=Position(1, 1),
            size=len(content),
            raw_key=key,
            reason="Poison.",
            at=work.now,
        )
        work.set_asides.add(aside)
    return mailbox_id, aside.id
