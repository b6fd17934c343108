"""
The distinct words of an organization's names, kept for spelling.
"""

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock

from attrs import Factory, define

from crm_core.shared import OrganizationId

from .statements import statement
from .transaction import Transaction

_ADD = statement(
    "INSERT INTO crm.search_words (organization_id, word)"
    " SELECT $1::uuid, word FROM unnest($2::text[]) AS word"
    " ON CONFLICT DO NOTHING",
    ("organization_id", "words"),
)
SHORTEST = 2
MOST_REMEMBERED = 200_000


@define
class KnownWords:
    """
    Words that are certainly stored, so that most writes add none.
    """

    _known: OrderedDict[tuple[OrganizationId, str], None] = Factory(OrderedDict)
    _lock: Lock = Factory(Lock)

    def missing(self, organization_id: OrganizationId, words: set[str]) -> set[str]:
        with self._lock:
            known = self._known
            return {word for word in words if (organization_id, word) not in known}

    def learn(self, organization_id: OrganizationId, words: Iterable[str]) -> None:
        with self._lock:
            for word in words:
                self._known[organization_id, word] = None
            while len(self._known) > MOST_REMEMBERED:
                self._known.popitem(last=False)


@define
class Vocabulary:
    """
    The words that a transaction brings; written in order, so that two
    transactions never wait for each other in a circle.
    """

    known: KnownWords
    organization_id: OrganizationId
    brought: set[str] = Factory(set)
    written: set[str] = Factory(set)

    def bring(self, words: Iterable[str]) -> None:
        self.brought.update(word for word in words if len(word) >= SHORTEST)

    def write(self, transaction: Transaction) -> None:
        """
        Store the words that are not known to be stored.
        """
        new = self.known.missing(self.organization_id, self.brought)
        if new:
            values = {"organization_id": self.organization_id, "words": sorted(new)}
            transaction.tell(_ADD, values)
            self.written |= new

    def committed(self) -> None:
        """
        Remember what is stored now.
        """
        self.known.learn(self.organization_id, self.written)
