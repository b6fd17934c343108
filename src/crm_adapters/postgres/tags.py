"""
How an organization spells its tags: the first spelling wins.
"""

from collections.abc import Iterable

from crm_core.shared import tag_key

from .context import Context
from .statements import statement

_SPELL = statement(
    "WITH given AS (SELECT * FROM unnest($2::text[], $3::text[]) AS g (key, name)),"
    " new AS (INSERT INTO crm.tags (organization_id, key, name)"
    " SELECT $1::uuid, key, name FROM given ORDER BY key"
    " ON CONFLICT DO NOTHING)"
    " SELECT given.key, coalesce(tags.name, given.name) FROM given"
    " LEFT JOIN crm.tags ON tags.organization_id = $1::uuid AND tags.key = given.key",
    ("organization_id", "keys", "names"),
)


def tag_spellings(context: Context, tags: Iterable[str]) -> tuple[str, ...]:
    """
    *tags* as the organization spells them; new ones are kept as they are.
    """
    given = {tag_key(tag): tag for tag in tags}
    rows = context.transaction.ask(
        _SPELL, context.values(keys=list(given), names=list(given.values()))
    )
    spelled: dict[str, str] = dict(rows)
    return tuple(spelled[key] for key in given)
