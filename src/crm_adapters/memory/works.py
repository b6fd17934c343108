"""
Units of work: each writes into a draft, which replaces what was stored.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from threading import RLock
from uuid import UUID

import msgspec
from attrs import asdict, define, evolve, field

from crm_core import REACTIONS
from crm_core.changes import ChangeSet, ChangeSetId
from crm_core.matching import Likeness, PlainLikeness
from crm_core.pipelines import Standing
from crm_core.shared import (
    Actor,
    Conflict,
    Envelope,
    Event,
    OrganizationId,
    new_uuid7,
)

from ..making import kept, made
from ..subjects import RecordSubjects
from .access import MemoryOrganizations, MemoryRoles, MemorySignInLinks, MemoryUsers
from .all_leads import MemoryAllLeads
from .analytics import MemoryHistories
from .candidates import MemoryCandidates, MemoryMatchingRules
from .changes import MemoryChanges, MemoryRecords
from .companies import MemoryCompanies
from .contacts import MemoryContacts
from .context import Context
from .currencies import MemoryExchangeRates
from .custom_fields import MemoryCustomFields
from .duplicates import (
    MemoryEverything,
    MemoryMerges,
    MemoryPairs,
    MemoryRedirects,
    MemoryScans,
    seeing_all,
)
from .extracts import MemoryExtracts
from .forecasting import MemoryDeals, MemoryGoals, MemorySubmissions
from .forms import MemoryForms, MemoryFormSubmissions, MemoryFormUses
from .idempotency import MemoryIdempotencyKeys
from .leads import MemoryLeads, MemorySalesSettings
from .opportunities import MemoryOpportunities
from .pipelines import MemoryPipelines, MemoryStageChanges
from .rules import (
    MemoryMembers,
    MemoryRoutingRules,
    MemoryScoringRules,
    MemoryTrainings,
)
from .tables import Job, Part, Tables
from .transfers import MemoryTransfers


@define(slots=False)
class MemoryWork:
    """
    One unit of work over a draft; repositories are built when asked for.
    """

    context: Context
    likeness: Likeness = field(factory=PlainLikeness)

    @property
    def actor(self) -> Actor:
        return self.context.actor

    @property
    def now(self) -> datetime:
        return self.context.now

    @property
    def change_set_id(self) -> UUID:
        return self.context.change_set_id

    def new_id(self) -> UUID:
        return self.context.new_id()

    def name(self, label: str, /) -> None:
        self.context.label = label

    def emit(self, event: Event, /) -> None:
        self.context.events.append(event)

    all_leads = made(MemoryAllLeads)
    candidates = made(MemoryCandidates)

    @cached_property
    def changes(self) -> MemoryChanges:
        return MemoryChanges(self.context, self.records)

    companies = kept("companies", MemoryCompanies)
    contacts = kept("contacts", MemoryContacts)
    custom_fields = kept("custom_fields", MemoryCustomFields)
    deals = made(MemoryDeals)

    @cached_property
    def everything(self) -> MemoryEverything:
        context, known = seeing_all(self.context), self.records.repositories
        return MemoryEverything(
            context, {kind: type(r)(context, r.rows) for kind, r in known.items()}
        )

    exchange_rates = kept("exchange_rates", MemoryExchangeRates)
    extracts = made(MemoryExtracts)
    histories = made(MemoryHistories)
    form_submissions = made(MemoryFormSubmissions)
    form_uses = made(MemoryFormUses)
    forms = kept("forms", MemoryForms)
    goals = kept("goals", MemoryGoals)
    idempotency_keys = made(MemoryIdempotencyKeys)
    leads = kept("leads", MemoryLeads)
    matching_rules = made(MemoryMatchingRules)
    members = made(MemoryMembers)
    merges = kept("merges", MemoryMerges)
    opportunities = kept("opportunities", MemoryOpportunities)
    organizations = made(MemoryOrganizations)
    pairs = kept("pairs", MemoryPairs)
    pipelines = kept("pipelines", MemoryPipelines)

    @cached_property
    def records(self) -> MemoryRecords:
        return MemoryRecords(
            self.context,
            {
                "company": self.companies,
                "contact": self.contacts,
                "custom_field": self.custom_fields,
                "duplicate": self.pairs,
                "exchange_rate": self.exchange_rates,
                "form": self.forms,
                "goal": self.goals,
                "lead": self.leads,
                "merge": self.merges,
                "opportunity": self.opportunities,
                "pipeline": self.pipelines,
                "routing_rule": self.routing_rules,
                "scoring_rule": self.scoring_rules,
                "stage_change": self.stage_changes,
            },
        )

    @cached_property
    def redirects(self) -> MemoryRedirects:
        return MemoryRedirects(self.context.tables)

    roles = made(MemoryRoles)
    routing_rules = kept("routing_rules", MemoryRoutingRules)
    sales_settings = made(MemorySalesSettings)

    @cached_property
    def scans(self) -> MemoryScans:
        return MemoryScans(self.context.tables)

    scoring_rules = kept("scoring_rules", MemoryScoringRules)
    sign_in_links = made(MemorySignInLinks)
    stage_changes = kept("stage_changes", MemoryStageChanges)

    @property
    def standing(self) -> Mapping[str, Standing]:
        """
        Whoever they are assigned to: a stage that goes is emptied of all records.
        """
        everyone, tables = seeing_all(self.context), self.context.tables
        return {
            "lead": MemoryLeads(everyone, tables.leads),
            "opportunity": MemoryOpportunities(everyone, tables.opportunities),
        }

    @cached_property
    def subjects(self) -> RecordSubjects:
        return RecordSubjects(self.records)

    submissions = made(MemorySubmissions)
    trainings = made(MemoryTrainings)
    transfers = made(MemoryTransfers)
    users = made(MemoryUsers)


def _utc_now() -> datetime:
    return datetime.now(UTC)


@define(eq=False)
class MemoryWorks:
    """
    Opens units of work in memory, one at a time.

    Args:
        clock: The moment of a transaction.
        stored: All that organizations have stored.
    """

    clock: Callable[[], datetime] = _utc_now
    new_id: Callable[[], UUID] = new_uuid7
    stored: dict[OrganizationId, Tables] = field(factory=dict, repr=False)
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
            yield MemoryWork(context)
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
