import psycopg
from sqlalchemy import ForeignKeyConstraint, UniqueConstraint

from crm_adapters.postgres import metadata

TABLES = list(metadata.sorted_tables)


def _columns(constraint):
    return [column.name for column in constraint.columns]


def test_every_key_begins_with_the_organization():
    """
    Primary keys, unique keys and indexes of every tenant table start with
    organization_id; the search index has the organization in each lexeme.
    """
    astray = [
        f"{table.name}: {constraint.name}"
        for table in TABLES
        for constraint in (
            table.primary_key,
            *(c for c in table.constraints if isinstance(c, UniqueConstraint)),
            *(index for index in table.indexes if index.unique),
        )
        if _columns(constraint)[:1] != ["organization_id"]
    ]

    assert [] == astray


def test_no_row_points_into_another_organization():
    """
    Every foreign key carries the organization on both sides, and has a name.
    """
    astray = [
        f"{table.name}: {constraint.name}"
        for table in TABLES
        for constraint in table.constraints
        if isinstance(constraint, ForeignKeyConstraint)
        and (
            not constraint.name
            or constraint.elements[0].parent.name != "organization_id"
            or constraint.elements[0].column.name != "organization_id"
        )
    ]

    assert [] == astray


def test_row_security_is_forced_on_every_table(database_url):
    """
    Each table of the model has row-level security, forced, and a tenant policy.
    """
    with psycopg.connect(database_url) as connection:
        rows = connection.execute(
            "SELECT relname FROM pg_class c JOIN pg_policies p"
            " ON p.schemaname = 'crm' AND p.tablename = c.relname"
            " WHERE c.relnamespace = 'crm'::regnamespace AND c.relrowsecurity"
            " AND c.relforcerowsecurity AND p.policyname = 'tenant'"
        ).fetchall()

    assert {table.name for table in TABLES} == {row[0] for row in rows}


def test_the_application_role_owns_nothing(database_url):
    """
    The role that statements run as is no owner, no superuser, and bound by policies.
    """
    with psycopg.connect(database_url) as connection:
        owned = connection.execute(
            "SELECT count(*) FROM pg_class WHERE relowner = 'crm_app'::regrole"
        ).fetchone()
        role = connection.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcanlogin FROM pg_roles"
            " WHERE rolname = 'crm_app'"
        ).fetchone()

    assert (0,) == owned
    assert (False, False, False, False) == role
