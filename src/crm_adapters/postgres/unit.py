"""
One unit of work: what every use case works with, over one transaction.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from uuid import UUID

from attrs import define

from crm_core.matching import Likeness
from crm_core.pipelines import Standing
from crm_core.shared import Actor, Event

from ..making import made
from ..subjects import RecordSubjects
from .access import (
    PostgresOrganizations,
    PostgresRoles,
    PostgresSignInLinks,
    PostgresUsers,
)
from .all_leads import PostgresAllLeads
from .analytics import PostgresHistories
from .changes import PostgresChanges, PostgresRecords
from .companies import PostgresCompanies
from .contacts import PostgresContacts
from .context import Context
from .currencies import PostgresExchangeRates
from .custom_fields import PostgresCustomFields
from .deals import PostgresDeals
from .everything import PostgresEverything, seeing_all
from .extracts import PostgresExtracts
from .forecasting import PostgresGoals, PostgresSubmissions
from .forms import PostgresForms, PostgresFormSubmissions, PostgresFormUses
from .idempotency import PostgresIdempotencyKeys
from .leads import PostgresLeads, PostgresSalesSettings
from .matching import PostgresCandidates, PostgresMatchingRules
from .merges import PostgresMerges, PostgresRedirects
from .opportunities import PostgresOpportunities
from .pairs import PostgresPairs, PostgresScans
from .pipelines import PostgresPipelines, PostgresStageChanges
from .rules import PostgresMembers, PostgresRoutingRules, PostgresScoringRules
from .trainings import PostgresTrainings
from .transfers import PostgresTransfers


@define(slots=False)
class PostgresWork:
    """
    One unit of work over one transaction; repositories are built when asked for.
    """

    context: Context
    new_id: Callable[[], UUID]
    likeness: Likeness

    @property
    def actor(self) -> Actor:
        return self.context.actor

    @property
    def now(self) -> datetime:
        return self.context.now

    @property
    def change_set_id(self) -> UUID:
        return self.context.trail.change_set_id

    def name(self, label: str, /) -> None:
        self.context.trail.label = label

    def emit(self, event: Event, /) -> None:
        self.context.trail.events.append(event)

    all_leads = made(PostgresAllLeads)
    candidates = made(PostgresCandidates)

    @cached_property
    def changes(self) -> PostgresChanges:
        return PostgresChanges(self.context, self.records)

    companies = made(PostgresCompanies)
    contacts = made(PostgresContacts)
    custom_fields = made(PostgresCustomFields)
    deals = made(PostgresDeals)

    @cached_property
    def everything(self) -> PostgresEverything:
        context, known = seeing_all(self.context), self.records.repositories
        return PostgresEverything(
            context, {kind: type(r)(context) for kind, r in known.items()}
        )

    exchange_rates = made(PostgresExchangeRates)
    extracts = made(PostgresExtracts)
    histories = made(PostgresHistories)
    form_submissions = made(PostgresFormSubmissions)
    form_uses = made(PostgresFormUses)
    forms = made(PostgresForms)
    goals = made(PostgresGoals)
    idempotency_keys = made(PostgresIdempotencyKeys)
    leads = made(PostgresLeads)
    matching_rules = made(PostgresMatchingRules)
    members = made(PostgresMembers)
    merges = made(PostgresMerges)
    opportunities = made(PostgresOpportunities)
    organizations = made(PostgresOrganizations)
    pairs = made(PostgresPairs)
    pipelines = made(PostgresPipelines)

    @cached_property
    def records(self) -> PostgresRecords:
        return PostgresRecords(
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

    redirects = made(PostgresRedirects)
    roles = made(PostgresRoles)
    routing_rules = made(PostgresRoutingRules)
    sales_settings = made(PostgresSalesSettings)
    scans = made(PostgresScans)
    scoring_rules = made(PostgresScoringRules)
    sign_in_links = made(PostgresSignInLinks)
    stage_changes = made(PostgresStageChanges)

    @property
    def standing(self) -> Mapping[str, Standing]:
        """
        Whoever they are assigned to: a stage that goes is emptied of all records.
        """
        everyone = seeing_all(self.context)
        return {
            "lead": PostgresLeads(everyone),
            "opportunity": PostgresOpportunities(everyone),
        }

    @cached_property
    def subjects(self) -> RecordSubjects:
        return RecordSubjects(self.records)

    submissions = made(PostgresSubmissions)
    trainings = made(PostgresTrainings)
    transfers = made(PostgresTransfers)
    users = made(PostgresUsers)
