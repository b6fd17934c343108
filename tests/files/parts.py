"""
Exports for tests: made of plain values, or of all that a CRM holds.
"""

import json
from datetime import date

from crm_adapters.files import FORMATS
from crm_core.transfers import (
    ExportColumn,
    ExportPart,
    all_parts,
    export_companies,
    export_contacts,
)


def a_part(rows, columns=None):
    """
    Rows by name as a part of an export; what is neither text nor a day is JSON.
    """
    names = columns or list(dict.fromkeys(name for row in rows for name in row))
    made = [
        ExportColumn(name, any(_structured(row.get(name)) for row in rows))
        for name in names
    ]
    cells = [
        tuple(_cell(row.get(column.name), column) for column in made) for row in rows
    ]
    return ExportPart(columns=tuple(made), rows=cells)


def exported(crm, actor, style="csv", *, export=export_contacts, query=None):
    """
    Everything that *query* finds, as the bytes of a file.
    """
    parts = all_parts(lambda after: crm.run(actor, export, query, after=after))
    return b"".join(FORMATS[style].write(parts))


def exported_rows(crm, actor, *, export=export_contacts, query=None):
    """
    Everything that *query* finds, each row by the names of its columns.
    """
    return [
        {
            column.name: json.loads(cell) if column.json and cell else cell
            for column, cell in zip(part.columns, cells, strict=True)
        }
        for part in all_parts(lambda after: crm.run(actor, export, query, after=after))
        for cells in part.rows
    ]


def exports_of(crm, actor, style):
    """
    All contacts and all companies, as the bytes of two files.
    """
    return (
        exported(crm, actor, style),
        exported(crm, actor, style, export=export_companies),
    )


def _structured(value):
    return not isinstance(value, str | date | None)


def _cell(value, column):
    if value is None:
        return None
    if column.json:
        return json.dumps(value, ensure_ascii=False)
    return str(value)
