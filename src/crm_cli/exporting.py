"""
Giving records out as a file.
"""

import gc
from collections.abc import Iterator
from functools import partial

from crm_adapters.bootstrap.files import format_named
from crm_core import CrmWork
from crm_core.transfers import (
    ExportPart,
    all_parts,
    export_activities,
    export_companies,
    export_contacts,
    export_leads,
    export_opportunities,
)

from .output import note
from .reading import query_of
from .session import Session
from .whole_files import whole_file

EXPORTS = {
    "activity": export_activities,
    "contact": export_contacts,
    "company": export_companies,
    "opportunity": export_opportunities,
    "lead": export_leads,
}


def export_records(
    session: Session,
    *,
    filters: str,
    sort: str | None,
    archived: bool,
    style: str | None,
    excel: bool,
    output: str,
) -> None:
    """
    Write the records that the filter finds.
    """
    kind = session.kind
    written = format_named(style, output, noun=kind.noun, excel=excel)
    count = 0

    def part(after: ExportPart | None) -> ExportPart:
        return session.run(partial(part_after, after=after))

    def part_after(work: CrmWork, *, after: ExportPart | None) -> ExportPart:
        query = query_of(work, kind, filters, sort=sort, archived=archived)
        return EXPORTS[kind.noun](work, query, after=after)

    def counted(parts: Iterator[ExportPart]) -> Iterator[ExportPart]:
        nonlocal count
        for each in parts:
            count += len(each.rows)
            yield each

    gc.freeze()  # what is loaded stays: it need not be searched again and again
    with whole_file(output) as file:
        file.writelines(written.write(counted(all_parts(part))))
    place = "standard output" if output == "-" else output
    note(f"{count:,} {kind.plural} written to {place}.")
