"""
What raw messages say: their people, words, pages and files, however they are written.
"""

from datetime import UTC, datetime

import pytest

from crm_adapters.mail import read_message
from crm_core.emails import Correspondent, MessageKind, MessageRefused
from tests.mail.raw import raw, read, read_parts

BASE64_NAME = "=?utf-8?b?Li4vLi4vZXRjL3Bhc3N3ZA==?="


def test_a_message_is_read():
    """
    Its people, subject, moment, ids and text are those that it names.
    """
    message = read(
        "Yes.\n\nOn Mon, Apr 3, 2023 at 9:00 AM Bob <bob@example.org> wrote:\n> Really?\n",
        Cc='"Bell, Carl" <carl@example.com>, dora@example.com (Dora)',
        In_Reply_To="<0@example.org>",
        References="<a@example.org>\n <0@example.org>",
        Return_Path="<ann@example.com>",
    )

    assert MessageKind.MESSAGE == message.kind
    assert Correspondent("ann@example.com", "Ann Bell") == message.sender
    assert (
        Correspondent("carl@example.com", "Bell, Carl"),
        Correspondent("dora@example.com", "Dora"),
    ) == message.cc
    assert "An offer" == message.subject
    assert datetime(2023, 4, 3, 7, 12, tzinfo=UTC) == message.date
    assert "<1@example.com>" == message.message_id
    assert ("<a@example.org>", "<0@example.org>") == message.references
    assert "<0@example.org>" == message.concerns
    assert "Yes." == message.new_text
    assert "> Really?" in message.text
    assert message.may_be_answered


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("=?utf-8?q?Angebot_f=C3=BCr_M=C3=BCller?=", "Angebot für Müller"),
        ("=?utf-8?b?w6TDtg==?= =?utf-8?b?w7w=?=", "äöü"),
        ("=?utf-8?q?cut=C3?= =?utf-8?q?=BC?=", "cutü"),
        ("=?iso-8859-1*de?q?=E4?=", "ä"),
        ("=?gb2312?b?xOO6ww==?=", "你好"),
        ("=?no-such-charset?q?=C3=A4?=", "ä"),
        ("=?utf-8?x?abc?=", "=?utf-8?x?abc?="),
        ("=?utf-8?q?=3D=3Futf-8=3Fq=3Fno=3F=3D?=", "=?utf-8?q?no?="),
        ("plain ü", "plain ü"),
        ("=?utf-8?q?a=00b=0D=0AX-Evil=3A_1?=", "ab X-Evil: 1"),
    ],
)
def test_encoded_words(written, meant):
    """
    Words in any charset are decoded once, on one line, without what cannot be stored.
    """
    assert meant == read(Subject=written).subject


@pytest.mark.parametrize(
    ("charset", "content", "text"),
    [
        ("utf-8", "grün".encode(), "grün"),
        ("iso-8859-1", b"\x80 \x93a\x94", "€ “a”"),
        ("us-ascii", "grün".encode(), "grün"),
        ("us-ascii", b"gr\xfcn", "grün"),
        ("utf-8", b"gr\xfcn", "grün"),
        ("no-such", "grün".encode(), "grün"),
        ("rot13", b"hello", "hello"),
        ("unicode_escape", rb"\u0041", r"\u0041"),
        ("utf-7", b"+ADw-script+AD4-", "<script>"),
        ("utf-16", "grün".encode("utf-16"), "grün"),
        ("iso-2022-jp", "日本".encode("iso-2022-jp"), "日本"),
        ("shift_jis", "日本①".encode("cp932"), "日本①"),
        ("utf-8", b"a\x00b\x1b[31mc\x07", "ab[31mc"),
        ("utf-16-le", b"a\x00\x00\xd8b\x00", "a�b"),
    ],
)
def test_charsets_that_lie(charset, content, text):
    """
    Text is text whatever its charset claims, and only what can be stored.
    """
    message = read(content, Content_Type=f"text/plain; charset={charset}")

    assert text == message.text.strip()
    assert message.text.encode()


def test_a_page_is_shown_without_what_acts_or_tells():
    """
    EML-19: scripts, handlers, frames and remote images go; the words stay.
    """
    page = (
        '<p onclick="x()">Hello <script>alert(1)</script><b>you</b></p>'
        '<img src="https://track.example/1.gif"><img src="cid:logo" alt="Logo">'
        '<a href="javascript:alert(1)">a</a><a href="https://example.com">b</a>'
        '<iframe src="//evil"></iframe><form action="//evil"><input></form>'
        '<svg onload="x()"></svg><style>p{background:url(//evil)}</style>'
        '<p style="background:url(//evil)">end</p><base href="//evil">'
        '<blockquote cite="https://evil">q</blockquote>'
    )

    message = read(page, Content_Type="text/html; charset=utf-8")

    safe = message.html_safe
    for word in ("script", "onclick", "track.", "javascript", "evil", "style", "svg"):
        assert word not in safe
    assert 'src="cid:logo"' in safe
    assert 'href="https://example.com"' in safe
    assert "Hello you" in message.text
    assert page == message.html.strip()


def test_what_looks_like_a_link_in_text_stays_text():
    """
    EML-19: text that comes with a page is escaped beside it.
    """
    message = read_parts(
        "Content-Type: text/html\n\n<b>one</b>",
        'Content-Type: text/plain\n\nhttp://x"onmouseover=alert(1) <script>',
    )

    assert "<a" not in message.html_safe
    assert "<script>" not in message.html_safe
    assert "<script>" in message.text


def test_pages_are_read_as_text():
    """
    Of a message without text the page is the text: quotations and lines as in mail.
    """
    page = (
        "<div>Hi.<br>I am fine.</div><p>Ann</p><ul><li>one<li>two</ul>"
        '<div class="gmail_quote">On Thu, Jun 26, 2014 at 2:14 PM, Bob &lt;<a>b@example'
        ".com</a>&gt; wrote:<blockquote><p>How are you?</p></blockquote></div>"
    )

    message = read(page, Content_Type="text/html")

    assert "Hi.\nI am fine.\n\nAnn\n\n- one\n- two" == message.new_text
    assert "> How are you?" in message.text


def test_text_and_page_of_the_same_are_shown_once():
    """
    The text of an alternative is the text; the page is shown.
    """
    message = read_parts(
        "Content-Type: text/plain\n\nHello",
        "Content-Type: text/html\n\n<b>Hello</b>",
        kind="alternative",
    )

    assert "Hello" == message.text.strip()
    assert "<b>Hello</b>" in message.html_safe
    assert () == message.attachments


def test_flowed_lines_are_whole_again():
    """
    Lines that a program broke are one, quoted ones too, and a signature is one still.
    """
    message = read(
        "One long \nline.\n> quoted \n> on\n-- \nAnn",
        Content_Type="text/plain; format=flowed",
    )

    assert "One long line.\n> quoted on\n-- \nAnn" == message.text


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        ('Content-Disposition: attachment; filename="offer.pdf"', "offer.pdf"),
        ('Content-Disposition: attachment; filename="../../etc/passwd"', "passwd"),
        (r'Content-Disposition: attachment; filename="..\\..\\x.exe"', "x.exe"),
        (f'Content-Disposition: attachment; filename="{BASE64_NAME}"', "passwd"),
        (
            "Content-Disposition: attachment; filename*0=of; filename*1=fer.pdf",
            "offer.pdf",
        ),
        (
            "Content-Disposition: attachment; filename*0*=utf-8''%e2%82%ac; filename*1=.pdf",
            "€.pdf",
        ),
        ("Content-Disposition: attachment; filename*=utf-8''..%2F..%2Fx", "x"),
        ("Content-Type: image/png; name==?utf-8?q?=E2=82=AC.png?=", "€.png"),
        ("Content-Disposition: attachment", "attachment"),
    ],
)
def test_names_of_files(headers, name):
    """
    EML-18: whatever way a name is written, it is one that is safe to save.
    """
    kind = "" if "Content-Type" in headers else "\nContent-Type: application/x-thing"
    message = read_parts(f"{headers}{kind}\nContent-Transfer-Encoding: base64\n\nQUJD")

    (file,) = message.attachments
    assert name == file.name
    assert b"ABC" == file.content


def test_a_file_with_two_names():
    """
    EML-18: the name of the disposition counts, and that there are two is told.
    """
    message = read_parts(
        'Content-Type: application/pdf; name="good.pdf"\n'
        'Content-Disposition: attachment; filename="evil.exe"\n\nx'
    )

    assert "evil.exe" == message.attachments[0].name
    assert "a file with two names" in message.defects


def test_winmail_and_enclosed_mail_are_files():
    """
    What cannot be shown is kept whole: Outlook's own format, and other messages.
    """
    message = read_parts(
        "Content-Type: text/plain\n\nSee these.",
        "Content-Type: application/ms-tnef\nContent-Transfer-Encoding: base64\n\nQUJD",
        "Content-Type: message/rfc822\n\nFrom: x@example.com\nSubject: Old\n\nold words",
    )

    assert ["winmail.dat", "Old.eml"] == [file.name for file in message.attachments]
    assert "old words" not in message.text
    assert b"old words" in message.attachments[1].content


@pytest.mark.parametrize(
    "id",
    [None, "<" + "a" * 10_000 + "@x>", "<a\nb>", "", "none", "<>"],
)
def test_messages_without_a_usable_id(id):
    """
    EML-12: they are read, and told apart by what they contain.
    """
    one, other = read("one", Message_ID=id), read("other", Message_ID=id)

    assert one.message_id is None
    assert one.digest != other.digest


def test_two_messages_with_one_id():
    """
    EML-12: they are two.
    """
    one, other = read("one"), read("other")

    assert one.message_id == other.message_id
    assert one.digest != other.digest


@pytest.mark.parametrize(
    "headers",
    [
        {"Date": "Sat, 31 Dec 9999 23:59:59 -0500"},
        {"Date": "Mon, 1 Jan 1900 00:00:00 +0000"},
        {"Date": "yesterday"},
        {"Date": "Mon, 3 Apr 2023 09:12:00 +99999999999"},
    ],
)
def test_dates_that_cannot_be(headers):
    """
    A moment that cannot be is none, and that it was odd is told.
    """
    message = read(**headers)

    assert message.date is None
    assert message.defects


@pytest.mark.parametrize(
    ("line", "addresses"),
    [
        ("a@example.com, b@example.com", ["a@example.com", "b@example.com"]),
        ("Friends: a@example.com, b@example.com;", ["a@example.com", "b@example.com"]),
        ("undisclosed-recipients:;", []),
        ("<a@example.com", ["a@example.com"]),
        ("Pete(A \\) chap) <pete(his)@silly.test>", ["pete@silly.test"]),
        ("=?utf-8?q?M=C3=BCller=2C_Ann?= <a@example.com>", ["a@example.com"]),
        ("a@example.com\r\n\tb@example.com", ["a@example.com"]),
        ("jdöe@mächine.example", ["jdöe@mächine.example"]),
        ("<@route.example:a@example.com>", ["a@example.com"]),
    ],
)
def test_addresses(line, addresses):
    """
    Lists, groups, comments and routes are read; none has a line break.
    """
    assert addresses == [each.address for each in read(To=line).to]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "headers"),
        (b"Just some words.\n", "headers"),
        (b"<html><body>Hello</body></html>", "headers"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Outlook"),
        (b"\x00\xff" * 5000, "headers"),
    ],
)
def test_what_is_no_message_is_refused(content, reason):
    """
    With the reason, and nothing else.
    """
    refused = read_message(content)

    assert isinstance(refused, MessageRefused)
    assert reason in refused.reason


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_in_three_ways(end):
    """
    Mail of old Macs, of Unix and as sent over SMTP is the same mail.
    """
    content = raw("One\nTwo\n").replace(b"\n", end.encode())

    message = read_message(content)

    assert "An offer" == message.subject
    assert ["One", "Two"] == message.text.split()


def test_a_stray_line_among_the_headers():
    """
    It is passed over when more headers follow, else the text begins there.
    """
    message = read_message(b"From: a@example.com\nstray\nSubject: Hi\n\nwords")
    ended = read_message(b"From: a@example.com\nSubject: Hi\nwords and words\nmore\n")

    assert ("Hi", "words") == (message.subject, message.text)
    assert ("Hi", "words and words\nmore\n") == (ended.subject, ended.text)
    assert message.defects
    assert ended.defects
