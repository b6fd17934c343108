"""
What activities ask of storage and of calendars.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from ..leads import LeadWork
from ..shared import (
    Page,
    PageRequest,
    Query,
    Redirects,
    Repository,
    SubjectWork,
    UserId,
)
from .model import (
    Activity,
    ActivityId,
    ActivityRow,
    Due,
    Figures,
    Neglected,
    Notification,
    NotificationId,
    NotificationRow,
    Responses,
    Series,
    SeriesId,
)


class Activities(Repository[ActivityId, Activity], Protocol):
    """
    The activities of the organization at work that the actor may see.
    """

    def row(self, id: ActivityId, /) -> ActivityRow:
        """
        A live activity as a record shows it.

        Raises:
            NotFound: No such live activity, or not visible.
        """
        ...

    def shown(self, activity: Activity, /) -> ActivityRow:
        """
        An activity that was just written, as a record shows it.
        """
        ...

    def page(self, query: Query, request: PageRequest, /) -> Page[ActivityRow]: ...

    def matching(self, query: Query, /, *, most: int) -> list[ActivityId]:
        """
        The ids that *query* finds, at most *most* + 1 of them.
        """
        ...

    def many(self, ids: Iterable[ActivityId], /) -> list[Activity]:
        """
        Those of the ids that exist and are visible, locked, in order of id.
        """
        ...

    def pending_of(
        self, user_id: UserId, /, *, until: datetime, most: int
    ) -> list[ActivityRow]:
        """
        Live pending ones of a user that are planned for a moment before *until*, by
        that moment, but for those that are snoozed.
        """
        ...

    def of_series(self, series_id: SeriesId, /) -> list[Activity]:
        """
        The live pending occurrences of a series, visible or not, locked, by moment.
        """
        ...

    def of_person(
        self, records: Collection[UUID], emails: Collection[str], /
    ) -> list[ActivityId]:
        """
        Those about one of these records, or that somebody with one of these addresses
        takes part in; visible or not, those in the archive too.
        """
        ...

    def tag_spellings(self, tags: Iterable[str], /) -> tuple[str, ...]:
        """
        *tags* in the spelling that the organization uses: the first one wins.
        """
        ...


class ActivitySeries(Repository[SeriesId, Series], Protocol):
    """
    The recurring activities of the organization at work.
    """

    def many(self, ids: Iterable[SeriesId], /) -> list[Series]:
        """
        Those of the ids that exist, locked, in order of id.
        """
        ...

    def waiting(self, until: datetime, /, *, most: int) -> list[SeriesId]:
        """
        Those that have not ended and are not spread until that moment, the furthest
        behind first.
        """
        ...


class Reminders(Protocol):
    """
    What people of the organization at work are still to be told.
    """

    def claim(self, *, most: int) -> list[Due]:
        """
        Some that are due now, which no one else has claimed; they are to be told in
        this transaction and are then gone.
        """
        ...


class Notifications(Protocol):
    """
    What people of the organization at work were told.
    """

    def add(self, notifications: Iterable[Notification], /) -> set[NotificationId]:
        """
        Keep them; answers which are news: nobody is told twice of the same activity at
        the same moment.
        """
        ...

    def get(self, id: NotificationId, /) -> Notification:
        """
        Raises:
            NotFound: There is none.
        """
        ...

    def page(
        self, user_id: UserId, request: PageRequest, /, *, unseen: bool
    ) -> Page[NotificationRow]:
        """
        What a user was told in the app, the latest first.
        """
        ...

    def unseen(self, user_id: UserId, /) -> int:
        """
        How many a user has not seen, at most 1,000.
        """
        ...

    def see(self, user_id: UserId, ids: Collection[NotificationId] | None, /) -> int:
        """
        Mark those of a user as seen, or all; answers how many were not before.
        """
        ...

    def mailed(self, id: NotificationId, /) -> None:
        """
        Note that its mail was handed over.
        """
        ...


class ActivityReports(Protocol):
    """
    Figures of the activities that the actor may see.
    """

    def figures(
        self,
        query: Query,
        /,
        *,
        since: datetime,
        until: datetime,
        by: tuple[str, ...],
        zone: str,
        most: int,
    ) -> list[Figures]:
        """
        Those whose place in time is within [since, until), by those dimensions; days,
        weeks and months by the clocks of *zone*.
        """
        ...

    def responses(self, *, since: datetime, until: datetime) -> list[Responses]:
        """
        How fast each user answers what came in within [since, until): from an inbound
        entry to the next outbound one about the same record.
        """
        ...

    def neglected(self, kind: str, since: datetime, /, *, most: int) -> list[Neglected]:
        """
        Live open records of *kind* with nothing done since then and nothing planned,
        the longest neglected first.
        """
        ...


class Recurrences(Protocol):
    """
    When the occurrences of a recurrence rule are (RFC 5545).
    """

    def check(self, rule: str, /) -> str:
        """
        The rule in its usual spelling.

        Raises:
            Invalid: It is none, or none that can be followed.
        """
        ...

    def occurrences(
        self,
        rule: str,
        /,
        *,
        start: datetime,
        zone: str,
        after: datetime,
        until: datetime,
        most: int,
        without: Collection[datetime] = (),
    ) -> list[datetime]:
        """
        Moments (UTC) of the series that starts at *start*, wall-clock true in *zone*,
        within [after, until), at most *most*.
        """
        ...


class ActivityWork(LeadWork, SubjectWork, Protocol):
    """
    What the use cases of activities need.
    """

    @property
    def activities(self) -> Activities: ...

    @property
    def activity_reports(self) -> ActivityReports: ...

    @property
    def activity_series(self) -> ActivitySeries: ...

    @property
    def notifications(self) -> Notifications: ...

    @property
    def recurrences(self) -> Recurrences: ...

    @property
    def redirects(self) -> Redirects: ...

    @property
    def reminders(self) -> Reminders: ...
