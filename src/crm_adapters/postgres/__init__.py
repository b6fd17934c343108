"""
PostgreSQL: repositories, units of work, search, migrations.
"""

from .migrating import NewerDatabase, current_revision, migrate, newest_revision
from .organizations import KnownOrganization, NotMigrated, known_organizations
from .pool import connect_engine
from .reminding import organizations_to_remind
from .schema import metadata
from .unit import PostgresWork
from .works import PostgresWorks

__all__ = [
    "KnownOrganization",
    "NewerDatabase",
    "NotMigrated",
    "PostgresWork",
    "PostgresWorks",
    "connect_engine",
    "current_revision",
    "known_organizations",
    "metadata",
    "migrate",
    "newest_revision",
    "organizations_to_remind",
]
