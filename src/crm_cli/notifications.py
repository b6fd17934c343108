"""
The command ``crm notifications``.
"""

from typing import TYPE_CHECKING

import click

from .counts import COUNT
from .session import Session, acting

if TYPE_CHECKING:
    from crm_core import CrmWork


@click.group("notifications", context_settings={"obj": "activity"})
def notifications() -> None:
    """
    What you are reminded of.
    """


@notifications.command("list")
@acting
@click.option("--unseen", is_flag=True, help="Only what you have not seen.")
@click.option("--page-size", type=COUNT, help="How many at once, 1 to 200.")
@click.option("--page", type=COUNT, help="The number of the page.")
@click.option("--cursor", help="Go on behind an earlier page.")
def list_(
    session: Session,
    unseen: bool,
    page_size: int | None,
    page: int | None,
    cursor: str | None,
) -> None:
    """
    List what you were reminded of, the latest first.
    """
    from crm_core.activities import list_notifications

    from .output import Column, print_json, print_table
    from .reading import as_answer, page_request, print_position

    request = page_request(page_size, page, cursor)
    found = session.run(list_notifications, request, unseen=unseen)
    if session.as_json:
        print_json(as_answer(found, request))
        return
    columns = (
        Column("ID", lambda row: row.id),
        Column("AT", lambda row: row.at),
        Column("TYPE", lambda row: row.type),
        Column("SUBJECT", lambda row: row.subject),
        Column("PLANNED", lambda row: row.scheduled_at),
        Column("STATUS", lambda row: row.status),
        Column("SEEN", lambda row: row.seen_at),
    )
    print_table(columns, found.items, zone=session.zone)
    print_position(found, "notifications")


@notifications.command("seen")
@acting
@click.argument("ids", nargs=-1, metavar="ID...")
@click.option("--all", "all_", is_flag=True, help="All of them.")
def seen(session: Session, ids: tuple[str, ...], all_: bool) -> None:
    """
    Say that you have seen some notifications, or all.
    """
    from crm_core.activities import NotificationId, mark_seen
    from crm_core.shared import read_id

    from .output import print_json, say

    if all_ == bool(ids):
        raise click.UsageError("Name some, or say --all.")

    def see(work: "CrmWork") -> int:
        known = [NotificationId(read_id(each)) for each in ids]
        return mark_seen(work, ids=None if all_ else known)

    count = session.run(see)
    if session.as_json:
        print_json({"seen": count})
    else:
        say(f"{count:,} marked as seen.")
