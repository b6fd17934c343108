"""
The command ``crm bookings``.
"""

from typing import TYPE_CHECKING, Any

import click

from .answers import print_undo
from .free_times import free, person
from .output import Column, print_fields, print_json, print_table, say
from .questions import ASK, FROM, asked_for, members_in
from .session import Session, acting

if TYPE_CHECKING:
    from crm_core import CrmWork
    from crm_core.bookings import BookingPage

_LISTS = frozenset({"hosts", "durations", "origins"})
_WHICH = click.argument("which", metavar="ID|NAME")
_SET = click.argument("words", nargs=-1, metavar="[MEMBER=VALUE]...")


@click.group("bookings")
def bookings() -> None:
    """
    Meetings that others book, and when people are free.
    """


@bookings.group("pages")
def pages() -> None:
    """
    Pages on which others book a meeting.
    """


@pages.command("list")
@acting
@click.option("--archived", is_flag=True, help="Those in the archive instead.")
def list_(session: Session, archived: bool) -> None:
    """
    List the booking pages.
    """
    from crm_core.bookings import list_booking_pages

    found = session.run(list_booking_pages, archived=archived)
    if session.as_json:
        print_json({"items": [page.public for page in found]})
        return
    columns = (
        Column("ID", lambda page: page.id),
        Column("NAME", lambda page: page.name),
        Column("MINUTES", lambda page: list(page.durations)),
        Column("HOSTS", lambda page: [session.names.get(e, e) for e in page.hosts]),
        Column("ACTIVE", lambda page: page.active),
    )
    print_table(columns, found)


@pages.command("show")
@acting
@_WHICH
def show(session: Session, which: str) -> None:
    """
    Show a booking page and its address.
    """
    from crm_adapters.bootstrap import base_url

    page = session.run(lambda work: _named(work, which))
    if session.as_json:
        print_json(page.public)
        return
    members = {
        **page.public,
        "hosts": [session.names.get(each, each) for each in page.hosts],
        "questions": [f"{e.name}{'!' if e.required else ''}" for e in page.questions],
    }
    address = f"{base_url(session.settings)}/book/{page.key}"
    print_fields([("address", address), *members.items()])


@pages.command("add")
@acting
@click.argument("name")
@_SET
@ASK
@FROM
def add(
    session: Session,
    name: str,
    words: tuple[str, ...],
    asked: tuple[str, ...],
    file: Any,
) -> None:
    """
    Add a booking page, as: crm bookings pages add "Intro call" durations=30,60 buffer_after=15.
    """
    from crm_core.bookings import add_booking_page

    fields = _given(session, words, asked, file) | {"name": name}
    written = session.write(lambda work: add_booking_page(work, **fields))
    _print(session, written.result, "Added")


@pages.command("edit")
@acting
@_WHICH
@_SET
@ASK
@FROM
def edit(
    session: Session,
    which: str,
    words: tuple[str, ...],
    asked: tuple[str, ...],
    file: Any,
) -> None:
    """
    Change members of a booking page; MEMBER= brings back what is usual.
    """
    from crm_core.bookings import edit_booking_page

    fields = _given(session, words, asked, file)
    written = session.write(
        lambda work: edit_booking_page(work, _named(work, which).id, **fields)
    )
    _print(session, written.result, "Edited")


@pages.command("renew-key")
@acting
@_WHICH
def renew_key(session: Session, which: str) -> None:
    """
    Give a booking page another address; the old one leads nowhere.
    """
    from crm_core.bookings import renew_booking_key

    written = session.write(
        lambda work: renew_booking_key(work, _named(work, which).id)
    )
    _print(session, written.result, "Renewed the key of")


@pages.command("archive")
@acting
@_WHICH
def archive(session: Session, which: str) -> None:
    """
    Put a booking page into the archive; nobody can book on it any more.
    """
    from crm_core.bookings import archive_booking_page

    written = session.write(
        lambda work: archive_booking_page(work, _named(work, which).id)
    )
    page = written.result
    print_undo(session, written, f"Archived {page.name} ({page.id}).")


@pages.command("restore")
@acting
@click.argument("page", metavar="ID")
def restore(session: Session, page: str) -> None:
    """
    Bring a booking page back from the archive.
    """
    from crm_core.bookings import BookingPageId, restore_booking_page
    from crm_core.shared import read_id

    id = BookingPageId(read_id(page))
    written = session.write(lambda work: restore_booking_page(work, id))
    _print(session, written.result, "Restored")


@bookings.command("list")
@acting
@_WHICH
@click.option("--page", type=click.IntRange(min=1), default=1, help="Which page.")
def list_booked(session: Session, which: str, page: int) -> None:
    """
    List what was booked on a page, the last first.
    """
    from crm_core.bookings import list_bookings
    from crm_core.shared import PageRequest

    own = session.run(lambda work: _named(work, which))
    found = session.run(list_bookings, own.id, PageRequest(number=page))
    if session.as_json:
        items = [each.public for each in found.items]
        print_json({"items": items, "total": found.total})
        return
    columns = (
        Column("ID", lambda each: each.id),
        Column("BEGINS", lambda each: each.starts_at),
        Column("STATE", lambda each: each.state),
        Column("WHO", lambda each: each.called),
        Column("HOST", lambda each: session.names.get(each.host_id, each.host_id)),
        Column("LEAD", lambda each: each.lead_id),
        Column("REASON", lambda each: each.reason),
    )
    print_table(columns, found.items)


bookings.add_command(free)


def _given(
    session: Session, words: tuple[str, ...], asked: tuple[str, ...], file: Any
) -> dict[str, Any]:
    from .assignments import split_assignments

    found: dict[str, Any] = dict(members_in(file)) if file is not None else {}
    for name, text in split_assignments(words).items():
        if name in _LISTS:
            found[name] = [each.strip() for each in text.split(",") if each.strip()]
        else:
            found[name] = text or None
    if "hosts" in found:
        found["hosts"] = [person(session, str(each)) for each in found["hosts"] or ()]
    if asked:
        found["questions"] = [asked_for(word) for word in asked]
    return found


def _named(work: "CrmWork", which: str) -> "BookingPage":
    from crm_core.bookings import list_booking_pages
    from crm_core.shared import NotFound, fold

    known = list_booking_pages(work)
    for page in known:
        if fold(which) in {str(page.id), fold(page.name)}:
            return page
    names = ", ".join(page.name for page in known) or "none"
    raise NotFound(f"No booking page is called {which}. There are: {names}.")


def _print(session: Session, page: "BookingPage", done: str) -> None:
    if session.as_json:
        print_json(page.public)
    else:
        say(f"{done} {page.name} ({page.id}).")
