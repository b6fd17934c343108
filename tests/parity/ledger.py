"""
What is written of two organizations, compared before and after (G3, G4).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
from attrs import Factory, define

# What a write of a record may touch; a refused one touches nothing.
WRITTEN = {
    "change_sets",
    "changes",
    "companies",
    "contact_companies",
    "contact_emails",
    "contacts",
    "events",
    "search_words",
    "tags",
}
_TABLES = """
    select table_name from information_schema.columns
    where table_schema = 'crm' and column_name = 'organization_id' order by 1
"""
_SUM = (
    "select '{0}', count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)"
    " from crm.{0} t where organization_id = %(id)s"
)
_OUT_OF_STEP = """
    select r.id from (
        select organization_id, id, version from crm.contacts
        union all select organization_id, id, version from crm.companies
        union all select organization_id, id, version from crm.leads
        union all select organization_id, id, version from crm.opportunities
    ) r where r.organization_id = %s and r.version is distinct from (
        select (c.after ->> 'version')::int from crm.changes c
        where (c.organization_id, c.record_id) = (r.organization_id, r.id)
        order by part desc, position desc limit 1
    )
"""
_MISCOUNTED = """
    select s.id from crm.change_sets s where s.organization_id = %s
    and s.changes <> (
        select count(*) from crm.changes c
        where (c.organization_id, c.change_set_id) = (s.organization_id, s.id)
    )
"""


@define
class Ledger:
    """
    Reads the tables past every door, as the database's owner.
    """

    connection: psycopg.Connection[Any]
    ours: UUID
    theirs: UUID
    tables: list[str] = Factory(list)

    def __attrs_post_init__(self) -> None:
        self.tables = [row[0] for row in self.connection.execute(_TABLES)]

    def sums(self, organization_id: UUID) -> dict[str, tuple[int, int]]:
        """
        Count and checksum of every table of one organization.
        """
        query = " union all ".join(_SUM.format(table) for table in self.tables)
        found = self.connection.execute(query, {"id": organization_id})
        return {table: (count, total) for table, count, total in found}

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """
        Nothing at all is written inside, here or there.
        """
        with self.written_at_most(0):
            yield

    @contextmanager
    def written_at_most(self, change_sets: int, *, beside: str = "-") -> Iterator[None]:
        """
        So many change sets, of records only, and nothing in the other organization;
        *beside* are the tables, by how they begin, that tell of a refusal too.
        """
        ours, theirs = self.sums(self.ours), self.sums(self.theirs)
        yield
        after = self.sums(self.ours)
        changed = {table for table in after if ours[table] != after[table]}

        assert theirs == self.sums(self.theirs), "G3: the other organization changed"
        traces = [
            table
            for table in sorted(changed - WRITTEN if change_sets else changed)
            if not table.startswith(beside)
        ]
        assert [] == traces, f"G4: also wrote {traces}"
        more = after["change_sets"][0] - ours["change_sets"][0]
        assert more <= change_sets
        if changed:
            self.check_trail()

    def check_trail(self) -> None:
        """
        Every record is at the version that its last change gave it, and every change
        set has as many changes as it says.
        """
        for query in (_OUT_OF_STEP, _MISCOUNTED):
            found = self.connection.execute(query, [self.ours]).fetchall()
            assert [] == found, "the trail is not what is stored"
