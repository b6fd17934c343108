"""
Calls, meetings, tasks and notes.
"""

from pathlib import Path

from alembic import op

from crm_adapters.postgres.migrations.tenancy import add_tables

revision = "0007"
down_revision = "0006"

TABLES = (
    "activity_series",
    "activities",
    "activity_links",
    "activity_reminders",
    "notifications",
)


def upgrade() -> None:
    add_tables(*TABLES)
    op.execute(
        "CREATE POLICY search ON crm.activities FOR SELECT TO crm_search USING (true)"
    )
    op.execute("GRANT SELECT ON crm.activities TO crm_search")
    # Which organizations have reminders that are due, and nothing else of them.
    op.execute(
        "CREATE POLICY due ON crm.activity_reminders FOR SELECT TO crm_worker"
        " USING (true)"
    )
    op.execute(
        "GRANT SELECT (organization_id, at) ON crm.activity_reminders TO crm_worker"
    )
    # Only its owner replaces a function.
    op.execute("GRANT CREATE ON SCHEMA crm TO crm_search")
    op.execute("SET LOCAL ROLE crm_search")
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    driver.cursor().execute(Path(__file__).with_name("0007_search.sql").read_text())
    op.execute("RESET ROLE")
    op.execute("REVOKE CREATE ON SCHEMA crm FROM crm_search")
