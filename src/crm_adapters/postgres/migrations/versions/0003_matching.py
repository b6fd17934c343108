"""
Rules for duplicates, and the watch over new contacts.
"""

from pathlib import Path

from alembic import op

from crm_adapters.postgres.migrations.tenancy import add_tables

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    add_tables("matching_rules")
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    driver.cursor().execute(Path(__file__).with_suffix(".sql").read_text())
