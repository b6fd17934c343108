"""
What raw messages are, read from files and told; no database is needed.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from attrs import asdict, frozen

from crm_adapters.bootstrap.raw_mail import messages_in, read_message
from crm_core.emails import MessageRefused, ReadMessage

from .output import Column, note, print_json, print_table
from .refusals import PARTLY_REFUSED

STDIN = "-"
ONE_MESSAGE = ".eml"  # a mail sent back in it may look like the next of a mailbox
LARGEST_FILE = 1_000_000_000
_SHOWN = 60


@frozen
class Inspected:
    """
    A message of a file, and which one of it; or why the file holds none.
    """

    file: str
    number: int
    read: ReadMessage | MessageRefused


def inspect_files(files: Sequence[str], *, as_json: bool) -> None:
    """
    Tell of each message what it is; exit code 3 when some could not be read.
    """
    refused = 0
    answers: list[Inspected] = []
    for each in _inspected(files):
        refused += isinstance(each.read, MessageRefused)
        answers.append(each)
    if as_json:
        print_json([_answer(each) for each in answers])
    else:
        print_table(_COLUMNS, answers)
        if refused:
            note(f"{refused:,} of {len(answers):,} could not be read.")
    if refused:
        raise click.exceptions.Exit(PARTLY_REFUSED)


def _inspected(files: Sequence[str]) -> Iterator[Inspected]:
    for file in _each_file(files):
        try:
            raw = _content(file)
        except OSError as error:
            reason = f"{error.strerror or error}."
            yield Inspected(file, 1, MessageRefused(reason))
            continue
        if len(raw) > LARGEST_FILE:
            yield Inspected(file, 1, MessageRefused("It is larger than 1 GB."))
            continue
        alone = file.lower().endswith(ONE_MESSAGE)
        for number, message in enumerate([raw] if alone else messages_in(raw), 1):
            yield Inspected(file, number, read_message(message))


def _each_file(files: Sequence[str]) -> Iterator[str]:
    """
    The files named, and all files of folders named, in the order of their names.
    """
    for named in files:
        path = Path(named)
        if named == STDIN or not path.is_dir():
            yield named
        else:
            yield from (str(each) for each in sorted(path.rglob("*")) if each.is_file())


def _content(file: str) -> bytes:
    if file == STDIN:
        return sys.stdin.buffer.read(LARGEST_FILE + 1)
    with Path(file).open("rb") as opened:
        return opened.read(LARGEST_FILE + 1)


# ------------------------------------------------------------------------------ answers


def _answer(each: Inspected) -> dict[str, Any]:
    place = {"file": each.file, "number": each.number}
    if isinstance(each.read, MessageRefused):
        return {**place, "kind": "refused", "reason": each.read.reason}
    told = asdict(each.read, filter=lambda member, _: member.name != "content")
    people = [named for named in _people(each.read) if named]
    concerns = {"people": people, "message_id": told.pop("concerns")}
    return {
        **place,
        "kind": told.pop("kind"),
        "concerns": concerns,
        "may_be_answered": each.read.may_be_answered,
        **told,
    }


def _people(message: ReadMessage) -> list[str | None]:
    """
    Whom a message is about: who was not reached, complains or answers.
    """
    if message.bounce:
        return [each.address for each in message.bounce.recipients]
    if message.complaint:
        return [message.complaint.address]
    if message.calendar and message.calendar.attendees:
        return [each.address for each in message.calendar.attendees]
    return [message.sender.address if message.sender else None]


def _told(each: Inspected) -> str:
    if isinstance(each.read, MessageRefused):
        return each.read.reason
    if each.read.bounce:
        return "; ".join(
            " ".join(filter(None, (one.address, one.status, one.reason)))
            for one in each.read.bounce.recipients
        )
    people = ", ".join(filter(None, _people(each.read)))
    return f"{people}: {each.read.subject}" if people else each.read.subject


def _new_text(each: Inspected) -> str:
    said = "" if isinstance(each.read, MessageRefused) else each.read.new_text
    words = " ".join(said.split())
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"


def _kind(each: Inspected) -> str:
    if isinstance(each.read, MessageRefused):
        return "refused"
    return each.read.kind.replace("_", " ")


def _files(each: Inspected) -> list[str]:
    if isinstance(each.read, MessageRefused):
        return []
    return [one.name for one in each.read.attachments]


_COLUMNS = (
    Column(
        "FILE",
        lambda each: f"{each.file}#{each.number}" if each.number > 1 else each.file,
    ),
    Column("KIND", _kind),
    Column("CONCERNS", _told),
    Column("NEW TEXT", _new_text),
    Column("FILES", _files),
)
