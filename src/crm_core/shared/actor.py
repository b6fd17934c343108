"""
Who acts, for which organization, with which permissions.
"""

from enum import StrEnum
from typing import NewType
from uuid import UUID

from attrs import frozen

from .errors import Forbidden

OrganizationId = NewType("OrganizationId", UUID)
UserId = NewType("UserId", UUID)
TeamId = NewType("TeamId", UUID)


class Permission(StrEnum):
    """
    Every permission, as ``<resource>:<action>``. Keep alphabetical.
    """

    ACTIVITY_BULK = "activity:bulk"
    ACTIVITY_EXPORT = "activity:export"
    ACTIVITY_IMPORT = "activity:import"
    ACTIVITY_PURGE = "activity:purge"
    ACTIVITY_READ = "activity:read"
    ACTIVITY_WRITE = "activity:write"
    BOOKING_WRITE = "booking:write"
    CHANGE_READ = "change:read"
    CHANGE_UNDO = "change:undo"
    CHANGE_UNDO_ANY = "change:undo-any"
    COMPANY_BULK = "company:bulk"
    COMPANY_EXPORT = "company:export"
    COMPANY_IMPORT = "company:import"
    COMPANY_MERGE = "company:merge"
    COMPANY_PURGE = "company:purge"
    COMPANY_READ = "company:read"
    COMPANY_WRITE = "company:write"
    CONTACT_BULK = "contact:bulk"
    CONTACT_ERASE = "contact:erase"
    CONTACT_EXPORT = "contact:export"
    CONTACT_IMPORT = "contact:import"
    CONTACT_MERGE = "contact:merge"
    CONTACT_PURGE = "contact:purge"
    CONTACT_READ = "contact:read"
    CONTACT_WRITE = "contact:write"
    CURRENCY_WRITE = "currency:write"
    CUSTOM_FIELD_WRITE = "custom-field:write"
    DUPLICATE_READ = "duplicate:read"
    DUPLICATE_SCAN = "duplicate:scan"
    DUPLICATE_WRITE = "duplicate:write"
    EMAIL_ADMIN = "email:admin"
    EMAIL_BULK = "email:bulk"
    EMAIL_READ = "email:read"
    EMAIL_RECEIVE = "email:receive"
    EMAIL_SEND = "email:send"
    FILE_PURGE = "file:purge"
    FILE_READ = "file:read"
    FILE_WRITE = "file:write"
    FORECAST_ADJUST = "forecast:adjust"
    FORECAST_SUBMIT = "forecast:submit"
    FORM_WRITE = "form:write"
    GOAL_WRITE = "goal:write"
    LEAD_BULK = "lead:bulk"
    LEAD_CONVERT = "lead:convert"
    LEAD_EXPORT = "lead:export"
    LEAD_IMPORT = "lead:import"
    LEAD_PURGE = "lead:purge"
    LEAD_READ = "lead:read"
    LEAD_WRITE = "lead:write"
    MAILBOX_ADMIN = "mailbox:admin"
    MAILBOX_READ = "mailbox:read"
    MAILBOX_WRITE = "mailbox:write"
    OPPORTUNITY_BULK = "opportunity:bulk"
    OPPORTUNITY_EXPORT = "opportunity:export"
    OPPORTUNITY_IMPORT = "opportunity:import"
    OPPORTUNITY_PURGE = "opportunity:purge"
    OPPORTUNITY_READ = "opportunity:read"
    OPPORTUNITY_WRITE = "opportunity:write"
    ORGANIZATION_READ = "organization:read"
    ORGANIZATION_WRITE = "organization:write"
    PIPELINE_READ = "pipeline:read"
    PIPELINE_WRITE = "pipeline:write"
    ROLE_WRITE = "role:write"
    ROUTING_WRITE = "routing:write"
    SCORING_WRITE = "scoring:write"
    USER_READ = "user:read"
    USER_WRITE = "user:write"


class Visibility(StrEnum):
    """
    Which records an actor sees: assigned to them, to their teams, or all.
    """

    OWN = "own"
    TEAM = "team"
    ALL = "all"


@frozen(kw_only=True)
class Actor:
    """
    The host authenticates; the CRM only believes an actor.

    *source* says through which door the actor came (library, api, cli, import)
    and is kept with every change.
    """

    user_id: UserId
    organization_id: OrganizationId
    permissions: frozenset[Permission]
    visibility: Visibility = Visibility.ALL
    teams: frozenset[TeamId] = frozenset()
    roles: tuple[str, ...] = ()
    name: str | None = None
    email: str | None = None
    source: str = "library"

    def require(self, permission: Permission) -> None:
        """
        Raises:
            Forbidden: The actor does not hold *permission*.
        """
        if permission not in self.permissions:
            raise Forbidden(
                f"This needs the permission {permission}.", required=str(permission)
            )
