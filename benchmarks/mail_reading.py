"""
Reading raw mail: how fast, and on real mail how right.

Speed is measured on made-up mail; what is right, on the real files where they are. Their
names tell what they are: reports of mail systems, and what only looks like one.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from time import process_time

from crm_adapters.mail import messages_in, read_message
from crm_core.emails import MessageKind, MessageRefused, ReadMessage, new_text

from .report import Figure, at_least, told, under
from .stage import Stage

REAL = Path(os.environ.get("CRM_SHARED", Path(__file__).parents[2] / "shared"), "data")
MESSAGES = 2_000
RECOGNISED, FALSE_ALARMS, EXACT = 97, 3, 60
NO_BOUNCES = ("arf-", "not_a_bounce", "rfc3834-")
LETTER = (
    "From: Ann Bell <ann@example.com>\r\nTo: sales@example.org\r\nSubject: Offer\r\n"
    "Message-ID: <{number}@example.com>\r\nDate: Mon, 3 Apr 2023 09:12:00 +0200\r\n"
    "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nYes, gladly.\r\n\r\n"
    "On Mon, Apr 3, 2023 at 9:00 AM Bob <bob@example.org> wrote:\r\n{quoted}\r\n"
    "--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<div>Yes, gladly.</div>\r\n"
    "--b--\r\n"
)


def measure(stage: Stage) -> Iterator[Figure]:
    """
    Messages a second; bounces known, false alarms and replies cut exactly, in percent.
    """
    quoted = "\r\n".join(f"> Line {n} of what was asked before." for n in range(40))
    letters = [LETTER.format(number=n, quoted=quoted).encode() for n in range(MESSAGES)]
    start = process_time()
    for letter in letters:
        assert isinstance(read_message(letter), ReadMessage)
    speed = MESSAGES / (process_time() - start)
    yield told("mail reading, messages of 2 kB", speed, "/s of CPU")
    if not (REAL / "email_bounces").is_dir():
        print(f"mail_reading: no real mail at {REAL}", file=sys.stderr)
        return
    yield from _bounces()
    yield from _files()
    yield from _replies()


def _bounces() -> Iterator[Figure]:
    known, alarms = [], []
    for file in sorted((REAL / "email_bounces").iterdir()):
        read = read_message(file.read_bytes())
        bounce = isinstance(read, ReadMessage) and read.kind is MessageKind.BOUNCE
        (alarms if file.name.startswith(NO_BOUNCES) else known).append(bounce)
    for file in _mail():
        read = read_message(file.read_bytes())
        if isinstance(read, ReadMessage):
            alarms.append(read.kind is MessageKind.BOUNCE and not _reports(read))
    name = f"mail reading, {len(known)} real bounces known"
    yield at_least(RECOGNISED, name, _percent(known), "%")
    name = f"mail reading, false alarms among {len(alarms)} real mails"
    yield under(FALSE_ALARMS, name, _percent(alarms), "%")


def _reports(read: ReadMessage) -> bool:
    """
    Whether a message says in its own headers or parts that it is a delivery report.
    """
    parts = {file.content_type for file in read.attachments}
    sender = read.sender.address.lower() if read.sender else ""
    return "message/delivery-status" in parts or sender.startswith("mailer-daemon")


def _files() -> Iterator[Figure]:
    read = [
        read_message(message)
        for file in _mail()
        for message in messages_in(file.read_bytes())
    ]
    refused = sum(isinstance(each, MessageRefused) for each in read)
    yield told("mail reading, real files read", len(read) - refused, "messages")
    yield told("mail reading, real files refused, with the reason", refused, "files")


def _replies() -> Iterator[Figure]:
    folder = REAL / "email_reply_trimming"
    exact = [
        new_text(file.read_text("utf-8")).strip()
        == (folder / "trimmed" / file.name).read_text("utf-8").strip()
        for file in sorted((folder / "emails").iterdir())
    ]
    name = f"mail reading, {len(exact)} real replies cut exactly"
    yield at_least(EXACT, name, _percent(exact), "%")


def _mail() -> list[Path]:
    return sorted(each for each in (REAL / "email_eml").rglob("*") if each.is_file())


def _percent(verdicts: list[bool]) -> float:
    return 100 * sum(verdicts) / max(1, len(verdicts))
