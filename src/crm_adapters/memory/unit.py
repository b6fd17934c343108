"""
One unit of work over a draft: what every use case works with.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from uuid import UUID

from attrs import define, field

from crm_core.activities import NoRecurrences, Recurrences
from crm_core.calendars import CalendarFiles, NoCalendarFiles
from crm_core.emails import PlainStationery, Stationery
from crm_core.matching import Likeness, PlainLikeness
from crm_core.pipelines import Standing
from crm_core.shared import (
    Actor,
    Event,
)

from ..making import kept, made
from ..subjects import RecordSubjects
from .access import MemoryOrganizations, MemoryRoles, MemorySignInLinks, MemoryUsers
from .activities import MemoryActivities, MemoryActivitySeries
from .activity_reports import MemoryActivityReports
from .all_leads import MemoryAllLeads
from .analytics import MemoryHistories
from .bookings import MemoryBookingPages, MemoryBookings, MemoryBusyTimes
from .calendar_connections import MemoryCalendarConnections
from .calendars import MemoryFeeds, MemoryInvitations
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
from .emails import (
    MemoryEmails,
    MemoryMailSettings,
    MemorySuppressions,
    MemoryTemplates,
    MemoryVisits,
)
from .extracts import MemoryExtracts
from .files import MemoryFiles
from .forecasting import MemoryDeals, MemoryGoals, MemorySubmissions
from .forms import MemoryForms, MemoryFormSubmissions, MemoryFormUses
from .idempotency import MemoryIdempotencyKeys
from .lead_activities import MemoryLeadActivities
from .leads import MemoryLeads, MemorySalesSettings
from .opportunities import MemoryOpportunities
from .outbox import MemoryDeliveries
from .pipelines import MemoryPipelines, MemoryStageChanges
from .refused_rows import MemoryRefusedRows
from .reminding import MemoryNotifications, MemoryReminders
from .rules import (
    MemoryMembers,
    MemoryRoutingRules,
    MemoryScoringRules,
    MemoryTrainings,
)
from .timelines import MemoryPlans, MemoryTimelines
from .transfers import MemoryTransfers


@define(slots=False)
class MemoryWork:
    """
    One unit of work over a draft; repositories are built when asked for.
    """

    context: Context
    likeness: Likeness = field(factory=PlainLikeness)
    recurrences: Recurrences = field(factory=NoRecurrences)
    calendar_files: CalendarFiles = field(factory=NoCalendarFiles)
    stationery: Stationery = field(factory=PlainStationery)

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

    activities = kept("activities", MemoryActivities)
    activity_reports = made(MemoryActivityReports)
    activity_series = kept("activity_series", MemoryActivitySeries)
    all_leads = made(MemoryAllLeads)
    booking_pages = kept("booking_pages", MemoryBookingPages)
    bookings = made(MemoryBookings)
    busy_times = made(MemoryBusyTimes)
    calendar_connections = made(MemoryCalendarConnections)
    calendar_feeds = kept("calendar_feeds", MemoryFeeds)
    candidates = made(MemoryCandidates)

    @cached_property
    def changes(self) -> MemoryChanges:
        return MemoryChanges(self.context, self.records)

    companies = kept("companies", MemoryCompanies)
    contacts = kept("contacts", MemoryContacts)
    custom_fields = kept("custom_fields", MemoryCustomFields)
    deals = made(MemoryDeals)
    deliveries = made(MemoryDeliveries)
    email_templates = kept("email_templates", MemoryTemplates)
    email_visits = made(MemoryVisits)
    emails = kept("emails", MemoryEmails)

    @cached_property
    def everything(self) -> MemoryEverything:
        context, known = seeing_all(self.context), self.records.repositories
        return MemoryEverything(
            context, {kind: type(r)(context, r.rows) for kind, r in known.items()}
        )

    exchange_rates = kept("exchange_rates", MemoryExchangeRates)
    extracts = made(MemoryExtracts)
    files = kept("files", MemoryFiles)
    histories = made(MemoryHistories)
    form_submissions = made(MemoryFormSubmissions)
    form_uses = made(MemoryFormUses)
    forms = kept("forms", MemoryForms)
    invitations = kept("invitations", MemoryInvitations)
    goals = kept("goals", MemoryGoals)
    idempotency_keys = made(MemoryIdempotencyKeys)
    lead_activities = made(MemoryLeadActivities)
    leads = kept("leads", MemoryLeads)
    mail_settings = made(MemoryMailSettings)
    matching_rules = made(MemoryMatchingRules)
    members = made(MemoryMembers)
    merges = kept("merges", MemoryMerges)
    notifications = made(MemoryNotifications)
    opportunities = kept("opportunities", MemoryOpportunities)
    organizations = made(MemoryOrganizations)
    pairs = kept("pairs", MemoryPairs)
    pipelines = kept("pipelines", MemoryPipelines)
    plans = made(MemoryPlans)

    @cached_property
    def records(self) -> MemoryRecords:
        return MemoryRecords(
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
                "merge": self.merges,
                "opportunity": self.opportunities,
                "pipeline": self.pipelines,
                "routing_rule": self.routing_rules,
                "scoring_rule": self.scoring_rules,
                "stage_change": self.stage_changes,
                "suppression": self.suppressions,
            },
        )

    @cached_property
    def redirects(self) -> MemoryRedirects:
        return MemoryRedirects(self.context.tables)

    reminders = made(MemoryReminders)
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

    refused_rows = made(MemoryRefusedRows)
    submissions = made(MemorySubmissions)
    suppressions = kept("suppressions", MemorySuppressions)
    timelines = made(MemoryTimelines)
    trainings = made(MemoryTrainings)
    transfers = made(MemoryTransfers)
    users = made(MemoryUsers)
