"""
Mails reach a relay as they were written, or the sender learns why not.
"""

import socket
import ssl
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crm_adapters.smtp import MailRefused, SmtpMailer, invitation
from crm_core.access import Mail, User
from crm_core.shared import Invalid, Unavailable, UserId

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)
MAIL = Mail(
    to="ada@example.com",
    subject="Grüße aus Łódź",
    text="Hello,\n\n.a line with a dot first\nünïcödé\n",
    message_id="0190-invitation@crm.example.com",
)


class Relay:
    """
    Keeps what it is given; answers what the test tells it to.
    """

    def __init__(self) -> None:
        self.mails: list[tuple[str, list[str], bytes, bool]] = []
        self.logins: list[tuple[str, str]] = []
        self.answer_to_recipient = "250 OK"
        self.answer_to_data = "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self.answer_to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer_to_recipient

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.mails.append(
            (
                envelope.mail_from,
                envelope.rcpt_tos,
                envelope.original_content,
                session.ssl is not None,
            )
        )
        return self.answer_to_data

    def authenticate(self, server, session, envelope, mechanism, data):
        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password == b"p@ss", handled=False)


@pytest.fixture
def relay():
    """
    What the relay does and has got.
    """
    return Relay()


@pytest.fixture
def listen(relay):
    """
    Start the relay; answers its port.
    """
    controllers = []

    def start(**options) -> int:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        controller = Controller(relay, hostname="127.0.0.1", port=port, **options)
        controllers.append(controller)
        controller.start()
        return port

    yield start
    for controller in controllers:
        controller.stop()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """
    What a relay on this machine shows, and what trusts it.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "relay.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    shown = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    shown.load_cert_chain(file)
    return shown, ssl.create_default_context(cafile=file)


def a_mailer(url: str, **options) -> SmtpMailer:
    """
    A mailer that does not wait long.
    """
    sender = "Müller CRM <crm@example.org>"
    return SmtpMailer(url, sender=sender, timeout=5, clock=lambda: NOW, **options)


def test_a_mail_arrives_as_it_was_written(relay, listen):
    """
    Letters of any script, dots at line starts, and the headers that mails need.
    """
    a_mailer(f"smtp://127.0.0.1:{listen()}").send(MAIL)

    ((sender, recipients, content, _),) = relay.mails
    message = message_from_bytes(content, policy=default)
    assert ("crm@example.org", ["ada@example.com"]) == (sender, recipients)
    assert MAIL.subject == message["Subject"]
    assert MAIL.text == message.get_content().replace("\r\n", "\n")
    assert "<0190-invitation@crm.example.com>" == message["Message-ID"]
    assert NOW == message["Date"].datetime
    assert "Müller CRM" == message["From"].addresses[0].display_name
    assert "auto-generated" == message["Auto-Submitted"]


def test_a_domain_of_another_script_is_written_in_ascii(relay, listen):
    """
    Relays without SMTPUTF8 take it too.
    """
    mail = Mail(to="ada@müller.example", subject="x", text="x", message_id="a@b")
    a_mailer(f"smtp://127.0.0.1:{listen()}").send(mail)

    assert [["ada@xn--mller-kva.example"]] == [mail[1] for mail in relay.mails]


@pytest.mark.parametrize(
    "broken",
    [
        {"to": "ada@example.com\r\nBcc: eve@example.com"},
        {"to": "ada@example.com, eve@example.com"},
        {"subject": "Hello\r\nBcc: eve@example.com"},
        {"subject": "Hello\nBcc: eve@example.com"},
        {"message_id": "a@b>\r\nBcc: eve@example.com"},
        {"message_id": "a b@c"},
    ],
)
def test_no_value_adds_a_header_or_a_recipient(relay, listen, broken):
    """
    A line break in any value is refused before the relay is asked.
    """
    values = {"to": "ada@example.com", "subject": "x", "text": "x"}
    mail = Mail(**({"message_id": "a@b"} | values | broken))

    with pytest.raises(Invalid):
        a_mailer(f"smtp://127.0.0.1:{listen()}").send(mail)

    assert [] == relay.mails


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"answer_to_recipient": "550 no such user"}, MailRefused),
        ({"answer_to_recipient": "450 greylisted"}, Unavailable),
        ({"answer_to_data": "554 spam"}, MailRefused),
        ({"answer_to_data": "452 disk full"}, Unavailable),
    ],
)
def test_a_refusal_says_whether_to_try_again(relay, listen, answers, error):
    """
    5xx is for good, 4xx for now.
    """
    for name, answer in answers.items():
        setattr(relay, name, answer)

    with pytest.raises(error):
        a_mailer(f"smtp://127.0.0.1:{listen()}").send(MAIL)


def test_a_relay_that_is_away_is_to_be_tried_again():
    """
    Nothing listens there.
    """
    with pytest.raises(Unavailable):
        a_mailer("smtp://127.0.0.1:1").send(MAIL)


def test_starttls_is_used_when_offered(relay, listen, certificate):
    """
    The mail travels encrypted, to a relay whose certificate is trusted.
    """
    shown, trusting = certificate
    port = listen(tls_context=shown)
    a_mailer(f"smtp://localhost:{port}", context=trusting).send(MAIL)

    assert [True] == [encrypted for *_, encrypted in relay.mails]


def test_a_relay_with_a_strange_certificate_gets_nothing(relay, listen, certificate):
    """
    Rather no mail than one to a stranger.
    """
    port = listen(tls_context=certificate[0])

    with pytest.raises(Unavailable):
        a_mailer(f"smtp://localhost:{port}").send(MAIL)
    assert [] == relay.mails


def test_tls_from_the_start(relay, listen, certificate):
    """
    As smtps:// says.
    """
    shown, trusting = certificate
    port = listen(ssl_context=shown)
    a_mailer(f"smtps://localhost:{port}", context=trusting).send(MAIL)

    assert 1 == len(relay.mails)


def test_user_and_password_of_the_url_are_given(relay, listen, certificate):
    """
    Decoded from their spelling in the URL.
    """
    shown, trusting = certificate
    port = listen(tls_context=shown, authenticator=relay.authenticate)
    a_mailer(f"smtp://me%40x:p%40ss@localhost:{port}", context=trusting).send(MAIL)

    assert [("me@x", "p@ss")] == relay.logins
    assert 1 == len(relay.mails)


def test_a_wrong_password_is_no_fault_of_the_mail(listen, relay, certificate):
    """
    The mail waits until an administrator mends the settings.
    """
    shown, trusting = certificate
    port = listen(tls_context=shown, authenticator=relay.authenticate)

    with pytest.raises(Unavailable):
        a_mailer(f"smtp://me:wrong@localhost:{port}", context=trusting).send(MAIL)


def test_a_check_greets_and_goes(relay, listen):
    """
    For `crm doctor`: no mail is sent.
    """
    a_mailer(f"smtp://127.0.0.1:{listen()}").check()

    assert [] == relay.mails
    with pytest.raises(Unavailable):
        a_mailer("smtp://127.0.0.1:1").check()


def test_an_invitation_says_who_invites_and_holds_the_link():
    """
    The first mail that the CRM sends.
    """
    user = User(
        id=UserId(UUID(int=1)),
        name="Ada Lovelace",
        email="ada@example.com",
        created_at=NOW,
        updated_at=NOW,
    )
    link = "https://crm.example.com/sign-in/abc"
    mail = invitation(
        user=user, organization="Northwind", link=link, message_id="1@crm"
    )

    assert ("ada@example.com", "Your access to the CRM of Northwind") == (
        mail.to,
        mail.subject,
    )
    assert link in mail.text.splitlines()
    assert "Hello Ada Lovelace," == mail.text.splitlines()[0]
