"""
What activities, e-mails and files may be about, found among all records.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from attrs import frozen

from crm_core.shared import RecordRef


class VisibleRecords(Protocol):
    """
    The records of every kind that an actor sees.
    """

    def visible(self, kind: str, ids: Iterable[UUID], /) -> set[UUID]: ...


@frozen
class RecordSubjects:
    """
    Asks once for each kind of record.
    """

    records: VisibleRecords

    def visible(self, refs: Iterable[RecordRef], /) -> set[RecordRef]:
        ids: dict[str, set[UUID]] = defaultdict(set)
        for ref in refs:
            ids[ref.kind].add(ref.id)
        return {
            RecordRef(kind, id)
            for kind, wanted in ids.items()
            for id in self.records.visible(kind, wanted)
        }
