"""
A pointer at any record, whatever its kind.
"""

from uuid import UUID

from attrs import frozen


@frozen
class RecordRef:
    """
    Points at one record: *kind* is the singular noun, as in ``contact``.
    """

    kind: str
    id: UUID

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"
