"""
Imports as rows.
"""

from typing import Any

from attrs import asdict, fields

from crm_core.shared import FieldError
from crm_core.transfers import (
    Figures,
    ImportOptions,
    Known,
    Noun,
    Reading,
    Remark,
    RowRefused,
    Transfer,
    TransferState,
)

from .mapping import Row


def transfer_row(transfer: Transfer) -> Row:
    """
    An import as a flat row.
    """
    row: Row = {each.name: getattr(transfer, each.name) for each in fields(Transfer)}
    return row | {
        "noun": transfer.noun.value,
        "state": transfer.state.value,
        "headers": list(transfer.headers),
        "options": asdict(transfer.options),
        "figures": asdict(transfer.figures),
        "unused": dict(transfer.unused),
        "remarks": [asdict(each) for each in transfer.remarks],
    }


def transfer_from(row: Row) -> Transfer:
    """
    The import that a row is of.
    """
    options = row["options"]
    return Transfer(
        **row
        | {
            "noun": Noun(row["noun"]),
            "state": TransferState(row["state"]),
            "headers": tuple(row["headers"]),
            "options": ImportOptions(
                **options
                | {
                    "reading": Reading(**options["reading"]),
                    "known": Known(options["known"]),
                    "match": tuple(options["match"]),
                }
            ),
            "figures": Figures(**row["figures"]),
            "remarks": tuple(Remark(**each) for each in row["remarks"]),
        }
    )


def refusal_row(refused: RowRefused) -> Row:
    """
    A refused row as it is kept.
    """
    return {
        "line": refused.line,
        "reasons": [asdict(each) for each in refused.reasons],
        "values": dict(refused.values),
    }


ERASED_ROW: Row = {
    "values": {},
    "reasons": [
        {"field": "", "code": "erased", "message": "About a person who is forgotten."}
    ],
}
"""
What stays of a refused row about a person who is forgotten.
"""


def refusal_from(row: dict[str, Any]) -> RowRefused:
    """
    The refused row that was kept as *row*.
    """
    reasons = tuple(FieldError(**each) for each in row["reasons"])
    return RowRefused(row["line"], reasons, row["values"])
