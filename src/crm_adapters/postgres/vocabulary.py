"""
The distinct words of an organization's names, kept for spelling.
"""

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock
from time import monotonic

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
BELIEVED_SECONDS = 3600.0


@define
class KnownWords:
    """
    Words that are stored, so that most writes add none. An erasure may take one away
    behind the back of another process, so they are believed for an hour.
    """

    _known: OrderedDict[tuple[OrganizationId, str], None] = Factory(OrderedDict)
    _lock: Lock = Factory(Lock)
    _until: float = 0.0

    def missing(self, organization_id: OrganizationId, words: set[str]) -> set[str]:
        with self._lock:
            if monotonic() > self._until:
                self._known.clear()
                self._until = monotonic() + BELIEVED_SECONDS
            known = self._known
            return {word for word in words if (organization_id, word) not in known}

    def forget(self, organization_id: OrganizationId, words: Iterable[str]) -> None:
        with self._lock:
            for word in words:
                self._known.pop((organization_id, word), None)

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

    def forget(self, words: Iterable[str]) -> None:
        """
        Words that may no longer be stored: whoever brings them, stores them again.
        """
        gone = set(words)
        self.brought -= gone
        self.known.forget(self.organization_id, gone)

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
