"""
Invitations and feeds in memory.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from attrs import define

from crm_core.activities import Activity, Series
from crm_core.calendars import Feed, FeedId, Invitation
from crm_core.shared import UserId

from ..rows import ACTIVITY_ROWS, SERIES_ROWS
from .context import Context


@define
class MemoryInvitations:
    """
    Whom the organization at work has invited.
    """

    context: Context
    rows: dict[tuple[str, datetime | None, str], Invitation]

    def of_uid(self, uid: str, /) -> list[Invitation]:
        found = [each for each in self.rows.values() if each.uid == uid]
        return sorted(found, key=lambda each: (str(each.occurrence or "~"), each.key))

    def save(self, invitations: Iterable[Invitation], /) -> None:
        for each in invitations:
            self.rows[each.uid, each.occurrence, each.key] = each

    def forget(self, keys: Iterable[str], /) -> None:
        gone = set(keys)
        for place in [place for place in self.rows if place[2] in gone]:
            del self.rows[place]


@define
class MemoryFeeds:
    """
    The secret addresses of calendars, and what is read there.
    """

    context: Context
    rows: dict[FeedId, Feed]

    def of_user(self, user_id: UserId, /) -> Feed | None:
        return self._first(lambda feed: feed.user_id == user_id)

    def behind(self, digest: bytes, /) -> Feed | None:
        return self._first(lambda feed: feed.digest == digest)

    def save(self, feed: Feed, /) -> None:
        self.rows[feed.id] = feed

    def activities(
        self, user_id: UserId, /, *, since: datetime, until: datetime, most: int
    ) -> list[Activity]:
        found = [
            each
            for row in self.context.tables.activities.values()
            if (each := ACTIVITY_ROWS.from_row(row)).archived_at is None
            and each.scheduled_at is not None
            and since <= each.scheduled_at < until
            and user_id in _whose(each)
        ]
        return sorted(found, key=lambda each: (each.at, each.id))[:most]

    def series(self, user_id: UserId, /, *, most: int) -> list[Series]:
        pending: set[UUID] = {
            each.series_id
            for row in self.context.tables.activities.values()
            if (each := ACTIVITY_ROWS.from_row(row)).series_id is not None
            and each.archived_at is None
            and each.pending
            and user_id in _whose(each)
        }
        rows = self.context.tables.activity_series
        return [SERIES_ROWS.from_row(rows[id]) for id in sorted(pending)][:most]

    def _first(self, fits: object) -> Feed | None:
        assert callable(fits)
        live = (each for each in self.rows.values() if each.revoked_at is None)
        return next((each for each in live if fits(each)), None)


def _whose(activity: Activity) -> set[UserId | None]:
    takes_part = {each.user_id for each in activity.participants if each.user_id}
    return {activity.assigned_to, *takes_part}
