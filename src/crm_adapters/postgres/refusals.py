"""
What the database refuses, in the words of the domain: one table.
"""

import psycopg
from psycopg import errors

from crm_core.companies import CompanyCycle
from crm_core.contacts import EmailTaken
from crm_core.custom_fields import CustomFieldTaken
from crm_core.matching import Suspected
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


def _broken_constraint(error: errors.IntegrityError) -> CrmError:
    match error.diag.constraint_name:
        case "contact_emails_pkey":
            return EmailTaken(field="email")
        case "companies_no_cycle":
            return CompanyCycle(field="parent_id")
        case "custom_fields_name_key":
            return CustomFieldTaken(field="name")
        case "users_email_key":
            return Conflict("Another person has this e-mail address.", field="email")
        case "contacts_company_id_fkey":
            return _unknown("company_id", "company")
        case "contact_companies_company_id_fkey":
            return _unknown("affiliations", "company")
        case "companies_parent_id_fkey":
            return _unknown("parent_id", "company")
        case "contacts_assigned_to_fkey" | "companies_assigned_to_fkey":
            return _unknown("assigned_to", "user")
    return Conflict("This contradicts what is already stored.")
