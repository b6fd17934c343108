"""
The operations that take files of records in, and give them out.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from attrs import frozen

from crm_core import CrmWork
from crm_core.shared import Permission
from crm_core.transfers import (
    ImportReport,
    Noun,
    company_columns,
    contact_columns,
    export_companies,
    export_contacts,
    import_companies,
    import_contacts,
)

from ..operations import Operation
from . import exporting, importing
from .companies import COMPANIES
from .contacts import CONTACTS
from .record_operations import ROOT
from .records import Records


@frozen
class Transfers:
    """
    How one kind of record is taken in and given out.
    """

    records: Records
    noun: Noun
    take: Callable[..., ImportReport]
    give: Callable[..., Iterator[Any]]
    columns: Callable[[CrmWork], tuple[str, ...]]


def _operations(transfers: Transfers) -> list[Operation]:
    noun, plural = transfers.records.noun, transfers.records.plural
    tag = plural.capitalize()
    return [
        Operation(
            method="POST",
            path=f"{ROOT}/{plural}/import",
            name=f"import_{plural}",
            tag=tag,
            summary=f"Take {plural} in from a CSV or vCard file, in one change set",
            answer=partial(importing.import_file, transfers.noun, transfers.take),
            requires=Permission(f"{noun}:import"),
            takes_files=importing.TAKEN,
            gives="ImportReport",
            query=importing.PARAMETERS,
            problems=("invalid", "file-unreadable"),
        ),
        Operation(
            method="GET",
            path=f"{ROOT}/{plural}/export",
            name=f"export_{plural}",
            tag=tag,
            summary=f"The {plural} that the filters find, as a file",
            answer=partial(
                exporting.export_file,
                transfers.records,
                transfers.give,
                transfers.columns,
            ),
            requires=Permission(f"{noun}:export"),
            lists=noun,
            query=exporting.PARAMETERS,
            gives_files=("text/csv", "text/vcard", "application/jsonl"),
        ),
    ]


OPERATIONS: list[Operation] = [
    operation
    for transfers in (
        Transfers(
            CONTACTS, Noun.CONTACTS, import_contacts, export_contacts, contact_columns
        ),
        Transfers(
            COMPANIES,
            Noun.COMPANIES,
            import_companies,
            export_companies,
            company_columns,
        ),
    )
    for operation in _operations(transfers)
]
