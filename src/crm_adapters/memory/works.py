"""
Units of work: each writes into a draft, which replaces what was stored.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import RLock
from uuid import UUID

import msgspec
from attrs import asdict, define, evolve, field

from crm_core import REACTIONS
from crm_core.activities import NoRecurrences, Recurrences
from crm_core.calendars import CalendarFiles, NoCalendarFiles
from crm_core.changes import ChangeSet, ChangeSetId
from crm_core.shared import (
    Actor,
    Conflict,
    Envelope,
    OrganizationId,
    new_uuid7,
)

from .context import Context
from .tables import Job, Part, Tables
from .unit import MemoryWork


def _utc_now() -> datetime:
    return datetime.now(UTC)


@define(eq=False)
class MemoryWorks:
    """
    Opens units of work in memory, one at a time.

    Args:
        clock: The moment of a transaction.
        stored: All that organizations have stored.
        recurrences: When recurring activities take place.
        calendar_files: Reads and writes calendar files.
    """

    clock: Callable[[], datetime] = _utc_now
    new_id: Callable[[], UUID] = new_uuid7
    stored: dict[OrganizationId, Tables] = field(factory=dict, repr=False)
    recurrences: Recurrences = field(factory=NoRecurrences)
    calendar_files: CalendarFiles = field(factory=NoCalendarFiles)
    _lock: RLock = field(factory=RLock, init=False)

    @contextmanager
    def open(self, actor: Actor, /, *, rehearsal: bool = False) -> Iterator[MemoryWork]:
        """
        One transaction for *actor*; of a *rehearsal* nothing is kept.

        Raises:
            Conflict: Another one, begun inside this one, has written.
        """
        with self._lock:
            before = self.stored.get(actor.organization_id)
            draft = (before or Tables()).draft()
            context = Context(
                tables=draft,
                actor=actor,
                now=self.clock(),
                new_id=self.new_id,
                change_set_id=self.new_id(),
                everybody=self.stored,
            )
            yield MemoryWork(
                context,
                recurrences=self.recurrences,
                calendar_files=self.calendar_files,
            )
            _finish(context)
            if rehearsal or draft == (before or Tables()):
                return
            if self.stored.get(actor.organization_id) is not before:
                raise Conflict("Another transaction has written in the meantime.")
            self.stored[actor.organization_id] = draft


def _finish(context: Context) -> None:
    """
    Keep what a transaction leaves behind: its change set, its events, their jobs.
    """
    tables, actor, id = context.tables, context.actor, context.change_set_id
    for check in context.at_end:
        check()
    if context.changes or context.undoing:
        undoes = ChangeSetId(context.undoing) if context.undoing else None
        begun = tables.change_sets.get(id)
        part = context.new_id() if context.continuing else id
        tables.parts[part] = Part(id, tuple(context.changes))
        known = begun or ChangeSet(
            id=ChangeSetId(id),
            user_id=actor.user_id,
            at=context.now,
            label=context.label[:300],
            source=actor.source,
            changes=0,
            undoes=undoes,
        )
        tables.change_sets[id] = evolve(
            known, changes=known.changes + len(context.changes)
        )
        if undoes:
            taken = tables.change_sets[undoes]
            tables.change_sets[undoes] = evolve(taken, undone_by=ChangeSetId(id))
    for event in context.events:
        envelope = Envelope(
            id=context.new_id(),
            position=len(tables.events) + 1,
            organization_id=actor.organization_id,
            user_id=actor.user_id,
            at=context.now,
            kind=type(event).__name__,
            data=msgspec.to_builtins(asdict(event)),
        )
        tables.events.append(envelope)
        jobs = REACTIONS.get(type(event), ())
        tables.jobs += [Job(name=name, event=envelope) for name in jobs]
