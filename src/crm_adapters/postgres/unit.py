"""
One unit of work: what every use case works with, over one transaction.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from uuid import UUID

from attrs import define

from crm_core.activities import Recurrences
from crm_core.calendars import CalendarFiles
from crm_core.emails import Stationery
from crm_core.matching import Likeness
from crm_core.pipelines import Standing
from crm_core.shared import Actor, Event, Seal

from ..making import made
from ..subjects import RecordSubjects
from .access import (
    PostgresOrganizations,
    PostgresRoles,
    PostgresSignInLinks,
    PostgresUsers,
)
from .activities import PostgresActivities, PostgresActivitySeries
from .activity_reports import PostgresActivityReports
from .all_leads import PostgresAllLeads
from .analytics import PostgresHistories
from .bookings import PostgresBookingPages, PostgresBookings
from .busy_times import PostgresBusyTimes
from .calendar_connections import PostgresCalendarConnections
from .calendars import PostgresFeeds, PostgresInvitations
from .changes import PostgresChanges, PostgresRecords
from .companies import PostgresCompanies
from .contacts import PostgresContacts
from .context import Context
from .currencies import PostgresExchangeRates
from .custom_fields import PostgresCustomFields
from .deals import PostgresDeals
from .emails import PostgresEmails
from .everything import PostgresEverything, seeing_all
from .extracts import PostgresExtracts
from .files import PostgresFiles
from .forecasting import PostgresGoals, PostgresSubmissions
from .forms import PostgresForms, PostgresFormSubmissions, PostgresFormUses
from .idempotency import PostgresIdempotencyKeys
from .lead_activities import PostgresLeadActivities
from .leads import PostgresLeads, PostgresSalesSettings
from .letters import (
    PostgresMailSettings,
    PostgresSuppressions,
    PostgresTemplates,
    PostgresVisits,
)
from .mailbox_progress import PostgresMailboxProgress
from .mailboxes import PostgresMailboxes
from .matching import PostgresCandidates, PostgresMatchingRules
from .merges import PostgresMerges, PostgresRedirects
from .opportunities import PostgresOpportunities
from .outbox import PostgresDeliveries
from .pairs import PostgresPairs, PostgresScans
from .pipelines import PostgresPipelines, PostgresStageChanges
from .plans import PostgresPlans
from .refused_rows import PostgresRefusedRows
from .reminding import PostgresNotifications, PostgresReminders
from .rules import PostgresMembers, PostgresRoutingRules, PostgresScoringRules
from .set_asides import PostgresSetAsides
from .timelines import PostgresTimelines
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
    recurrences: Recurrences
    calendar_files: CalendarFiles
    stationery: Stationery
    seal: Seal

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

    activities = made(PostgresActivities)
    activity_reports = made(PostgresActivityReports)
    activity_series = made(PostgresActivitySeries)
    all_leads = made(PostgresAllLeads)
    booking_pages = made(PostgresBookingPages)
    bookings = made(PostgresBookings)
    busy_times = made(PostgresBusyTimes)

    @cached_property
    def calendar_connections(self) -> PostgresCalendarConnections:
        return PostgresCalendarConnections(self.context, self.seal)

    calendar_feeds = made(PostgresFeeds)
    candidates = made(PostgresCandidates)

    @cached_property
    def changes(self) -> PostgresChanges:
        return PostgresChanges(self.context, self.records)

    companies = made(PostgresCompanies)
    contacts = made(PostgresContacts)
    custom_fields = made(PostgresCustomFields)
    deals = made(PostgresDeals)
    deliveries = made(PostgresDeliveries)
    email_templates = made(PostgresTemplates)
    email_visits = made(PostgresVisits)
    emails = made(PostgresEmails)

    @cached_property
    def everything(self) -> PostgresEverything:
        context, known = seeing_all(self.context), self.records.repositories
        return PostgresEverything(
            context, {kind: type(r)(context) for kind, r in known.items()}
        )

    exchange_rates = made(PostgresExchangeRates)
    extracts = made(PostgresExtracts)
    files = made(PostgresFiles)
    histories = made(PostgresHistories)
    form_submissions = made(PostgresFormSubmissions)
    form_uses = made(PostgresFormUses)
    forms = made(PostgresForms)
    goals = made(PostgresGoals)
    invitations = made(PostgresInvitations)
    idempotency_keys = made(PostgresIdempotencyKeys)
    lead_activities = made(PostgresLeadActivities)
    leads = made(PostgresLeads)
    mail_settings = made(PostgresMailSettings)

    @cached_property
    def mailbox_progress(self) -> PostgresMailboxProgress:
        return PostgresMailboxProgress(self.context, self.seal)

    mailboxes = made(PostgresMailboxes)
    matching_rules = made(PostgresMatchingRules)
    members = made(PostgresMembers)
    merges = made(PostgresMerges)
    notifications = made(PostgresNotifications)
    opportunities = made(PostgresOpportunities)
    organizations = made(PostgresOrganizations)
    pairs = made(PostgresPairs)
    pipelines = made(PostgresPipelines)
    plans = made(PostgresPlans)

    @cached_property
    def records(self) -> PostgresRecords:
        return PostgresRecords(
            self.context,
            {
                "booking_page": self.booking_pages,
                "activity": self.activities,
                "activity_series": self.activity_series,
                "company": self.companies,
                "contact": self.contacts,
                "custom_field": self.custom_fields,
                "duplicate": self.pairs,
                "email": self.emails,
                "email_template": self.email_templates,
                "exchange_rate": self.exchange_rates,
                "file": self.files,
                "form": self.forms,
                "goal": self.goals,
                "lead": self.leads,
                "mailbox": self.mailboxes,
                "merge": self.merges,
                "opportunity": self.opportunities,
                "pipeline": self.pipelines,
                "routing_rule": self.routing_rules,
                "scoring_rule": self.scoring_rules,
                "stage_change": self.stage_changes,
                "suppression": self.suppressions,
            },
        )

    redirects = made(PostgresRedirects)
    refused_rows = made(PostgresRefusedRows)
    reminders = made(PostgresReminders)
    roles = made(PostgresRoles)
    routing_rules = made(PostgresRoutingRules)
    sales_settings = made(PostgresSalesSettings)
    scans = made(PostgresScans)
    scoring_rules = made(PostgresScoringRules)
    set_asides = made(PostgresSetAsides)
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
    suppressions = made(PostgresSuppressions)
    timelines = made(PostgresTimelines)
    trainings = made(PostgresTrainings)
    transfers = made(PostgresTransfers)
    users = made(PostgresUsers)
