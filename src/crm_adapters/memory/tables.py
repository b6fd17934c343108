"""
What an organization has stored: plain rows and frozen values.
"""

from collections.abc import Mapping
from copy import copy
from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import Factory, define, fields, frozen

from crm_core.access import Organization, Role, User
from crm_core.activities import Due
from crm_core.bookings import Booking, BookingId
from crm_core.calendars import (
    Connection,
    ConnectionId,
    Feed,
    FeedId,
    Invitation,
    SyncedItem,
    SyncedObject,
)
from crm_core.changes import Change, ChangeSet
from crm_core.duplicates import Scan
from crm_core.emails import Delivery, DeliveryId, MailSettings, Visit
from crm_core.forms import Submission as FormSubmission
from crm_core.forms import SubmissionId as FormSubmissionId
from crm_core.leads import SalesSettings
from crm_core.matching import MatchingRules
from crm_core.routing import Availability, RuleId, Turns
from crm_core.scoring import Training
from crm_core.shared import Envelope, StoredAnswer, UserId
from crm_core.transfers import RowRefused, Transfer, TransferId

from ..rows import Row


@frozen(kw_only=True)
class Job:
    """
    What an event set in motion, for a worker to do.
    """

    name: str
    event: Envelope


@frozen
class Part:
    """
    What one transaction added to a change set.
    """

    change_set_id: UUID
    changes: tuple[Change, ...]


@define
class SignInLink:
    """
    A code by its digest: whom it lets in, until when.
    """

    user_id: UserId
    expires_at: datetime
    used_at: datetime | None = None


@define(kw_only=True)
class Tables:
    """
    All that one organization has stored.
    """

    organization: Organization | None = None
    users: dict[UserId, User] = Factory(dict)
    roles: dict[str, Role] = Factory(dict)
    links: dict[bytes, SignInLink] = Factory(dict)
    tags: dict[str, str] = Factory(dict)
    words: set[str] = Factory(set)
    booking_pages: dict[UUID, Row] = Factory(dict)
    bookings: dict[BookingId, Booking] = Factory(dict)
    calendar_connections: dict[ConnectionId, Connection] = Factory(dict)
    calendar_passwords: dict[ConnectionId, str] = Factory(dict)
    calendar_objects: dict[tuple[ConnectionId, str], SyncedObject] = Factory(dict)
    calendar_items: dict[tuple[ConnectionId, str, datetime | None], SyncedItem] = (
        Factory(dict)
    )
    calendar_feeds: dict[FeedId, Feed] = Factory(dict)
    invitations: dict[tuple[str, datetime | None, str], Invitation] = Factory(dict)
    activities: dict[UUID, Row] = Factory(dict)
    activity_series: dict[UUID, Row] = Factory(dict)
    reminders: dict[tuple[UUID, UUID, datetime], Due] = Factory(dict)
    notifications: dict[UUID, Row] = Factory(dict)
    companies: dict[UUID, Row] = Factory(dict)
    contacts: dict[UUID, Row] = Factory(dict)
    custom_fields: dict[UUID, Row] = Factory(dict)
    closed_domains: dict[str, datetime] = Factory(dict)
    deliveries: dict[DeliveryId, Delivery] = Factory(dict)
    domain_failures: dict[str, int] = Factory(dict)
    email_templates: dict[UUID, Row] = Factory(dict)
    email_visits: list[Visit] = Factory(list)
    emails: dict[UUID, Row] = Factory(dict)
    exchange_rates: dict[UUID, Row] = Factory(dict)
    goals: dict[UUID, Row] = Factory(dict)
    files: dict[UUID, Row] = Factory(dict)
    forms: dict[UUID, Row] = Factory(dict)
    form_submissions: dict[FormSubmissionId, FormSubmission] = Factory(dict)
    form_uses: dict[tuple[str, datetime], int] = Factory(dict)
    leads: dict[UUID, Row] = Factory(dict)
    opportunities: dict[UUID, Row] = Factory(dict)
    pipelines: dict[UUID, Row] = Factory(dict)
    stage_changes: dict[UUID, Row] = Factory(dict)
    mail_secret: bytes | None = None
    mail_settings: MailSettings | None = None
    matching_rules: MatchingRules | None = None
    members: dict[UserId, Availability] = Factory(dict)
    merges: dict[UUID, Row] = Factory(dict)
    pairs: dict[UUID, Row] = Factory(dict)
    routing_rules: dict[UUID, Row] = Factory(dict)
    turns: dict[RuleId, Turns] = Factory(dict)
    scoring_rules: dict[UUID, Row] = Factory(dict)
    training: Training | None = None
    sales_settings: SalesSettings | None = None
    submissions: dict[UUID, Row] = Factory(dict)
    suppressions: dict[UUID, Row] = Factory(dict)
    scans: dict[str, Scan] = Factory(dict)
    change_sets: dict[UUID, ChangeSet] = Factory(dict)
    parts: dict[UUID, Part] = Factory(dict)
    transfers: dict[TransferId, Transfer] = Factory(dict)
    refusals: dict[TransferId, tuple[RowRefused, ...]] = Factory(dict)
    mappings: dict[str, Mapping[str, str]] = Factory(dict)
    events: list[Envelope] = Factory(list)
    jobs: list[Job] = Factory(list)
    answers: dict[tuple[UserId, str], StoredAnswer | None] = Factory(dict)

    def draft(self) -> "Tables":
        """
        A copy to write into; rows are never changed, only replaced.
        """
        return Tables(**{f.name: copy(getattr(self, f.name)) for f in fields(Tables)})


def copied(value: Any) -> Any:
    """
    *value* with containers of its own, so that nobody else can change them.
    """
    if isinstance(value, Mapping):
        return {name: copied(each) for name, each in value.items()}
    return [copied(each) for each in value] if isinstance(value, list) else value
