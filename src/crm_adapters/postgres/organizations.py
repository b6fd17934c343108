"""
Which organizations there are: for whoever administers the installation.

Everything else works inside one organization. This reads as the search role, whom a
policy lets read names across all of them.
"""

import psycopg
from attrs import frozen
from psycopg import errors
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError

from crm_core.shared import Conflict, OrganizationId, Unavailable

from .refusals import refusal
from .schema import SEARCH_ROLE, organizations


class NotMigrated(Conflict):
    """
    The database has not the tables of this version: run "crm migrate".
    """


@frozen
class KnownOrganization:
    """
    An organization that the database knows.
    """

    id: OrganizationId
    name: str


def known_organizations(engine: Engine) -> list[KnownOrganization]:
    """
    Every organization, by name.

    Raises:
        NotMigrated: There are no tables yet.
        Unavailable: The database cannot be reached.
    """
    columns = organizations.c
    by_name = select(columns.organization_id, columns.name).order_by(columns.name)
    try:
        with engine.begin() as connection:
            connection.execute(text(f"SET LOCAL ROLE {SEARCH_ROLE}"))
            rows = connection.execute(by_name).all()
    except DBAPIError as error:
        raise _explained(error.orig) from error
    return [KnownOrganization(OrganizationId(id), name) for id, name in rows]


def _explained(error: BaseException | None) -> Exception:
    missing = (errors.InvalidParameterValue, errors.UndefinedObject)
    if isinstance(error, (errors.UndefinedTable, errors.InvalidSchemaName, *missing)):
        return NotMigrated()
    if isinstance(error, psycopg.Error) and error.sqlstate is not None:
        return refusal(error) or error
    return Unavailable("The database cannot be reached.")
