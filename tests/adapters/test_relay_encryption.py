"""
Between the CRM and a relay on another machine nobody reads along, and nobody puts words
into the relay's mouth (EML-10).
"""

import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crm_adapters.smtp import Relays, SmtpMailer, SmtpRelay
from crm_core.access import Mail
from crm_core.emails import Outcome, Verdict
from crm_core.shared import Unavailable

from .certificates import self_signed
from .sinks import Answer, Sink

ELSEWHERE = "127.1"
"""
This machine, spelled so that nobody knows: it stands for another one.
"""
OFFER = b"250-sink\r\n250-STARTTLS\r\n250 SIZE 1000000"
GO = b"220 go on"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return self_signed(tmp_path)


@pytest.fixture
def trusting(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certificate)


@pytest.fixture
def sink(certificate: Path) -> Iterator[Sink]:
    """
    A relay that can go over to TLS.
    """
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    sink = Sink(starting(OFFER)).start()
    sink.context = context
    yield sink
    sink.stop()


def starting(
    offer: bytes = OFFER, start: Answer = GO, then: bytes = b"250-sink\r\n250 SIZE 9000"
) -> Callable[[str, str], Answer]:
    """
    A relay with this *offer*, whose answer to STARTTLS is *start*, and which says *then*
    who it is.
    """
    offers = [offer]

    def says(point: str, _recipient: str) -> Answer:
        if point == "ehlo":
            return offers.pop() if offers else then
        return start if point == "star" else b"250 ok"

    return says


def sent(
    sink: Sink, *, host: str = "localhost", scheme: str = "smtp", **more: object
) -> Verdict:
    """
    What is said of a mail that is to go by a relay.
    """
    url = sink.url.replace("127.0.0.1", host).replace("smtp:", f"{scheme}:")
    with SmtpRelay(Relays(relay=url, timeout=5, **more)) as relay:
        return relay.deliver(
            b"Subject: x\r\n\r\nx\r\n", sender="a@b.example", recipient="c@d.example"
        )


def assert_kept(verdict: Verdict, sink: Sink, reason: str) -> None:
    """
    The mail waits with the reason, and the relay has heard nothing of it.
    """
    assert Outcome.NOT_TRIED is verdict.outcome
    assert reason in verdict.reason
    said = [line.split(" ")[0].upper() for line in sink.asked]
    assert not {"MAIL", "RCPT", "DATA", "AUTH"}.intersection(said)
    assert [] == sink.taken


def test_mail_goes_by_tls(sink: Sink, trusting: ssl.SSLContext) -> None:
    """
    As soon as it is offered; who the relay is, is asked anew.
    """
    verdict = sent(sink, context=trusting)

    assert Outcome.SENT is verdict.outcome
    assert ["ehlo", "STARTTLS", "ehlo"] == [
        each.split(" ")[0] for each in sink.asked[:3]
    ]
    assert sink.asked[3].startswith("mail FROM:<a@b.example> SIZE=")


def test_a_certificate_that_nobody_trusts(sink: Sink) -> None:
    """
    The mail is given neither to a stranger nor to anybody in the clear.
    """
    assert_kept(sent(sink), sink, "SSLCertVerificationError")


def test_a_certificate_of_another_host(sink: Sink, trusting: ssl.SSLContext) -> None:
    """
    One that is trusted, but not there.
    """
    assert_kept(sent(sink, host="127.0.0.1", context=trusting), sink, "SSLCert")


@pytest.mark.parametrize("user", ["", "me:secret@"])
@pytest.mark.parametrize(
    "says",
    [
        starting(b"250-sink\r\n250 SIZE 1000000"),
        starting(b"250-sink\r\n250-XXXXXXXA\r\n250 AUTH PLAIN LOGIN"),
        starting(b"502 no such command"),
    ],
    ids=["taken out", "written over", "no EHLO"],
)
def test_starttls_that_was_stripped(
    sink: Sink, says: Callable[[str, str], Answer], user: str
) -> None:
    """
    A relay elsewhere that does not offer TLS, or is kept from saying so, gets no mail
    and no password.
    """
    sink.says = lambda point, who: b"250 sink" if point == "helo" else says(point, who)

    assert_kept(sent(sink, host=f"{user}{ELSEWHERE}"), sink, "RelayUnencrypted")


@pytest.mark.parametrize("start", [b"454 not now", b"502 no such command", None])
def test_starttls_that_is_refused(sink: Sink, start: Answer) -> None:
    """
    Nothing goes on in the clear, not even to this machine.
    """
    sink.says = starting(start=start)

    assert_kept(sent(sink), sink, "The mail relay")


def test_a_relay_without_tls_must_be_named_as_such(sink: Sink) -> None:
    """
    Then it gets mail, but no password; the mailer of invitations minds it too.
    """
    plain = b"250-sink\r\n250-AUTH PLAIN\r\n250 SIZE 1000000"
    sink.says = starting(plain)
    assert Outcome.SENT is sent(sink, host=ELSEWHERE, scheme="smtp+plain").outcome

    sink.says, sink.taken, sink.asked = starting(plain), [], []
    named = sent(sink, host=f"me:secret@{ELSEWHERE}", scheme="smtp+plain")
    assert_kept(named, sink, "RelayUnencrypted")

    mail = Mail(to="c@d.example", subject="x", text="x", message_id="a@b")
    url = sink.url.replace("127.0.0.1", ELSEWHERE)
    sink.says = starting(plain)
    with pytest.raises(Unavailable):
        SmtpMailer(url, sender="a@b.example", timeout=5).send(mail)
    assert [] == sink.taken


def test_words_put_in_before_tls_are_not_heard(
    sink: Sink, trusting: ssl.SSLContext
) -> None:
    """
    What comes with the answer to STARTTLS, in the clear, is not taken for the relay's
    answers by TLS: neither what it offers nor what it says of the mail.
    """
    put_in = (
        b"\r\n250-evil\r\n250 AUTH PLAIN\r\n250 ok\r\n250 ok\r\n354 go\r\n250 taken"
    )
    sink.says = starting(start=GO + put_in)
    verdict = sent(sink, host="me:secret@localhost", context=trusting)

    assert_kept(verdict, sink, "The mail relay")

    sink.asked.clear()
    sink.says = starting(start=GO + put_in)
    verdict = sent(sink, context=trusting)
    if verdict.outcome is Outcome.SENT:
        assert ["c@d.example"] == sink.recipients()
    else:
        assert_kept(verdict, sink, "The mail relay")
