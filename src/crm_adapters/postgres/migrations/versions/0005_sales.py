"""
Leads and opportunities: pipelines, what stands in them, and what money is worth.
"""

from pathlib import Path

from alembic import op

from crm_adapters.postgres.migrations.tenancy import add_tables

revision = "0005"
down_revision = "0004"

TABLES = (
    "exchange_rates",
    "pipelines",
    "pipeline_stages",
    "stage_changes",
    "opportunities",
    "opportunity_contacts",
    "leads",
    "sales_settings",
    "members",
    "routing_rules",
    "routing_turns",
    "scoring_rules",
    "trainings",
    "forms",
    "form_submissions",
    "form_uses",
    "goals",
    "forecast_submissions",
)
SEARCHED = ("opportunities", "leads")
# Visitors of a form bring what names one row, and no organization.
VISITED = {"forms": "key", "form_submissions": "encode(code_digest, 'hex')"}


def upgrade() -> None:
    add_tables(*TABLES)
    for name in SEARCHED:
        op.execute(
            f"CREATE POLICY search ON crm.{name} FOR SELECT TO crm_search USING (true)"
        )
        op.execute(f"GRANT SELECT ON crm.{name} TO crm_search")
    for name, known in VISITED.items():
        op.execute(
            f"CREATE POLICY visitor ON crm.{name} FOR SELECT TO crm_app"
            f" USING ({known} = current_setting('crm.form_key', true))"
        )
    op.execute("REVOKE UPDATE, DELETE ON crm.forecast_submissions FROM crm_app")
    # Only its owner replaces a function.
    op.execute("GRANT CREATE ON SCHEMA crm TO crm_search")
    op.execute("SET LOCAL ROLE crm_search")
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    driver.cursor().execute(Path(__file__).with_name("0005_search.sql").read_text())
    op.execute("RESET ROLE")
    op.execute("REVOKE CREATE ON SCHEMA crm FROM crm_search")
