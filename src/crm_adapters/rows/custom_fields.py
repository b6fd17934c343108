"""
Custom fields as rows.
"""

from crm_core.custom_fields import CustomField, CustomKind

from .mapping import Row, RowMapping

_SAME = ("id", "version", "created_at", "updated_at", "record", "name", "label")


def _to_row(custom: CustomField) -> Row:
    row: Row = {name: getattr(custom, name) for name in _SAME}
    return {**row, "kind": custom.kind.value, "options": list(custom.options)}


def _from_row(row: Row) -> CustomField:
    return CustomField(
        **{name: row[name] for name in _SAME},
        kind=CustomKind(row["kind"]),
        options=tuple(row["options"]),
    )


CUSTOM_FIELD_ROWS = RowMapping(
    kind="custom_field",
    to_row=_to_row,
    from_row=_from_row,
    derived=frozenset(),
    ids=frozenset({"id"}),
    moments=frozenset({"created_at", "updated_at"}),
)
