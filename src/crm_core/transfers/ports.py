"""
What transfers ask of storage: what the records do, who is who, the imports at work, and records as rows of text.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from ..access import Users
from ..leads import LeadWork
from ..shared import Page, PageRequest, Query, UserId
from .model import Cells, ExportColumn, Noun, RowRefused, Transfer, TransferId


class Extracts(Protocol):
    """
    The records that the actor may see, as rows of text.

    Columns are the fields of a record by name, the parts of its address, its
    ``company``, ``pipeline``, ``contact_name`` or ``parent`` by name, its
    ``contact_email``, its ``owner`` by e-mail address or name.
    """

    def activities(
        self, columns: Sequence[ExportColumn], query: Query, request: PageRequest, /
    ) -> Page[Cells]: ...

    def contacts(
        self, columns: Sequence[ExportColumn], query: Query, request: PageRequest, /
    ) -> Page[Cells]: ...

    def companies(
        self, columns: Sequence[ExportColumn], query: Query, request: PageRequest, /
    ) -> Page[Cells]: ...

    def leads(
        self, columns: Sequence[ExportColumn], query: Query, request: PageRequest, /
    ) -> Page[Cells]: ...

    def opportunities(
        self, columns: Sequence[ExportColumn], query: Query, request: PageRequest, /
    ) -> Page[Cells]: ...


class Transfers(Protocol):
    """
    The imports of the organization at work, latest first.
    """

    def get(self, id: TransferId, /) -> Transfer:
        """
        Raises:
            NotFound: No such import in this organization.
        """
        ...

    def lock(self, id: TransferId, /) -> Transfer:
        """
        The import, which nobody else can change until this transaction ends.

        Raises:
            NotFound: No such import in this organization.
        """
        ...

    def unfinished(self, file: str, noun: Noun, user_id: UserId, /) -> Transfer | None:
        """
        The latest import of the same content by the same person that has not ended;
        nobody else is answered until this transaction ends.
        """
        ...

    def awaited(self, file: str, /) -> bool:
        """
        Whether an import of this content has not ended.
        """
        ...

    def page(
        self, request: PageRequest, /, *, user_id: UserId | None = None
    ) -> Page[Transfer]: ...

    def add(self, transfer: Transfer, /) -> None: ...

    def save(self, transfer: Transfer, /) -> Transfer:
        """
        Store *transfer* as its next version and return it so.

        Raises:
            Stale: The stored version is not the one *transfer* was read at.
        """
        ...

    def refuse(self, transfer: Transfer, rows: Sequence[RowRefused], /) -> None:
        """
        Keep more refused rows, behind the *transfer.refused* ones that are kept.
        """
        ...

    def refused(self, id: TransferId, first: int, most: int, /) -> list[RowRefused]:
        """
        At most so many of the refused rows, in the order of the file, without the
        *first* ones.
        """
        ...

    def choices(self, fingerprint: str, /) -> Mapping[str, str]:
        """
        The fields that were last chosen for files with these headers, by header.
        """
        ...

    def remember(self, fingerprint: str, choices: Mapping[str, str], /) -> None:
        """
        Keep what was chosen for files with these headers.
        """
        ...


class TransferWork(LeadWork, Protocol):
    """
    What imports and exports need.
    """

    @property
    def extracts(self) -> Extracts: ...

    @property
    def transfers(self) -> Transfers: ...

    @property
    def users(self) -> Users: ...
