"""
What every tenant table gets when it is made: row-level security and the app's rights.
"""

from alembic import op

from crm_adapters.postgres.schema import SCHEMA, metadata

TENANT = (
    "organization_id = nullif(current_setting('crm.organization_id', true), '')::uuid"
)


def add_tables(*names: str) -> None:
    """
    Make the tables called *names* as the schema has them, closed to all but the
    organization at work.
    """
    tables = [metadata.tables[f"{SCHEMA}.{name}"] for name in names]
    metadata.create_all(op.get_bind(), tables=tables, checkfirst=False)
    for name in names:
        op.execute(f"ALTER TABLE {SCHEMA}.{name} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {SCHEMA}.{name} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY tenant ON {SCHEMA}.{name} TO crm_app"
            f" USING ({TENANT}) WITH CHECK ({TENANT})"
        )
        op.execute(
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON {SCHEMA}.{name} TO crm_app"
        )
