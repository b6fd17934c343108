"""
Rows that imports have refused, as those who are forgotten see them.
"""

from attrs import frozen

from crm_core.privacy import Traces
from crm_core.transfers import RowRefused

from ..rows import ERASED_ROW, refusal_from
from .context import Context


@frozen
class MemoryRefusedRows:
    """
    The refused rows of the organization at work.
    """

    context: Context

    def forget(self, traces: Traces, /) -> int:
        tables, count = self.context.tables, 0
        for id, rows in tables.refusals.items():
            clean = [_empty(r) if traces.are_in(r.values) else r for r in rows]
            count += sum(new is not old for new, old in zip(clean, rows, strict=True))
            tables.refusals[id] = tuple(clean)
        return count


def _empty(row: RowRefused) -> RowRefused:
    return refusal_from({"line": row.line, **ERASED_ROW})
