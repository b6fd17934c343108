"""
Mail that was damaged on its way, or made to do harm: whatever the bytes are, the answer
is a message of valid text or a reason.
"""

import json

from attrs import asdict
from hypothesis import given
from hypothesis import strategies as st

from crm_adapters.mail import messages_in, read_message
from crm_core.emails import MessageKind, MessageRefused, new_text
from tests.mail.raw import raw
from tests.mail.test_bounces import NOTICES, ORIGINAL, recipient, status
from tests.mail.test_machines import CALENDAR

REPORT = (
    "From: MAILER-DAEMON@mx.example.net\nSubject: Undelivered\nReturn-Path: <>\n"
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
    f"--b\n\n{NOTICES['exim']}\n--b\n{status(recipient(), recipient('b@c.dd'))}"
    f"\n--b\nContent-Type: message/rfc822\n\n{ORIGINAL}\nx\n--b--\n"
).encode()
ALTERNATIVE = (
    "From: =?utf-8?q?J=C3=B6?= <a@example.com>\nTo: G: b@example.com, c@d.ee;\n"
    "Subject: =?iso-8859-1?b?5A==?=\nDate: Mon, 3 Apr 2023 09:12:00 +0200\n"
    "References: <a@b> <c@d>\nContent-Type: multipart/mixed; boundary=m\n\n--m\n"
    "Content-Type: multipart/alternative; boundary=a\n\n--a\nContent-Type: text/plain;"
    " format=flowed; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
    "gr=C3=BCn \n> x\n--a\nContent-Type: text/html\n\n<p>gr&uuml;n<blockquote>x"
    "</blockquote><table><tr><td>1<td>2</table>\n--a\nContent-Type: text/calendar;"
    f" method=REPLY\n\n{CALENDAR.format(method='REPLY')}\n--a--\n--m\n"
    "Content-Type: application/pdf; name*0*=utf-8''%c3; name*1*=%bc.pdf\n"
    'Content-Disposition: attachment; filename="=?utf-8?q?x?="\n'
    "Content-Transfer-Encoding: base64\n\nQUJD\n--m\nContent-Transfer-Encoding:"
    " x-uuencode\n\nbegin 644 a\n#0V%T\n`\nend\n--m--\n"
).encode()
SEEDS = (raw("Hello\n\nOn 1 May 2023, Ann <a@b.cc> wrote:\n> x\n"), REPORT, ALTERNATIVE)
PIECES = (
    b"\x00", b"\xff", b"\r", b"\n", b"\n\n", b"=?utf-8?q?", b"?=", b"<", b">", b'"', b"(",
    b"--b", b"--b--", b"Content-Type: ", b"charset=utf-7", b"charset=hex", b"boundary=",
    b"; name*1*=''", b"%00", b"\xed\xa0\x80", b"+2AA-", b"From ", b"BEGIN:VEVENT\n",
    b"Content-Transfer-Encoding: base64\n", b"&#xD800;", b"<blockquote>", b"a@b.cc,",
    b"Date: Fri, 31 Dec 9999 23:59:59 -1200\n", b"Message-ID: <" + b"a" * 2_000 + b">\n",
)  # fmt: skip


@st.composite
def damaged(draw):
    """
    A real-looking message with pieces put in, taken out, doubled or moved.
    """
    content = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, len(content)))
        to = min(len(content), at + draw(st.integers(0, 60)))
        piece = draw(st.sampled_from(PIECES) | st.binary(max_size=8))
        change = draw(st.sampled_from(["in", "out", "over", "twice", "cut"]))
        content = {
            "in": content[:at] + piece + content[at:],
            "out": content[:at] + content[to:],
            "over": content[:at] + piece + content[to:],
            "twice": content[:to] + content[at:],
            "cut": content[:at] or content,
        }[change]
    return content


def assert_sound(read):
    if isinstance(read, MessageRefused):
        assert read.reason
        return
    told = asdict(read, filter=lambda member, _: member.name != "content")
    told = json.dumps(told, default=str, ensure_ascii=False)
    assert told.encode()  # no half characters
    assert "\\u0000" not in told
    addresses = [read.sender, *read.to, *read.cc, *read.reply_to]
    for each in addresses:
        assert each is None or not set("\r\n") & set(each.address + each.name)
    assert (MessageKind.BOUNCE == read.kind) == (read.bounce is not None)
    for file in read.attachments:
        assert file.name
        assert not set("/\\\0") & set(file.name)
        assert file.size == len(file.content)


@given(damaged())
def test_damaged_messages(content):
    """
    They are read or refused, never an error, and what is told can be stored.
    """
    assert_sound(read_message(content))


@given(st.binary(max_size=300))
def test_any_bytes(content):
    """
    So is what never was a message, and the messages of what never was a mailbox.
    """
    assert_sound(read_message(content))
    assert_sound(read_message(b"From: a@b.cc\nSubject: x\n" + content))
    assert all(isinstance(each, bytes) for each in messages_in(b"From " + content))


@given(st.text(max_size=400))
def test_new_text_is_of_the_text(text):
    """
    The new text has no line that the text has not, and is empty only with it.
    """
    told = new_text(text)

    lines = {line.replace("\u200b", "").rstrip() for line in text.split("\n")}
    assert set(told.split("\n")) <= lines | {""}
    assert bool(told) or not any(line.strip("-_—–=*~#+ ") for line in lines)
