"""
Activities in memory.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from crm_core.activities import (
    ACTIVITY_FIELDS,
    SHORTHANDS,
    Activity,
    ActivityId,
    ActivityRow,
    Series,
    SeriesId,
    due_of,
)
from crm_core.shared import (
    NotFound,
    Page,
    PageRequest,
    Query,
    UserId,
    Visibility,
    words,
)

from ..rows import ACTIVITY_ROWS, SERIES_ROWS, Row
from .context import Context
from .custom_fields import with_custom
from .finding import Finder, Listing
from .references import check_reference
from .repository import MemoryRepository
from .tables import copied
from .tags import tag_spellings

_KEYS = {"subject": "name_key", "scheduled_at": "scheduled_key"}


class MemoryActivities(MemoryRepository[ActivityId, Activity]):
    """
    Activities, who sees them, and what people are to be reminded of.
    """

    mapping = ACTIVITY_ROWS
    fields = ACTIVITY_FIELDS

    def __init__(self, context: Context, rows: dict[UUID, Row]) -> None:
        super().__init__(context, rows)
        self._known: set[UUID] = set()

    def row(self, id: ActivityId, /) -> ActivityRow:
        row = self._visible(id)
        if row["archived_at"] is not None:
            raise NotFound(id=id)
        return self._shown(row)

    def shown(self, activity: Activity, /) -> ActivityRow:
        return self._shown(self.rows[activity.id])

    def page(self, query: Query, request: PageRequest, /) -> Page[ActivityRow]:
        return self.finder(query).page(request)

    def matching(self, query: Query, /, *, most: int) -> list[ActivityId]:
        rows = self.finder(query).rows()
        return [ActivityId(row["id"]) for row in rows][: most + 1]

    def pending_of(
        self, user_id: UserId, /, *, until: datetime, most: int
    ) -> list[ActivityRow]:
        now = self.context.now
        rows = [
            row
            for row in self.rows.values()
            if _is_pending(row)
            and row["assigned_to"] == user_id
            and row["scheduled_at"] is not None
            and row["scheduled_at"] < until
            and (row["snoozed_until"] is None or row["snoozed_until"] <= now)
            and self._sees(row)
        ]
        rows.sort(key=lambda row: (row["scheduled_at"], row["id"]))
        return [self._shown(row) for row in rows[:most]]

    def of_series(self, series_id: SeriesId, /) -> list[Activity]:
        found = [
            self._entity(row)
            for row in self.rows.values()
            if row["series_id"] == series_id and _is_pending(row)
        ]
        return sorted(found, key=lambda each: (each.occurrence or each.at, each.id))

    def of_person(
        self, records: Collection[UUID], emails: Collection[str], /
    ) -> list[ActivityId]:
        found = []
        for id, row in sorted(self.rows.items()):
            activity = self._entity(row)
            known = {ref.id for ref in activity.concerns}
            reached = {(e.email or "").lower() for e in activity.participants}
            if not known.isdisjoint(records) or not reached.isdisjoint(emails):
                found.append(ActivityId(id))
        return found

    def save(self, entity: Activity, /) -> Activity:
        self._known.add(entity.id)  # what was read may be saved, whoever has it now
        try:
            return super().save(entity)
        finally:
            self._known.discard(entity.id)

    def tag_spellings(self, tags: Iterable[str], /) -> tuple[str, ...]:
        return tag_spellings(self.context.tables, tags)

    def check(self, activity: Activity, /) -> None:
        tables = self.context.tables
        check_reference("assigned_to", activity.assigned_to, tables.users, "user")
        tables.words.update(words(activity.subject))

    def remove(self, entity: Activity, /, *, checked: bool = False) -> None:
        super().remove(entity, checked=checked)
        self._forget(entity.id)
        told = self.context.tables.notifications
        for id in [id for id, row in told.items() if row["activity_id"] == entity.id]:
            del told[id]

    def finder(self, query: Query) -> Finder[ActivityRow]:
        """
        What finds the activities that *query* asks for.
        """
        fields = with_custom(ACTIVITY_FIELDS, "activity", self.context.tables)
        return Finder(
            context=self.context,
            query=query.checked(fields),
            listing=Listing(
                kind="activity",
                fields=fields,
                rows=[row for row in self.rows.values() if self._sees(row)],
                value=_value,
                words=lambda row: set(self._entity(row).search_words),
                keys=_KEYS,
                folds={},
                shown=self._shown,
                others=subjects,
            ),
        )

    def _store(self, entity: Activity, before: Row | None) -> None:
        super()._store(entity, before)
        now = self.context.now
        plan = due_of(entity, now=now)
        if before is not None and plan == due_of(self._entity(before), now=now):
            return
        self._forget(entity.id)
        tables = self.context.tables
        told = {
            (row["activity_id"], row["user_id"], row["at"])
            for row in tables.notifications.values()
        }
        for due in plan:
            key = (due.activity_id, due.user_id, due.at)
            if key not in told:
                tables.reminders[key] = due

    def _forget(self, id: UUID) -> None:
        reminders = self.context.tables.reminders
        for key in [key for key in reminders if key[0] == id]:
            del reminders[key]

    def _sees(self, row: Row) -> bool:
        context, tables = self.context, self.context.tables
        if context.actor.visibility is Visibility.ALL or row["id"] in self._known:
            return True
        activity = self._entity(row)
        if any(context.sees(user) for user in activity.people):
            return True
        records = {
            "contact": tables.contacts,
            "company": tables.companies,
            "lead": tables.leads,
            "opportunity": tables.opportunities,
        }
        found = (records[ref.kind].get(ref.id) for ref in activity.concerns)
        return any(each and context.sees(each["assigned_to"]) for each in found)

    def _shown(self, row: Row) -> ActivityRow:
        series = self.context.tables.activity_series.get(row["series_id"])
        shown = copied(row) | {"recurrence": series and series["rule"]}
        names = [each.name for each in ActivityRow.__attrs_attrs__ if each.init]
        return ActivityRow(**{name: shown[name] for name in names})


class MemoryActivitySeries(MemoryRepository[SeriesId, Series]):
    """
    Recurring activities.
    """

    mapping = SERIES_ROWS

    def waiting(self, until: datetime, /, *, most: int) -> list[SeriesId]:
        rows = [
            row
            for row in self.rows.values()
            if not row["ended"] and row["spread_until"] < until
        ]
        rows.sort(key=lambda row: (row["spread_until"], row["id"]))
        return [SeriesId(row["id"]) for row in rows[:most]]

    def pointed_at(self, ids: Collection[UUID], /) -> set[UUID]:
        rows = self.context.tables.activities.values()
        return {row["series_id"] for row in rows}.intersection(ids)


def _is_pending(row: Row) -> bool:
    return row["archived_at"] is None and row["status"] == "pending"


def _value(row: Row, field: str) -> object:
    if field in SHORTHANDS:
        ids = subjects(row, field)
        return ids[0] if ids else None
    return row[field]


def subjects(row: Row, field: str) -> tuple[UUID, ...]:
    """
    The records of the kind that *field* names that an activity concerns.
    """
    if "participants" not in row or field not in SHORTHANDS:
        return ()
    concerns = ACTIVITY_ROWS.from_row(row).concerns
    return tuple(ref.id for ref in concerns if ref.kind == SHORTHANDS[field])
