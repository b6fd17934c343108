"""
Files attached to records.
"""

from alembic import op

from crm_adapters.postgres.migrations.tenancy import add_tables

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    add_tables("files", "file_subjects")
    # Few changes remove a file: each night those are looked through.
    op.execute(
        "CREATE INDEX IF NOT EXISTS changes_purged_files_idx ON crm.changes"
        " (organization_id, change_set_id) WHERE kind = 'file' AND action = 'removed'"
    )
