"""
The first schema: access, contacts, companies, the trail, jobs; roles and policies.

A released revision is never edited: what comes later gets a revision of its own.
"""

from pathlib import Path

import procrastinate
from alembic import op

from crm_adapters.postgres.migrations.tenancy import add_tables

revision = "0001"
down_revision = None

TABLES = (
    "organizations", "users", "roles", "sign_in_links", "tags", "custom_fields",
    "companies", "contacts", "contact_emails", "contact_companies", "search_words",
    "change_sets", "changes", "events", "idempotency_keys",
)  # fmt: skip


def upgrade() -> None:
    _roles()
    _extensions()
    # Whoever connects may see whether to migrate, before taking a role.
    op.execute("GRANT USAGE ON SCHEMA crm TO PUBLIC")
    op.execute("GRANT SELECT ON crm.alembic_version TO PUBLIC")
    add_tables(*TABLES)
    _policies()
    _functions()
    _jobs()


def _extensions() -> None:
    for extension in ("pg_trgm", "btree_gin"):
        op.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    # Wherever they are: a host may have had them before.
    op.execute(
        """
        DO $$ DECLARE places text; place text; BEGIN
            FOR place IN
                SELECT DISTINCT extnamespace::regnamespace FROM pg_extension
                WHERE extname IN ('pg_trgm', 'btree_gin')
            LOOP
                places := concat_ws(', ', places, place);
                IF NOT has_schema_privilege('crm_search', place::regnamespace, 'USAGE')
                THEN
                    EXECUTE 'GRANT USAGE ON SCHEMA ' || place || ' TO crm_search';
                END IF;
            END LOOP;
            PERFORM set_config('search_path', places || ', pg_temp', true);
        END $$
        """
    )


def _roles() -> None:
    for role in ("crm_app", "crm_search", "crm_worker"):
        op.execute(
            f"""
            DO $$ BEGIN
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
                    CREATE ROLE {role} NOLOGIN;
                END IF;
            EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
            END $$
            """
        )
        op.execute(
            f"""
            DO $$ BEGIN
                IF current_setting('server_version_num')::integer < 160000 THEN
                    IF NOT pg_has_role(current_user, '{role}', 'MEMBER') THEN
                        EXECUTE format('GRANT {role} TO %I', current_user);
                    END IF;
                -- Who makes a role may give it away, but may not yet become it.
                ELSIF NOT pg_has_role(current_user, '{role}', 'SET') THEN
                    EXECUTE format('GRANT {role} TO %I WITH SET TRUE, INHERIT FALSE',
                                   current_user);
                END IF;
            END $$
            """
        )


def _policies() -> None:
    # The trail only grows: entries are never deleted, and only an erasure wipes them.
    trail = "crm.change_sets, crm.changes, crm.events"
    op.execute(f"REVOKE UPDATE, DELETE ON {trail} FROM crm_app")
    op.execute("GRANT UPDATE (label, changes, undone_by) ON crm.change_sets TO crm_app")
    op.execute("GRANT UPDATE (before, after) ON crm.changes TO crm_app")
    for searched in ("contacts", "companies", "organizations", "search_words"):
        op.execute(
            f"CREATE POLICY search ON crm.{searched} FOR SELECT TO crm_search"
            " USING (true)"
        )
        op.execute(f"GRANT SELECT ON crm.{searched} TO crm_search")


def _functions() -> None:
    here = Path(__file__).parent
    op.execute("GRANT CREATE ON SCHEMA crm TO crm_search")
    _script(here / "0001_search.sql")
    for signature in (
        (
            "search_records(text, uuid, boolean, tsquery, tsquery, text, boolean, integer,"
            " text, uuid, integer)"
        ),
        "similar_words(uuid, text)",
    ):
        _only_for_app(signature)
        op.execute(f"ALTER FUNCTION crm.{signature} OWNER TO crm_search")
    op.execute("REVOKE CREATE ON SCHEMA crm FROM crm_search")
    _script(here / "0001_hierarchy.sql")


def _only_for_app(signature: str) -> None:
    op.execute(f"REVOKE ALL ON FUNCTION crm.{signature} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION crm.{signature} TO crm_app")


def _script(path: Path) -> None:
    # Straight to the driver: a percent sign in a script is no placeholder.
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    driver.cursor().execute(path.read_text())


def _jobs() -> None:
    schema = Path(procrastinate.__file__).parent / "sql" / "schema.sql"
    op.execute("SET LOCAL search_path TO crm")
    _script(schema)
    op.execute(
        """
        DO $$ DECLARE found regprocedure; BEGIN
            FOR found IN
                SELECT p.oid FROM pg_proc p
                WHERE p.pronamespace = 'crm'::regnamespace
                  AND p.proname LIKE 'procrastinate%'
            LOOP
                EXECUTE format(
                    'ALTER FUNCTION %s SET search_path = crm, pg_temp', found);
            END LOOP;
        END $$
        """
    )
    op.execute(
        """
        DO $$ DECLARE found text; BEGIN
            FOR found IN
                SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
                WHERE schemaname = 'crm' AND tablename LIKE 'procrastinate%'
            LOOP
                EXECUTE 'GRANT SELECT, INSERT, UPDATE, DELETE ON ' || found
                    || ' TO crm_worker';
            END LOOP;
        END $$
        """
    )
    op.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA crm TO crm_worker")
    _script(Path(__file__).parent / "0001_jobs.sql")
    _only_for_app("defer_job(text, jsonb)")
