"""
How an organization spells its tags: the first spelling wins.
"""

from collections import ChainMap
from collections.abc import Iterable, Mapping

from attrs import Factory, define

from crm_core.shared import OrganizationId, tag_key

from .statements import statement
from .transaction import Transaction

_SPELL = statement(
    "WITH given AS (SELECT * FROM unnest($2::text[], $3::text[]) AS g (key, name)),"
    " new AS (INSERT INTO crm.tags (organization_id, key, name)"
    " SELECT $1::uuid, key, name FROM given ORDER BY key"
    " ON CONFLICT DO NOTHING)"
    " SELECT given.key, coalesce(tags.name, given.name) FROM given"
    " LEFT JOIN crm.tags ON tags.organization_id = $1::uuid AND tags.key = given.key",
    ("organization_id", "keys", "names"),
)


MOST_REMEMBERED = 100_000

Key = tuple[OrganizationId, str]


@define
class KnownTags:
    """
    Spellings that are stored; the first one stays, so they are true for good.
    """

    spellings: dict[Key, str] = Factory(dict)

    def learn(self, spellings: Mapping[Key, str]) -> None:
        if len(self.spellings) > MOST_REMEMBERED:
            self.spellings.clear()
        self.spellings.update(spellings)


@define
class TagSpellings:
    """
    How the organization at work spells its tags.
    """

    known: KnownTags
    transaction: Transaction
    organization_id: OrganizationId
    learnt: dict[Key, str] = Factory(dict)

    def spelled(self, tags: Iterable[str]) -> tuple[str, ...]:
        """
        *tags* as the organization spells them; new ones are kept as they are.
        """
        given = {tag_key(tag): tag for tag in tags}
        keys = [(self.organization_id, key) for key in given]
        places = ChainMap(self.learnt, self.known.spellings)
        if not all(key in places for key in keys):
            self._ask(given)
        return tuple(places[key] for key in keys)

    def committed(self) -> None:
        """
        Remember what is stored now.
        """
        self.known.learn(self.learnt)

    def _ask(self, given: Mapping[str, str]) -> None:
        values = {
            "organization_id": self.organization_id,
            "keys": list(given),
            "names": list(given.values()),
        }
        rows = self.transaction.ask(_SPELL, values)
        self.learnt |= {(self.organization_id, key): name for key, name in rows}
