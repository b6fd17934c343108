"""
Reports of mail that did not arrive, and complaints about mail that did.
"""

import pytest

from crm_core.emails import MessageKind, cause_of, reason_of
from tests.mail.raw import read, read_parts

DAEMON = {
    "From": "Mail Delivery System <MAILER-DAEMON@mx.example.net>",
    "Return_Path": "<>",
    "Subject": "Undelivered Mail Returned to Sender",
}
ORIGINAL = (
    "Received: from us\nFrom: sales@example.org\nTo: ann@example.com\n"
    "Subject: An offer\nMessage-ID: <offer-1@example.org>\nDate: Mon, 3 Apr 2023 09:12:00"
    " +0200\n"
)


def status(*fields):
    return f"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n{''.join(fields)}"


def recipient(address="ann@example.com", action="failed", code="5.1.1", said="550 no"):
    return (
        f"Final-Recipient: rfc822; {address}\nAction: {action}\nStatus: {code}\n"
        f"Diagnostic-Code: smtp; {said}\n\n"
    )


def report(*recipients, **headers):
    return read_parts(
        "Content-Type: text/plain\n\nIt was not delivered.",
        status(*recipients),
        f"Content-Type: text/rfc822-headers\n\n{ORIGINAL}",
        kind="report; report-type=delivery-status",
        **(DAEMON | headers),
    )


def test_a_report_for_programs():
    """
    RFC 3464: each recipient with code and reason, and the message it is about.
    """
    message = report(
        recipient(), recipient("bob@example.com", code="4.2.2", said="452 full")
    )

    assert MessageKind.BOUNCE == message.kind
    ann, bob = message.bounce.recipients
    assert ("ann@example.com", "5.1.1", True) == (
        ann.address,
        ann.status,
        ann.permanent,
    )
    assert ("bob@example.com", "4.2.2") == (bob.address, bob.status)
    assert ("no such mailbox", "mailbox full") == (ann.reason, bob.reason)
    assert "<offer-1@example.org>" == message.concerns
    assert "An offer" == message.bounce.subject
    assert not message.may_be_answered


def test_the_servers_own_code_counts_more_than_one_that_says_nothing():
    """
    A status of 5.0.0 gives way to the code in the words of the other server.
    """
    message = report(recipient(code="5.0.0", said="550 5.7.26 Unauthenticated"))

    assert "5.7.26" == message.bounce.recipients[0].status


def test_the_address_that_was_written_counts():
    """
    Forwarded by its owner, an address fails elsewhere; it is the one written that is
    told.
    """
    given = "Original-Recipient: rfc822;ann@example.com\n"

    message = report(given + recipient("ann.bell@elsewhere.example"))

    assert "ann@example.com" == message.bounce.recipients[0].address


def test_a_report_of_success_is_no_bounce():
    """
    That all was delivered needs no answer, and fails nobody.
    """
    message = report(recipient(action="delivered", code="2.0.0", said="250 ok"))

    assert MessageKind.AUTO_REPLY == message.kind
    assert message.bounce is None
    assert "<offer-1@example.org>" == message.concerns


def test_a_delay_is_a_bounce_that_is_not_for_good():
    """
    It may yet arrive.
    """
    message = report(recipient(action="delayed", code="4.4.7"))

    assert MessageKind.BOUNCE == message.kind
    (ann,) = message.bounce.recipients
    assert (False, "delayed") == (ann.permanent, ann.action)


NOTICES = {
    "exim": (
        "A message that you sent could not be delivered to one or more of its\n"
        "recipients. This is a permanent error. The following address(es) failed:\n\n"
        "  ann@example.com\n    host mx [192.0.2.1]: 550 5.1.1 <ann@example.com>... User"
        " unknown\n\n------ This is a copy of the message ------\n\n" + ORIGINAL
    ),
    "qmail": (
        "Hi. This is the qmail-send program at mx.\nI'm afraid I wasn't able to deliver"
        " your message to the following addresses.\n\n<ann@example.com>:\n192.0.2.1 does"
        " not like recipient.\nRemote host said: 550 5.1.1 No such user\n\n"
        "--- Below this line is a copy of the message.\n\n" + ORIGINAL
    ),
    "sendmail": (
        "   ----- The following addresses had permanent fatal errors -----\n"
        "<ann@example.com>\n    (reason: 550 5.1.1 User unknown)\n\n"
        "   ----- Transcript of session follows -----\n550 5.1.1 ... User unknown\n\n"
        "   ----- Original message follows -----\n" + ORIGINAL
    ),
    "words": (
        "Your message was rejected.\n\nreject reason: 550 5.1.1 unknown user\n"
        "target mail address: ann@example.com\n\n-------\n" + ORIGINAL
    ),
    "gateway": (
        "Your message with Subject: An offer\ncould not be delivered to the following"
        " recipients:\n\nann@example.com\n\n550 5.1.1 no such user\n\n---\n" + ORIGINAL
    ),
    "german": (
        "Ihre Nachricht konnte nicht zugestellt werden.\n\nEmpfänger: ann@example.com\n"
        "550 5.1.1 Empfänger unbekannt\n\n----- Original -----\n" + ORIGINAL
    ),
}


@pytest.mark.parametrize("notice", NOTICES)
def test_a_report_in_words(notice):
    """
    Whatever system words it, whom and which message it concerns is found.
    """
    message = read(NOTICES[notice], **DAEMON)

    assert MessageKind.BOUNCE == message.kind
    (ann,) = message.bounce.recipients
    assert ("ann@example.com", "5.1.1", True) == (
        ann.address,
        ann.status,
        ann.permanent,
    )
    assert "<offer-1@example.org>" == message.concerns


@pytest.mark.parametrize("notice", ["gateway", "words"])
def test_a_report_whose_sender_is_no_mail_system(notice):
    """
    Filters report in their own name.
    """
    message = read(
        NOTICES[notice], From="filter@example.net", Subject="Delivery failure"
    )

    assert MessageKind.BOUNCE == message.kind
    assert "ann@example.com" == message.bounce.recipients[0].address


def test_several_in_words_each_with_its_own_reason():
    """
    What is said of one is not said of the other.
    """
    message = read(
        "<ann@example.com>: 550 5.1.1 User unknown\n"
        "<bob@example.com>: 452 4.2.2 Mailbox full\n",
        **DAEMON,
    )

    told = [(each.address, each.status) for each in message.bounce.recipients]
    assert [("ann@example.com", "5.1.1"), ("bob@example.com", "4.2.2")] == told


def test_failed_recipients_in_a_header():
    """
    Some systems name them in a header, and then nobody else.
    """
    message = read(
        "Ask help@mx.example.net. It failed: 550 5.1.1 unknown.",
        X_Failed_Recipients="ann@example.com,\n bob@example.com",
        **DAEMON,
    )

    told = [each.address for each in message.bounce.recipients]
    assert ["ann@example.com", "bob@example.com"] == told


def test_a_gateway_wraps_a_report():
    """
    A report that a mail system encloses in its own counts as its own.
    """
    inner = (
        "From: MAILER-DAEMON@inner.example\nSubject: Returned mail\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=i\n\n"
        f"--i\n{status(recipient())}--i--\n"
    )

    message = read_parts(
        "Content-Type: text/plain\n\nSee below.",
        f"Content-Type: message/rfc822\n\n{inner}",
        **DAEMON,
    )

    assert MessageKind.BOUNCE == message.kind
    assert "ann@example.com" == message.bounce.recipients[0].address


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (NOTICES["exim"], {"Subject": "Fwd: Mail delivery failed"}),
        ("Did you get: 550 5.1.1 User unknown?", {"Subject": "Re: Undeliverable"}),
        ("The delivery of the goods failed.", {"Subject": "Delivery failed"}),
        ("The delivery is delayed to May.", {"Subject": "Delivery report"}),
        ("Please return mail by Monday.", {}),
        (
            "Your parcel could not be delivered.\n\nCall us, or write to help@post.example",
            {"Subject": "Delivery failed", "From": "delivery@post.example"},
        ),
        (
            "We could not deliver your message to the board in time, sorry.",
            {"Subject": "Delivery problem"},
        ),
    ],
)
def test_what_people_write_is_no_bounce(body, headers):
    """
    People forward bounces, ask about them, and speak of deliveries.
    """
    assert MessageKind.MESSAGE == read(body, **headers).kind


def test_a_report_that_somebody_sends_on_is_theirs():
    """
    An attached bounce is a file, not a bounce.
    """
    message = read_parts(
        "Content-Type: text/plain\n\nWhat is this?", status(recipient())
    )

    assert MessageKind.MESSAGE == message.kind


def test_a_complaint():
    """
    RFC 5965: who complained about which message.
    """
    message = read_parts(
        "Content-Type: text/plain\n\nThis is an abuse report.",
        "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\n"
        "Original-Rcpt-To: <ann@example.com>\nVersion: 1\n",
        f"Content-Type: message/rfc822\n\n{ORIGINAL}\nHello",
        kind="report; report-type=feedback-report",
    )

    assert MessageKind.COMPLAINT == message.kind
    assert ("abuse", "ann@example.com") == (
        message.complaint.type,
        message.complaint.address,
    )
    assert "<offer-1@example.org>" == message.concerns
    assert message.bounce is None


@pytest.mark.parametrize(
    ("said", "status", "permanent", "reason"),
    [
        ("550 5.1.1 <a@b.cc>... User Unknown", "5.1.1", True, "no such mailbox"),
        ("452 4.2.2 Over quota", "4.2.2", False, "mailbox full"),
        ("550 Mailbox quota exceeded", None, True, "mailbox full"),
        ("421 Too many connections, try again later", None, False, None),
        ("host 10.5.1.1 said nothing", None, None, ""),
        ("message blocked as spam", None, True, "not allowed"),
        ("This is a permanent error", None, True, ""),
        ("", None, None, ""),
    ],
)
def test_causes(said, status, permanent, reason):
    """
    Codes count before words, and numbers of other things are no codes.
    """
    cause = cause_of(said)

    assert (status, permanent) == (cause.status, cause.permanent)
    assert reason is None or reason == cause.reason


def test_codes_in_words():
    """
    A code without words of its own is told by its subject.
    """
    assert "mailbox full" == reason_of("5.2.2")
    assert "network" == reason_of("4.4.99")
    assert "" == reason_of("5.99.99")
