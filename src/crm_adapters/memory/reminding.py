"""
What people are to be told and were told of activities, in memory.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from attrs import frozen

from crm_core.activities import (
    Due,
    Notification,
    NotificationId,
    NotificationRow,
)
from crm_core.shared import (
    COUNTED_AT_MOST,
    NotFound,
    Page,
    PageRequest,
    UserId,
    read_cursor,
    write_cursor,
)

from ..rows import Row, notification_from, notification_row
from .context import Context


@frozen
class MemoryReminders:
    """
    What people of the organization at work are still to be told.
    """

    context: Context

    def claim(self, *, most: int) -> list[Due]:
        reminders = self.context.tables.reminders
        due = [each for each in reminders.values() if each.at <= self.context.now]
        due.sort(key=lambda each: (each.at, each.activity_id, each.user_id))
        for each in due[:most]:
            del reminders[each.activity_id, each.user_id, each.at]
        return due[:most]


@frozen
class MemoryNotifications:
    """
    What people of the organization at work were told.
    """

    context: Context

    def add(self, notifications: Iterable[Notification], /) -> set[NotificationId]:
        rows = self.context.tables.notifications
        told = {_once(row) for row in rows.values()}
        news = set()
        for each in notifications:
            row = notification_row(each)
            if _once(row) not in told:
                told.add(_once(row))
                rows[each.id] = row
                news.add(each.id)
        return news

    def get(self, id: NotificationId, /) -> Notification:
        row = self.context.tables.notifications.get(id)
        if row is None:
            raise NotFound(id=id)
        return notification_from(row)

    def page(
        self, user_id: UserId, request: PageRequest, /, *, unseen: bool
    ) -> Page[NotificationRow]:
        rows = sorted(self._of(user_id, unseen=unseen), key=_id, reverse=True)
        organization = self.context.actor.organization_id
        bound = f"{organization}|notifications|{user_id}|{unseen}"
        start = (request.number - 1) * request.size
        if request.cursor is not None:
            [after] = read_cursor(request.cursor, bound_to=bound, length=1)
            start = sum(str(row["id"]) >= str(after) for row in rows)
        shown = rows[start : start + request.size]
        more = len(rows) > start + request.size
        return Page(
            items=[self._shown(row) for row in shown],
            total=min(len(rows), COUNTED_AT_MOST),
            total_exact=len(rows) <= COUNTED_AT_MOST,
            next_cursor=write_cursor([shown[-1]["id"]], bound_to=bound)
            if more
            else None,
        )

    def unseen(self, user_id: UserId, /) -> int:
        return min(len(self._of(user_id, unseen=True)), COUNTED_AT_MOST)

    def see(self, user_id: UserId, ids: Collection[NotificationId] | None, /) -> int:
        rows = self.context.tables.notifications
        new = [
            row
            for row in self._of(user_id, unseen=True)
            if ids is None or row["id"] in ids
        ]
        for row in new:
            rows[row["id"]] = row | {"seen_at": self.context.now}
        return len(new)

    def mailed(self, id: NotificationId, /) -> None:
        rows = self.context.tables.notifications
        rows[id] = rows[id] | {"mailed_at": self.context.now}

    def _of(self, user_id: UserId, *, unseen: bool) -> list[Row]:
        return [
            row
            for row in self.context.tables.notifications.values()
            if row["user_id"] == user_id
            and "in-app" in row["channels"]
            and not (unseen and row["seen_at"])
        ]

    def _shown(self, row: Row) -> NotificationRow:
        activity = self.context.tables.activities[row["activity_id"]]
        return NotificationRow(
            id=row["id"],
            activity_id=row["activity_id"],
            type=activity["type"],
            subject=activity["subject"],
            status=activity["status"],
            scheduled_at=activity["scheduled_at"],
            at=row["at"],
            seen_at=row["seen_at"],
        )


def _once(row: Row) -> tuple[object, ...]:
    return row["activity_id"], row["user_id"], row["at"]


def _id(row: Row) -> UUID:
    found: UUID = row["id"]
    return found
