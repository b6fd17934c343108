"""
Pages on which others book a meeting.
"""

from pathlib import Path

from alembic import op

from crm_adapters.postgres.migrations.tenancy import add_tables

revision = "0012"
down_revision = "0011"

TABLES = ("booking_pages", "bookings")


def upgrade() -> None:
    add_tables(*TABLES)
    # Visitors bring what names one row, and no organization.
    for name in TABLES:
        op.execute(
            f"CREATE POLICY visitor ON crm.{name} FOR SELECT TO crm_app"
            " USING (key = current_setting('crm.booking_key', true))"
        )
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    driver.cursor().execute(Path(__file__).with_suffix(".sql").read_text())
