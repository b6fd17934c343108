"""
Pairs of likely duplicates, merges, and where the ids of merged records lead.
"""

from crm_adapters.postgres.migrations.tenancy import add_tables

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    add_tables("merges", "merged_records", "duplicate_pairs", "duplicate_scans")
