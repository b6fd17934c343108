"""
Mailboxes, read from a real server.
"""

import ssl
from datetime import UTC, date, datetime, timedelta

import pytest

from crm_adapters.mail import ImapServers
from crm_adapters.outside import Outside
from crm_core.mailboxes import (
    FolderMissing,
    MailboxRefused,
    MailboxUnreachable,
    MailServer,
    Position,
    Security,
    SignIn,
)

from ..plugins.requirements import lacking
from .certificates import self_signed
from .dovecot import PASSWORD, USER, Dovecot, program

HERE = Outside(frozenset({"127.0.0.1", "localhost"}))


def never():
    return False


@pytest.fixture
def certificate(tmp_path):
    return self_signed(tmp_path)


@pytest.fixture
def dovecot(tmp_path, certificate):
    path = program() or lacking("dovecot", "the mailbox is read from it")
    server = Dovecot(path, tmp_path, certificate)
    server.start()
    yield server
    server.stop()


def server(dovecot, **different):
    known = {
        "host": "127.0.0.1",
        "port": dovecot.port,
        "security": Security.NONE,
        "user": USER,
        "secret": PASSWORD,
    }
    return MailServer(**known | different)


def message(number):
    return f"Subject: {number}\r\n\r\nNumber {number}.\r\n".encode()


def new(dovecot, *, servers=None, folder="INBOX", after=None, since=None, most=100):
    servers = servers or ImapServers(outside=HERE, timeout=10)
    with servers.open(server(dovecot)) as mailbox:
        return list(mailbox.new(folder, after=after, since=since, most=most))


def test_messages_come_once_and_in_order(dovecot):
    """
    Each message comes as it is, after those before it, and not again behind its
    position, even though "n:*" always names the last one.
    """
    dovecot.deliver(message(1), message(2), message(3))
    first = new(dovecot, most=2)
    assert [message(1), message(2)] == [each.raw for each in first]
    rest = new(dovecot, after=first[-1].position)
    assert [message(3)] == [each.raw for each in rest]
    assert [] == new(dovecot, after=rest[-1].position)
    dovecot.deliver(message(4))
    last = new(dovecot, after=rest[-1].position)
    assert [message(4)] == [each.raw for each in last]


def test_reading_marks_nothing_as_read(dovecot):
    """
    People who read the same mailbox elsewhere do not notice us.
    """
    dovecot.deliver(message(1))
    new(dovecot)
    with dovecot.client() as client:
        client.select_folder("INBOX", readonly=True)
        assert [1] == client.search("UNSEEN")


def test_the_moment_of_arrival_is_the_servers(dovecot):
    """
    It does not shift by this machine's time zone.
    """
    arrived = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    with dovecot.client() as client:
        client.append("INBOX", message(1), msg_time=arrived)
    assert [arrived] == [each.arrived_at for each in new(dovecot)]


def test_old_mail_stays_where_it_is(dovecot):
    """
    The first reading goes back to a day; what was read once needs no day.
    """
    now = datetime.now(UTC)
    with dovecot.client() as client:
        client.append("INBOX", message(1), msg_time=now - timedelta(40))
        client.append("INBOX", message(2), msg_time=now - timedelta(20))
    found = new(dovecot, since=(now - timedelta(30)).date())
    assert [message(2)] == [each.raw for each in found]


def test_a_renumbered_folder_is_read_from_its_beginning(dovecot):
    """
    Positions of another validity mean nothing (RFC 9051, 2.3.1.1).
    """
    dovecot.deliver(message(1), message(2))
    known = new(dovecot)[-1].position
    found = new(dovecot, after=Position(known.validity + 1, 900))
    assert [message(1), message(2)] == [each.raw for each in found]
    assert {known.validity} == {each.position.validity for each in found}


def test_what_is_too_large_is_named_and_not_fetched(dovecot):
    """
    It has a size and a position, so that reading goes on behind it.
    """
    large = message(2) + b"x" * 5000 + b"\r\n"
    dovecot.deliver(message(1), large, message(3))
    found = new(dovecot, servers=ImapServers(outside=HERE, timeout=10, largest=1000))
    assert [message(1), None, message(3)] == [each.raw for each in found]
    assert len(large) == found[1].size


def test_folders_by_name(dovecot):
    """
    Folders are read apart, those with other letters too; which holds what was sent
    is the server's word.
    """
    with dovecot.client() as client:
        client.create_folder("Kunden Ärger")
    dovecot.deliver(message(1), folder="Kunden Ärger")
    with ImapServers(outside=HERE, timeout=10).open(server(dovecot)) as mailbox:
        assert {"INBOX", "Sent", "Kunden Ärger"} == set(mailbox.folders())
        assert mailbox.sent_folder() == "Sent"
        since = date(2000, 1, 1)
        found = mailbox.new("Kunden Ärger", after=None, since=since, most=9)
        assert [message(1)] == [each.raw for each in found]
        with pytest.raises(FolderMissing):
            list(mailbox.new("Elsewhere", after=None, since=None, most=9))


def test_waiting_ends_when_something_arrives(dovecot):
    """
    IDLE says so; without any arrival the time is waited out.
    """
    with ImapServers(outside=HERE, timeout=10).open(server(dovecot)) as mailbox:
        assert mailbox.wait("INBOX", seconds=0.05, ending=never) is False
        dovecot.deliver(message(1))
        list(mailbox.new("INBOX", after=None, since=None, most=9))
    other = ImapServers(outside=HERE, timeout=10).open(server(dovecot))
    with other as waiting, dovecot.client() as client:
        idle = waiting.client.idle

        def idle_then_deliver():
            idle()
            client.append("INBOX", message(2))

        waiting.client.idle = idle_then_deliver
        assert waiting.wait("INBOX", seconds=10, ending=never) is True


def test_a_wrong_password_is_refused_not_unreachable(dovecot):
    """
    Whoever owns the mailbox has to act, and is told what the server said.
    """
    with pytest.raises(MailboxRefused, match=r"127\.0\.0\.1 refuses the sign-in"):
        ImapServers(outside=HERE, timeout=10).open(
            server(dovecot, secret="wrong")
        ).__enter__()


def test_a_server_without_tokens_refuses_one(dovecot):
    """
    An access token is never offered as a password.
    """
    tokens = server(dovecot, sign_in=SignIn.TOKEN)
    with pytest.raises(MailboxRefused, match="takes no access tokens"):
        ImapServers(outside=HERE, timeout=10).open(tokens).__enter__()
    assert "auth failed" not in dovecot.log


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_only_a_trusted_certificate_is_spoken_to(dovecot, certificate, security):
    """
    The password is given to whom the certificate names, and to nobody else.
    """
    port = dovecot.ports[1] if security is Security.TLS else dovecot.port
    there = server(dovecot, host="localhost", port=port, security=security)
    dovecot.deliver(message(1))
    trusting = ssl.create_default_context(cafile=certificate)
    with ImapServers(outside=HERE, timeout=10, context=trusting).open(there) as mailbox:
        found = list(mailbox.new("INBOX", after=None, since=None, most=9))
    assert [message(1)] == [each.raw for each in found]
    with pytest.raises(MailboxUnreachable, match="certificate"):
        ImapServers(outside=HERE, timeout=10).open(there).__enter__()


def test_encryption_that_is_withheld_is_not_done_without(tmp_path):
    """
    Where STARTTLS is asked for and not offered, nothing is said in the clear.
    """
    path = program() or lacking("dovecot", "the mailbox is read from it")
    plain = Dovecot(path, tmp_path)
    plain.start()
    try:
        wanted = server(plain, security=Security.STARTTLS)
        with pytest.raises(MailboxUnreachable):
            ImapServers(outside=HERE, timeout=10).open(wanted).__enter__()
        assert "Login: user" not in plain.log.rsplit("Logged out", 1)[-1]
    finally:
        plain.stop()


def test_nobody_there(dovecot):
    """
    A server that is away is unreachable, by name.
    """
    dovecot.stop()
    with pytest.raises(MailboxUnreachable, match=r"127\.0\.0\.1 cannot be reached"):
        ImapServers(outside=HERE, timeout=5).open(server(dovecot)).__enter__()
