"""
Activities in PostgreSQL.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from crm_core.activities import (
    ACTIVITY_FIELDS,
    Activity,
    ActivityId,
    ActivityRow,
    Due,
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

from ..rows import ACTIVITY_ROWS, SERIES_ROWS
from .activity_listing import LISTING, rows_of
from .custom_fields import PostgresCustomFields
from .everything import seeing_all
from .lexemes import activity_lexemes, prefix, vector
from .links import Linked, link_many, unlink
from .paging import Finder
from .repository import PostgresRepository
from .schema import activities, activity_series
from .statements import compiled, statement

_THIS = activities.c.id == bindparam("id")
_LIVE = activities.c.archived_at.is_(None)
_ROW = {each: compiled(rows_of(each, _THIS, _LIVE)) for each in Visibility}
_ANY_ROW = compiled(rows_of(Visibility.ALL, _THIS))
_PLANNED = (
    activities.c.assigned_to == bindparam("user_id"),
    activities.c.status == "pending",
    activities.c.scheduled_at < bindparam("until"),
    func.coalesce(activities.c.snoozed_until <= bindparam("now"), True),
)
_PENDING = {
    each: compiled(
        rows_of(each, _LIVE, *_PLANNED)
        .order_by(activities.c.scheduled_at, activities.c.id)
        .limit(bindparam("most"))
    )
    for each in Visibility
}
_OF_SERIES = statement(
    "SELECT id FROM crm.activities WHERE organization_id = $1::uuid"
    " AND series_id = $2::uuid AND status = 'pending' AND archived_at IS NULL",
    ("organization_id", "series_id"),
)
_OF_PERSON = statement(
    "SELECT activity_id FROM crm.activity_links WHERE organization_id = $1::uuid"
    " AND id = ANY($2::uuid[]) UNION SELECT a.id FROM crm.activities a"
    " WHERE a.organization_id = $1::uuid AND a.participants <> '[]'"
    " AND EXISTS (SELECT FROM jsonb_array_elements(a.participants) AS p"
    " WHERE lower(p->>'email') = ANY($3::text[])) ORDER BY 1",
    ("organization_id", "records", "emails"),
)
_LEAVE = statement(
    "DELETE FROM crm.activity_links WHERE organization_id = $1::uuid"
    " AND activity_id = ANY($2::uuid[])",
    ("organization_id", "ids"),
)
_JOIN = statement(
    "INSERT INTO crm.activity_links (organization_id, activity_id, id, kind)"
    " SELECT $1::uuid, * FROM unnest($2::uuid[], $3::uuid[], $4::text[])",
    ("organization_id", "activities", "ids", "kinds"),
)
_FORGET = statement(
    "DELETE FROM crm.activity_reminders WHERE organization_id = $1::uuid"
    " AND activity_id = ANY($2::uuid[])",
    ("organization_id", "ids"),
)
_REMIND = statement(
    "INSERT INTO crm.activity_reminders"
    " (organization_id, activity_id, user_id, at, channels)"
    " SELECT $1::uuid, activity_id, user_id, at, string_to_array(channels, ',')"
    " FROM unnest($2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[])"
    " AS r (activity_id, user_id, at, channels)"
    # Nobody is told twice, also when a time comes back that has been given up.
    " WHERE NOT EXISTS (SELECT FROM crm.notifications n"
    " WHERE n.organization_id = $1::uuid AND n.activity_id = r.activity_id"
    " AND n.user_id = r.user_id AND n.at = r.at)"
    " ON CONFLICT DO NOTHING",
    ("organization_id", "activities", "users", "ats", "channels"),
)


class PostgresActivities(PostgresRepository[ActivityId, Activity]):
    """
    Activities, with what they concern and what people are to be reminded of.
    """

    table = activities
    mapping = ACTIVITY_ROWS
    fields = ACTIVITY_FIELDS

    def row(self, id: ActivityId, /) -> ActivityRow:
        asked = _ROW[self.context.sight.visibility]
        rows = self.transaction.ask(asked, self.context.seen(id=id))
        if not rows:
            raise NotFound(id=id)
        return ActivityRow(*rows[0])

    def shown(self, activity: Activity, /) -> ActivityRow:
        rows = self.transaction.ask(_ANY_ROW, self.context.values(id=activity.id))
        return ActivityRow(*rows[0])

    def page(self, query: Query, request: PageRequest, /) -> Page[ActivityRow]:
        return self.finder(query).page(request)

    def matching(self, query: Query, /, *, most: int) -> list[ActivityId]:
        return [ActivityId(id) for id in self.finder(query).ids(most=most)]

    def pending_of(
        self, user_id: UserId, /, *, until: datetime, most: int
    ) -> list[ActivityRow]:
        asked = self.context.seen(
            user_id=user_id, until=until, now=self.context.now, most=most
        )
        statement = _PENDING[self.context.sight.visibility]
        return [ActivityRow(*row) for row in self.transaction.ask(statement, asked)]

    def of_series(self, series_id: SeriesId, /) -> list[Activity]:
        asked = self.context.values(series_id=series_id)
        rows = self.transaction.ask(_OF_SERIES, asked)
        everyone = PostgresActivities(seeing_all(self.context))
        found = everyone.many([ActivityId(row[0]) for row in rows])
        for each in found:  # they are to be changed here
            self._images[each.id] = everyone.locked_image(each.id)
            self._locked.add(each.id)
        return sorted(found, key=lambda each: (each.occurrence or each.at, each.id))

    def of_person(
        self, records: Collection[UUID], emails: Collection[str], /
    ) -> list[ActivityId]:
        asked = self.context.values(records=list(records), emails=list(emails))
        rows = self.transaction.ask(_OF_PERSON, asked)
        return [ActivityId(row[0]) for row in rows]

    def tag_spellings(self, tags: Iterable[str], /) -> tuple[str, ...]:
        return self.context.tags.spelled(tags)

    def finder(self, query: Query) -> Finder[ActivityRow]:
        """
        What finds the activities that *query* asks for.
        """
        fields = ACTIVITY_FIELDS
        if any(c.field.startswith("custom.") for c in query.conditions):
            own = PostgresCustomFields(self.context).of("activity")
            fields = fields.with_custom(custom.field for custom in own)
        return Finder(
            listing=LISTING,
            context=self.context,
            query=query.checked(fields),
            fields=fields,
        )

    def computed(self) -> Mapping[str, Any]:
        return {
            "search": func.array_to_tsvector(bindparam("lexemes", type_=ARRAY(Text)))
        }

    def written(self, activity: Activity, /) -> dict[str, object]:
        return {"lexemes": sorted(self._lexemes(activity))}

    def search_vectors(self, entities: Sequence[Activity], /) -> Iterable[str]:
        return [vector(self._lexemes(activity)) for activity in entities]

    def _lexemes(self, activity: Activity) -> set[str]:
        key = prefix(
            self.context.organization_id, archived=activity.archived_at is not None
        )
        self.context.vocabulary.bring(words(activity.subject))
        return {key + each for each in activity_lexemes(activity)}

    def after_write(self, before: Activity | None, after: Activity, /) -> None:
        self._follow([(before, after)])

    def after_adding(self, entities: Sequence[Activity], /) -> None:
        self._follow([(None, each) for each in entities])

    def remove(self, entity: Activity, /) -> None:
        super().remove(entity)
        unlink(self.context, entity.id)

    def remove_many(self, ids: Iterable[UUID], /) -> None:
        gone = list(ids)
        super().remove_many(gone)
        unlink(self.context, *gone)

    def _follow(self, written: Sequence[tuple[Activity | None, Activity]]) -> None:
        self._concern(written)
        self._remind(written)
        linked = [_linked(after) for _, after in written if after.archived_at is None]
        link_many(self.context, "activity", linked)
        hidden = [after.id for _, after in written if after.archived_at is not None]
        if hidden:
            unlink(self.context, *hidden)

    def _concern(self, written: Sequence[tuple[Activity | None, Activity]]) -> None:
        anew = [
            (b, a) for b, a in written if b is None or _concerned(b) != _concerned(a)
        ]
        known = [before.id for before, _ in anew if before is not None]
        if known:
            self.transaction.tell(_LEAVE, self.context.values(ids=known))
        rows = [(a.id, *row) for _, a in anew for row in sorted(_concerned(a))]
        if rows:
            ids, others, kinds = map(list, zip(*rows, strict=True))
            values = self.context.values(activities=ids, ids=others, kinds=kinds)
            self.transaction.tell(_JOIN, values)

    def _remind(self, written: Sequence[tuple[Activity | None, Activity]]) -> None:
        now = self.context.now
        plans = [
            (before is not None, after, due_of(after, now=now))
            for before, after in written
            if before is None or due_of(before, now=now) != due_of(after, now=now)
        ]
        known = [after.id for was, after, _ in plans if was]
        if known:
            self.transaction.tell(_FORGET, self.context.values(ids=known))
        dues: list[Due] = [due for _, _, found in plans for due in found]
        if dues:
            values = self.context.values(
                activities=[due.activity_id for due in dues],
                users=[due.user_id for due in dues],
                ats=[due.at for due in dues],
                channels=[",".join(due.channels) for due in dues],
            )
            self.transaction.tell(_REMIND, values)


def _concerned(activity: Activity) -> frozenset[tuple[UUID, str]]:
    people = ((UUID(str(id)), "user") for id in activity.people)
    records = ((each.id, each.kind) for each in activity.concerns)
    return frozenset([*people, *records])


def _linked(activity: Activity) -> Linked:
    planned = activity.scheduled_at is not None
    return Linked(
        entry_id=activity.id,
        kind=activity.type.value,
        at=activity.at,
        user_id=activity.assigned_to or activity.created_by,
        open=activity.pending and planned,
        about=activity.concerns,
    )


class PostgresActivitySeries(PostgresRepository[SeriesId, Series]):
    """
    Recurring activities.
    """

    table = activity_series
    mapping = SERIES_ROWS

    def waiting(self, until: datetime, /, *, most: int) -> list[SeriesId]:
        asked = self.context.values(until=until, most=most)
        rows = self.transaction.ask(_WAITING, asked)
        return [SeriesId(row[0]) for row in rows]


_WAITING = statement(
    "SELECT id FROM crm.activity_series WHERE organization_id = $1::uuid"
    " AND NOT ended AND spread_until < $2::timestamptz ORDER BY spread_until, id"
    " LIMIT $3::integer",
    ("organization_id", "until", "most"),
)
