"""
Messages made to exhaust who reads them: deep, many, large, unending; read within
bounds, by counted steps, or refused.
"""

import sys
from collections import Counter

import pytest

from crm_adapters.mail import read_message
from crm_core.emails import MessageRefused, new_text
from tests.mail.raw import raw, read

DAEMON = {"From": "MAILER-DAEMON@mx.example.net", "Subject": "Undelivered"}


def nested(depth):
    opening = "".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n"
        for n in range(depth)
    )
    return raw("").rstrip(b"\n") + b"\n" + opening.encode() + b"\nwords\n"


def test_parts_within_parts():
    """
    What goes too deep is kept whole as a file.
    """
    message = read_message(nested(5_000))

    assert "parts too deep or too many stay undivided" in message.defects
    assert b"words" in message.attachments[0].content


def test_many_parts():
    """
    A message of more parts than any program writes is kept whole as a file.
    """
    message = read("--b\n\nx\n" * 20_000, Content_Type="multipart/mixed; boundary=b")

    assert "parts too deep or too many stay undivided" in message.defects
    assert 1 == len(message.attachments)


@pytest.mark.parametrize(
    "headers", [b"X-A: " + b"a" * 10_000_000, b"X-A: a\n" * 200_000]
)
def test_headers_that_do_not_end(headers):
    """
    Ten megabytes of headers are refused with that reason.
    """
    refused = read_message(b"From: a@example.com\n" + headers + b"\n\nwords")

    assert isinstance(refused, MessageRefused)
    assert "headers" in refused.reason


def test_enclosed_messages_are_not_opened():
    """
    Messages within messages stay one file.
    """
    inner = b"Content-Type: message/rfc822\n\n" * 20_000

    message = read_message(raw("").rstrip(b"\n") + b"\n" + inner)

    assert 1 == len(message.attachments)


def test_broken_base64_is_read_as_far_as_it_goes():
    """
    Strays are passed over, and that its end is missing is told.
    """
    message = read(
        "QU*JD\nRA===",
        Content_Type="application/pdf",
        Content_Transfer_Encoding="base64",
    )
    cut = read(
        "QUJDR", Content_Type="application/pdf", Content_Transfer_Encoding="base64"
    )

    assert b"ABCD" == message.attachments[0].content
    assert b"ABC" == cut.attachments[0].content
    assert "Base64 that is cut off" in cut.defects


@pytest.mark.parametrize(
    "page", ["<div>" * 20_000, "<b></p>" * 20_000, "&" * 50_000, "a" * 4_100_000]
)
def test_pages_no_program_makes(page):
    """
    A page whose reading takes time by the square is not shown; its text is kept.
    """
    message = read(f"{page}words", Content_Type="text/html")

    assert "a page too large or too deep to be shown" in message.defects
    assert message.html_safe is None
    assert message.text.endswith("words")


def steps(function, *arguments):
    """
    How many lines and calls of ours a call takes.
    """
    counted = Counter()

    def count(frame, event, _argument):
        counted[event] += 1
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        function(*arguments)
    finally:
        sys.settrace(before)
    return sum(counted.values())


REPEATED = {
    "a line": "words and more\n",
    "introductions": "On 2016-01-01 Ann <a@example.com> wrote\n",
    "headers": "From: x\n",
    "quotes": "> x\n",
    "rules": "--\n",
    "signs": "Sent from my iPhone\n",
    "empty": "\n",
    "one long line": "a ",
    "angles": "<",
    "dashes": "--- a ",
}


@pytest.mark.parametrize("kind", REPEATED)
def test_trimming_takes_steps_by_the_line(kind):
    """
    Four times the text takes no more than about four times the steps.
    """
    once = steps(new_text, REPEATED[kind] * 300)
    more = steps(new_text, REPEATED[kind] * 1_200)

    assert more <= 5 * once + 1_000


ADDRESSES = {
    "comments": "((",
    "quotes": '"',
    "words": "=?utf-8?q?",
    "encoded": "=?utf-8?q?a?= ",
    "angles": "<",
    "commas": ",",
    "addresses": "a@example.com, ",
    "groups": "a: ",
}


@pytest.mark.parametrize("kind", ADDRESSES)
@pytest.mark.parametrize("header", ["To", "References", "Subject", "Content-Type"])
def test_headers_take_steps_by_their_length(kind, header):
    """
    Whatever is repeated in a header, reading it takes steps by its length.
    """

    def reading(times):
        return steps(read_message, raw("x", **{header: ADDRESSES[kind] * times}))

    assert reading(2_000) <= 5 * reading(500) + 3_000


def test_a_report_of_many_recipients():
    """
    As many as a report may name are told, each once, and that there are more.
    """
    named = "".join(
        f"<a{n}@example.com>: 550 5.1.1 user unknown\n" for n in range(3_000)
    )

    message = read(named, **DAEMON)

    assert 1_000 == len({each.address for each in message.bounce.recipients})
    assert "more than 1,000 recipients in a report" in message.defects


def test_a_line_of_a_megabyte():
    """
    EML-19: a text without any break is read whole.
    """
    message = read("a" * 1_000_000)

    assert 1_000_000 == len(message.text) == len(message.new_text)
