"""
Rules of routing and of scoring as rows.
"""

from crm_core.shared import StoredRule

from .mapping import Row, RowMapping

_NAMES = ("id", "version", "created_at", "updated_at")


def _to_row(stored: StoredRule) -> Row:
    row: Row = {name: getattr(stored, name) for name in _NAMES}
    return {**row, "rule": dict(stored.rule)}


def _mapping(kind: str) -> RowMapping[StoredRule]:
    return RowMapping(
        kind=kind,
        to_row=_to_row,
        from_row=lambda row: StoredRule(**row),
        derived=frozenset(),
        ids=frozenset({"id"}),
        moments=frozenset({"created_at", "updated_at"}),
    )


ROUTING_RULE_ROWS = _mapping("routing_rule")
SCORING_RULE_ROWS = _mapping("scoring_rule")
