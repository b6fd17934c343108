"""
Merges and pairs of likely duplicates as rows.
"""

from uuid import UUID

from crm_core.duplicates import Merge, Pair, PairState

from .mapping import Row, RowMapping

_MERGE = (
    "id",
    "version",
    "created_at",
    "created_by",
    "updated_at",
    "kind",
    "survivor_id",
    "change_set_id",
)
_PAIR = (
    "id",
    "version",
    "created_at",
    "updated_at",
    "kind",
    "low_id",
    "high_id",
    "score",
    "decided_by",
    "decided_at",
)


def _merge_to_row(merge: Merge) -> Row:
    row: Row = {name: getattr(merge, name) for name in _MERGE}
    return {**row, "merged_ids": list(merge.merged_ids)}


def _merge_from_row(row: Row) -> Merge:
    merged = tuple(UUID(str(id)) for id in row["merged_ids"])
    return Merge(**{name: row[name] for name in _MERGE}, merged_ids=merged)


def _pair_to_row(pair: Pair) -> Row:
    row: Row = {name: getattr(pair, name) for name in _PAIR}
    return {**row, "reasons": list(pair.reasons), "state": pair.state.value}


def _pair_from_row(row: Row) -> Pair:
    return Pair(
        **{name: row[name] for name in _PAIR},
        reasons=tuple(row["reasons"]),
        state=PairState(row["state"]),
    )


MERGE_ROWS = RowMapping(
    kind="merge",
    to_row=_merge_to_row,
    from_row=_merge_from_row,
    derived=frozenset(),
    ids=frozenset({"id", "created_by", "survivor_id", "change_set_id"}),
    moments=frozenset({"created_at", "updated_at"}),
)
PAIR_ROWS = RowMapping(
    kind="duplicate",
    to_row=_pair_to_row,
    from_row=_pair_from_row,
    derived=frozenset(),
    ids=frozenset({"id", "low_id", "high_id", "decided_by"}),
    moments=frozenset({"created_at", "updated_at", "decided_at"}),
)
