"""
Rows that imports have refused, as those who are forgotten see them.
"""

from json import dumps

from attrs import frozen

from crm_core.privacy import Traces

from ..rows import ERASED_ROW
from .context import Context
from .statements import json, statement

# Every row that may be about the person; digits do not run from cell to cell.
_LIKELY = statement(
    "SELECT transfer_id, position, values FROM crm.transfer_refusals"
    " WHERE organization_id = $1::uuid AND (lower(values::text) LIKE ANY ($2::text[])"
    " OR regexp_replace(values::text, '[^0-9\"]', '', 'g') LIKE ANY ($3::text[]))",
    ("organization_id", "words", "tails"),
)
_EMPTY = statement(
    "UPDATE crm.transfer_refusals AS r SET values = $4::jsonb, reasons = $5::jsonb"
    " FROM unnest($2::uuid[], $3::integer[]) AS gone (transfer_id, position)"
    " WHERE r.organization_id = $1::uuid AND r.transfer_id = gone.transfer_id"
    " AND r.position = gone.position",
    ("organization_id", "transfers", "positions", "values", "reasons"),
)


@frozen
class PostgresRefusedRows:
    """
    The refused rows of the organization at work.
    """

    context: Context

    def forget(self, traces: Traces, /) -> int:
        transaction = self.context.transaction
        asked = self.context.values(
            words=[_pattern(each) for each in traces.words],
            tails=[f"%{each}%" for each in traces.tails],
        )
        found = [
            (id, position)
            for id, position, values in transaction.ask(_LIKELY, asked)
            if traces.are_in(values)
        ]
        if found:
            gone = self.context.values(
                transfers=[id for id, _ in found],
                positions=[position for _, position in found],
                values=json(ERASED_ROW["values"]),
                reasons=json(ERASED_ROW["reasons"]),
            )
            transaction.tell(_EMPTY, gone)
        return len(found)


def _pattern(word: str) -> str:
    """
    A word as it stands in lower-case JSON.
    """
    spelled = dumps(word, ensure_ascii=False)[1:-1]
    for sign in ("\\", "%", "_"):
        spelled = spelled.replace(sign, f"\\{sign}")
    return f"%{spelled}%"
