"""
Invitations to meetings, and calendars that are shared.
"""

from alembic import op

from crm_adapters.postgres.migrations.tenancy import add_tables

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    add_tables(
        "invitations",
        "calendar_feeds",
        "calendar_connections",
        "calendar_objects",
        "calendar_items",
    )
    # The worker finds out whose calendars wait; it reads nothing else of them.
    op.execute(
        "CREATE POLICY worker ON crm.calendar_connections FOR SELECT TO crm_worker"
        " USING (true)"
    )
    op.execute(
        "GRANT SELECT (organization_id, next_at, state) ON crm.calendar_connections"
        " TO crm_worker"
    )
