"""
Which organizations something waits for: all that a worker learns before it acts for one.
"""

import psycopg
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from crm_core.shared import OrganizationId, Unavailable

from .schema import WORKER_ROLE


def organizations_in(
    engine: Engine, query: str, **values: object
) -> list[OrganizationId]:
    """
    The organizations that *query* finds as the worker, in the order of their ids.

    Raises:
        Unavailable: The database cannot be reached.
    """
    try:
        with engine.begin() as connection:
            connection.execute(text(f"SET LOCAL ROLE {WORKER_ROLE}"))
            rows = connection.execute(text(query), values).all()
    except (DBAPIError, psycopg.Error) as error:
        raise Unavailable("The database cannot be reached.") from error
    return sorted(OrganizationId(row[0]) for row in rows)
