"""
Who has what is kept in the storage of files.
"""

from collections.abc import Mapping, Sequence

from .statements import statement

HOLDERS: Mapping[str, str] = {
    "emails": "raw_key",
    "files": "digest",
    "set_asides": "raw_key",
    "transfers": "file",
}
"""
The columns that hold keys of stored contents, by table.
"""
LET_GO: Mapping[str, str] = {"transfers": "finished_at IS NOT NULL"}
"""
Rows that need their content no more.
"""
PURGED = "kind = 'file' AND action = 'removed' AND before ? 'digest'"
"""
Changes of the trail that would bring a file back; with its content, then.
"""


def _held(table: str, column: str) -> str:
    kept = f" AND NOT ({LET_GO[table]})" if table in LET_GO else ""
    return (
        f" AND NOT EXISTS (SELECT FROM crm.{table} h WHERE"
        f" h.organization_id = $1::uuid AND h.{column} = key{kept})"
    )


UNUSED = statement(
    "SELECT key FROM unnest($2::text[]) AS key WHERE NOT EXISTS (SELECT FROM"
    f" crm.changes WHERE organization_id = $1::uuid AND {PURGED}"
    " AND before ->> 'digest' = key)"
    + "".join(_held(table, column) for table, column in HOLDERS.items()),
    ("organization_id", "keys"),
)
"""
Those of some keys that nothing has.
"""

_ALL = "SELECT DISTINCT {0} FROM crm.{1} WHERE organization_id = %s AND {2} ORDER BY 1"
HELD: Sequence[tuple[str, bool]] = (
    *(
        (_ALL.format(column, table, f"{column} IS NOT NULL"), table not in LET_GO)
        for table, column in HOLDERS.items()
    ),
    (_ALL.format("before ->> 'digest'", "changes", PURGED), True),
)
"""
What asks for the keys that each table holds, with whether all of them must be there.
"""
