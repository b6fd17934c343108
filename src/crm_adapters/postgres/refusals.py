"""
What the database refuses, in the words of the domain: one table.
"""

from collections.abc import Callable, Mapping
from functools import partial

import psycopg
from psycopg import errors

from crm_core.companies import CompanyCycle
from crm_core.contacts import EmailTaken
from crm_core.custom_fields import CustomFieldTaken
from crm_core.matching import Suspected
from crm_core.pipelines import StageGone
from crm_core.shared import (
    Conflict,
    Contended,
    CrmError,
    Forbidden,
    Invalid,
    Unavailable,
)

SUSPECTED = "CRM01"
"""
The code that ``crm.watch_contact`` raises.
"""

_UNDONE = (
    errors.DeadlockDetected,
    errors.SerializationFailure,
    errors.InvalidSqlStatementName,  # they are prepared again the next time
)

_NOT_MIGRATED = (
    errors.InvalidSchemaName,
    errors.UndefinedColumn,
    errors.UndefinedFunction,
    errors.UndefinedTable,
)


def _unknown(field: str, what: str) -> Invalid:
    return Invalid.of(field, "unknown", f"No such {what} in this organization.")


def refusal(error: psycopg.Error) -> CrmError | None:
    """
    The domain's word for *error*, or None when it is a fault of ours.
    """
    if isinstance(error, errors.IntegrityError):
        return _broken_constraint(error)
    if error.sqlstate == SUSPECTED:
        return Suspected()
    if isinstance(error, _UNDONE):
        return Contended()
    if isinstance(error, (psycopg.DataError, errors.ProgramLimitExceeded)):
        return Invalid("A value does not fit into its column.")
    if isinstance(error, psycopg.OperationalError):
        return Unavailable("The database cannot answer right now.")
    if isinstance(error, _NOT_MIGRATED):
        return Unavailable("The database is not at the schema that this needs.")
    if isinstance(error, errors.ReadOnlySqlTransaction):
        return Unavailable("The database takes no changes right now.")
    if isinstance(error, errors.InsufficientPrivilege):
        return Forbidden("The database refuses this.")
    return None


def _dangling(table: str, **targets: str) -> Mapping[str, Callable[[], CrmError]]:
    """
    What is said when a field of *table* points at nothing, by its foreign key.
    """
    return {
        f"{table}_{field}_fkey": partial(_unknown, field, what)
        for field, what in targets.items()
    }


_BROKEN: Mapping[str, Callable[[], CrmError]] = {
    "companies_no_cycle": partial(CompanyCycle, field="parent_id"),
    "contact_companies_company_id_fkey": partial(_unknown, "affiliations", "company"),
    "contact_emails_pkey": partial(EmailTaken, field="email"),
    "custom_fields_name_key": partial(CustomFieldTaken, field="name"),
    "exchange_rates_day_key": partial(
        Conflict, "There is a rate of that day already.", field="day"
    ),
    "goals_owner_id_fkey": partial(_unknown, "owner", "user"),
    "goals_subject_key": partial(Conflict, "There is a goal of that period already."),
    "leads_stage_fkey": StageGone,
    "opportunities_stage_fkey": StageGone,
    "opportunity_contacts_contact_id_fkey": partial(
        _unknown, "contact_roles", "contact"
    ),
    "users_email_key": partial(
        Conflict, "Another person has this e-mail address.", field="email"
    ),
    **_dangling("activities", assigned_to="user"),
    **_dangling("companies", parent_id="company", assigned_to="user"),
    **_dangling("contacts", company_id="company", assigned_to="user"),
    **_dangling(
        "leads", contact_id="contact", company_id="company", assigned_to="user"
    ),
    **_dangling(
        "opportunities",
        contact_id="contact",
        company_id="company",
        lead_id="lead",
        assigned_to="user",
    ),
}


def _broken_constraint(error: errors.IntegrityError) -> CrmError:
    said = _BROKEN.get(error.diag.constraint_name or "")
    return said() if said else Conflict("This contradicts what is already stored.")
