"""
Where mail comes from.
"""

from alembic import op

from crm_adapters.postgres.migrations.tenancy import add_tables

revision = "0010"
down_revision = "0009"

TABLES = ("mailboxes", "mailbox_progress", "mailbox_folders", "set_asides")


def upgrade() -> None:
    add_tables(*TABLES)
    op.execute(
        # Who reads mailboxes learns which organizations have some, and nothing else.
        "CREATE POLICY worker ON crm.mailboxes FOR SELECT TO crm_worker USING (true)"
    )
    op.execute("GRANT SELECT (organization_id, active) ON crm.mailboxes TO crm_worker")
