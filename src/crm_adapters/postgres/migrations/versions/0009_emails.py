"""
Messages sent and received, and what they are written from.
"""

from pathlib import Path

from alembic import op

from crm_adapters.postgres.migrations.tenancy import add_tables

revision = "0009"
down_revision = "0008"

TABLES = (
    "emails",
    "email_deliveries",
    "email_domains",
    "email_subjects",
    "email_templates",
    "email_visits",
    "mail_settings",
    "suppressions",
)


def upgrade() -> None:
    add_tables(*TABLES)
    op.execute(
        # Who delivers learns which organizations have mail, and nothing else of them.
        "CREATE POLICY outbox ON crm.email_deliveries FOR SELECT TO crm_worker"
        " USING (true)"
    )
    op.execute(
        "GRANT SELECT (organization_id, state, due_at, leased_until, epoch)"
        " ON crm.email_deliveries TO crm_worker"
    )
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    driver.cursor().execute(Path(__file__).with_name("0009_outbox.sql").read_text())
