"""
Giving records out as a file.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from crm_adapters.bootstrap.files import write_csv, write_jsonl, write_vcards
from crm_core import CrmWork
from crm_core.transfers import (
    company_columns,
    contact_columns,
    export_companies,
    export_contacts,
)

from .files import whole_file
from .output import note
from .reading import query_of
from .session import Session

Row = Mapping[str, object]
STYLES = {".vcf": "vcard", ".vcard": "vcard", ".jsonl": "jsonl", ".ndjson": "jsonl"}
EXPORTS = {
    "contact": (export_contacts, contact_columns),
    "company": (export_companies, company_columns),
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
    rows_of, columns_of = EXPORTS[kind.noun]
    named = style or STYLES.get(Path(output).suffix.lower(), "csv")
    count = 0

    def write(work: CrmWork) -> None:
        query = query_of(work, kind, filters, sort=sort, archived=archived)
        rows = counted(rows_of(work, query))
        columns = columns_of(work)
        file.writelines(_pieces(named, rows, columns, excel=excel))

    def counted(rows: Iterable[Row]) -> Iterator[Row]:
        nonlocal count
        for row in rows:
            count += 1
            yield row

    with whole_file(output) as file:
        session.run(write)
    place = "standard output" if output == "-" else output
    note(f"{count:,} {kind.plural} written to {place}.")


def _pieces(
    style: str, rows: Iterable[Row], columns: Sequence[str], *, excel: bool
) -> Iterator[bytes]:
    if style == "vcard":
        return write_vcards(rows)
    if style == "jsonl":
        return write_jsonl(rows)
    return write_csv(rows, columns, mark=excel)
