"""
Change sets in parts; imports that go on where they stopped.
"""

from alembic import op

from crm_adapters.postgres.migrations.tenancy import add_tables

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # A database that begins today has the column from the first revision.
    op.execute("ALTER TABLE crm.changes ADD COLUMN IF NOT EXISTS part uuid")
    op.execute("ALTER TABLE crm.changes NO FORCE ROW LEVEL SECURITY")
    op.execute("UPDATE crm.changes SET part = change_set_id WHERE part IS NULL")
    op.execute("ALTER TABLE crm.changes FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE crm.changes ALTER COLUMN part SET NOT NULL")
    op.execute("DROP INDEX crm.changes_record_idx")
    op.execute(
        "CREATE INDEX changes_record_idx ON crm.changes"
        " (organization_id, record_id, part DESC, position DESC)"
    )
    _phone_keys()
    add_tables("transfers", "transfer_refusals", "saved_mappings")


def _phone_keys() -> None:
    op.execute("ALTER TABLE crm.contacts NO FORCE ROW LEVEL SECURITY")
    for name in ("phone", "mobile"):
        op.execute(
            f"ALTER TABLE crm.contacts ADD COLUMN IF NOT EXISTS {name}_key"
            " text COLLATE \"C\" NOT NULL DEFAULT ''"
        )
        op.execute(
            f"UPDATE crm.contacts SET {name}_key = right(digits, 9) FROM (SELECT"
            f" organization_id, id, regexp_replace({name}, '[^0-9]', '', 'g') AS digits"
            f" FROM crm.contacts WHERE {name} IS NOT NULL) AS known"
            " WHERE known.organization_id = contacts.organization_id"
            f" AND known.id = contacts.id AND length(digits) > 6 AND {name}_key = ''"
        )
        op.execute(
            f"CREATE INDEX IF NOT EXISTS contacts_{name}_key_idx ON crm.contacts"
            f" (organization_id, {name}_key)"
            f" WHERE archived_at IS NULL AND {name}_key <> ''"
        )
    op.execute("ALTER TABLE crm.contacts FORCE ROW LEVEL SECURITY")
