"""
All that is stored, for tests that look behind the doors.
"""

from contextlib import contextmanager

from crm_adapters.memory import MemoryWorks

_TABLES = """
    select tablename from pg_tables where schemaname = 'crm'
    and tablename <> 'alembic_version' order by 1
"""


def stored_texts(works):
    """
    Every table as text, whoever it belongs to.
    """
    if isinstance(works, MemoryWorks):
        return {str(id): repr(tables) for id, tables in works.stored.items()}
    with _owner(works) as connection:
        return {
            table: "\n".join(
                row[0]
                for row in connection.exec_driver_sql(
                    f"select t::text from crm.{table} t order by 1"
                )
            )
            for table in _tables(connection)
        }


def checksums(works):
    """
    Something that differs when anything at all was written.
    """
    if isinstance(works, MemoryWorks):
        return stored_texts(works)
    with _owner(works) as connection:
        return {
            table: connection.exec_driver_sql(
                "select count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)"
                f" from crm.{table} t"
            ).one()
            for table in _tables(connection)
        }


@contextmanager
def unchanged(works):
    """
    Nothing is written inside.
    """
    before = checksums(works)
    yield
    after = checksums(works)

    assert {} == {
        name: after[name] for name in after if before.get(name) != after[name]
    }


@contextmanager
def _owner(works):
    with works.source.connect() as connection:
        yield connection


def _tables(connection):
    return connection.exec_driver_sql(_TABLES).scalars().all()
