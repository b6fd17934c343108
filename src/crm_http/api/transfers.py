"""
The operations that take files of records in, and give them out.
"""

from collections.abc import Callable
from functools import partial

from attrs import frozen

from crm_core.shared import Permission
from crm_core.transfers import (
    ExportPart,
    ImportReport,
    Noun,
    export_activities,
    export_companies,
    export_contacts,
    export_leads,
    export_opportunities,
    import_companies,
    import_contacts,
    import_leads,
    import_opportunities,
)

from ..operations import Operation
from . import exporting, importing
from .activities import ACTIVITIES
from .companies import COMPANIES
from .contacts import CONTACTS
from .import_parameters import PARAMETERS
from .leads import LEADS
from .opportunities import OPPORTUNITIES
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
    give: Callable[..., ExportPart]


def _exporting(records: Records, give: Callable[..., ExportPart]) -> Operation:
    noun, plural = records.noun, records.plural
    return Operation(
        method="GET",
        path=f"{ROOT}/{plural}/export",
        name=f"export_{plural}",
        tag=plural.capitalize(),
        summary=f"The {plural} that the filters find, as a file",
        answer=partial(exporting.export_file, records, give),
        requires=Permission(f"{noun}:export"),
        lists=noun,
        query=exporting.parameters(noun),
        gives_files=exporting.media_types(noun),
    )


def _operations(transfers: Transfers) -> list[Operation]:
    noun, plural = transfers.records.noun, transfers.records.plural
    tag = plural.capitalize()
    return [
        Operation(
            method="POST",
            path=f"{ROOT}/{plural}/import",
            name=f"import_{plural}",
            tag=tag,
            summary=f"Take {plural} in from a file, in one change set",
            answer=partial(importing.import_file, transfers.noun, transfers.take),
            requires=Permission(f"{noun}:import"),
            takes_files=importing.TAKEN,
            gives="ImportReport",
            later="Transfer",
            query=PARAMETERS,
            problems=("invalid", "file-unreadable"),
        ),
        _exporting(transfers.records, transfers.give),
    ]


OPERATIONS: list[Operation] = [
    _exporting(ACTIVITIES, export_activities),
    *(
        operation
        for transfers in (
            Transfers(CONTACTS, Noun.CONTACTS, import_contacts, export_contacts),
            Transfers(
                COMPANIES,
                Noun.COMPANIES,
                import_companies,
                export_companies,
            ),
            Transfers(LEADS, Noun.LEADS, import_leads, export_leads),
            Transfers(
                OPPORTUNITIES,
                Noun.OPPORTUNITIES,
                import_opportunities,
                export_opportunities,
            ),
        )
        for operation in _operations(transfers)
    ),
]
