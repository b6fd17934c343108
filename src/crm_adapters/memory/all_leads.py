"""
All leads of an organization, as routing and scoring need them, in memory.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from attrs import frozen

from crm_core.changes import Action, Change
from crm_core.leads import (
    OPEN,
    CapturedLead,
    ClosedLead,
    Lead,
    LeadId,
    LeadStatus,
    Scoring,
    facts_of,
)
from crm_core.routing import Load
from crm_core.shared import Facts, RecordRef, UserId

from ..rows import LEAD_ROWS, Row, lead_before_closing
from .context import Context
from .tables import copied


@frozen
class MemoryAllLeads:
    """
    The leads of the organization at work, visible to the actor or not.
    """

    context: Context

    def loads(self) -> Mapping[UserId, Load]:
        return {id: self._load(id) for id in self.context.tables.users}

    def _load(self, user_id: UserId) -> Load:
        own = [row for row in self._rows() if row["assigned_to"] == user_id]
        given = (row["assigned_at"] for row in own if row["assigned_at"])
        return Load(sum(map(_is_open, own)), max(given, default=None))

    def captured(self, since: datetime, /) -> list[CapturedLead]:
        found = []
        for row in self._rows():
            if row["created_at"] < since:
                continue
            came = next(
                (
                    change.after
                    for change in self._changes(row["id"])
                    if change.action is Action.CREATED and change.after
                ),
                LEAD_ROWS.image(row),
            )
            lead: Lead = LEAD_ROWS.record(came)
            owner = lead.assigned_to or row["assigned_to"]
            ended = _ended_at(row)
            found.append(CapturedLead(lead=lead, owner=owner, closed_at=ended))
        return sorted(found, key=lambda each: (each.lead.created_at, each.lead.id))

    def open_at(self, moment: datetime, /) -> list[tuple[UserId, datetime | None]]:
        before = [row for row in self._rows() if row["created_at"] < moment]
        ends = ((row["assigned_to"], _ended_at(row)) for row in before)
        return [(user, at) for user, at in ends if user and (not at or at > moment)]

    def closed(self, *, most: int) -> list[ClosedLead]:
        found = [self._closed(row) for row in self._rows() if row["status"] not in OPEN]
        found.sort(key=lambda each: each.closed_at, reverse=True)
        return found[:most]

    def _closed(self, row: Row) -> ClosedLead:
        changes = reversed([*self._changes(row["id"])])
        replaced = [each.before for each in changes if each.action is Action.UPDATED]
        lead = lead_before_closing(LEAD_ROWS.image(row), replaced)
        won = row["status"] == LeadStatus.CONVERTED
        return ClosedLead(
            facts=facts_of(lead.values), won=won, closed_at=_closed_at(row)
        )

    def open_facts(
        self,
        behind: LeadId | None,
        names: Collection[str],  # noqa: ARG002
        /,
        *,
        most: int,
    ) -> list[tuple[LeadId, Facts]]:
        rows = sorted(filter(_is_open, self._rows()), key=lambda row: row["id"])
        found = [row for row in rows if behind is None or row["id"] > behind]
        return [(row["id"], facts_of(copied(row))) for row in found[:most]]

    def keep_scores(
        self, scored: Sequence[tuple[LeadId, Scoring]], /, *, at: datetime
    ) -> None:
        rows = self.context.tables.leads
        for id, found in scored:
            reasons = [dict(each) for each in found.reasons]
            new = {"score": found.score, "score_reasons": reasons}
            if any(rows[id][name] != value for name, value in new.items()):
                key = {"score_key": found.score or 0, "scored_at": at}
                rows[id] = {**rows[id], **new, **key}

    def _rows(self) -> list[Row]:
        return [*self.context.tables.leads.values()]

    def _changes(self, id: UUID) -> Iterator[Change]:
        """
        What was done to one lead, the first change first.
        """
        record = RecordRef(LEAD_ROWS.kind, id)
        for _, part in sorted(self.context.tables.parts.items()):
            yield from (each for each in part.changes if each.record == record)


def _is_open(row: Row) -> bool:
    return row["archived_at"] is None and row["status"] in OPEN


def _closed_at(row: Row) -> datetime:
    at: datetime = row["converted_at"] or row["stage_entered_at"]
    return at


def _ended_at(row: Row) -> datetime | None:
    ends = [row["archived_at"], None if row["status"] in OPEN else _closed_at(row)]
    return min((at for at in ends if at is not None), default=None)
