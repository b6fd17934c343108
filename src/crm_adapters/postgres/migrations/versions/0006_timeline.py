"""
What happened to each record, by when.
"""

from pathlib import Path

from alembic import op

from crm_adapters.postgres.migrations.tenancy import add_tables

revision = "0006"
down_revision = "0005"

FOLLOWING = ("contacts", "leads", "opportunities")


def upgrade() -> None:
    _companies_of_changes()
    add_tables("timeline_links")
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    driver.cursor().execute(Path(__file__).with_suffix(".sql").read_text())


def _companies_of_changes() -> None:
    # A database that begins today has the column from the first revision.
    for column in ("user_id", "company_id"):
        op.execute(f"ALTER TABLE crm.changes ADD COLUMN IF NOT EXISTS {column} uuid")
    op.execute("GRANT UPDATE (company_id) ON crm.changes TO crm_app")
    read = ("changes", "change_sets", *FOLLOWING)
    for name in read:
        op.execute(f"ALTER TABLE crm.{name} NO FORCE ROW LEVEL SECURITY")
    op.execute(
        "UPDATE crm.changes AS c SET user_id = s.user_id,"
        " company_id = CASE kind WHEN 'company' THEN record_id END"
        " FROM crm.change_sets AS s WHERE s.organization_id = c.organization_id"
        " AND s.id = c.change_set_id AND c.user_id IS NULL"
    )
    for name in FOLLOWING:
        op.execute(
            f"UPDATE crm.changes AS c SET company_id = r.company_id FROM crm.{name} AS r"
            " WHERE r.organization_id = c.organization_id AND r.id = c.record_id"
            " AND r.company_id IS NOT NULL AND c.company_id IS NULL"
        )
    for name in read:
        op.execute(f"ALTER TABLE crm.{name} FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE crm.changes ALTER COLUMN user_id SET NOT NULL")
    op.execute(
        "CREATE INDEX IF NOT EXISTS changes_company_idx ON crm.changes"
        " (organization_id, company_id, part DESC, position DESC) INCLUDE (user_id)"
        " WHERE company_id IS NOT NULL"
    )
