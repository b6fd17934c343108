"""
How an organization spells its tags: the first spelling wins.
"""

from collections.abc import Iterable

from crm_core.shared import tag_key

from .tables import Tables


def tag_spellings(tables: Tables, tags: Iterable[str]) -> tuple[str, ...]:
    """
    *tags* as the organization spells them; new ones are kept as they are.
    """
    given: dict[str, str] = {}
    for tag in tags:
        given[tag_key(tag)] = tables.tags.setdefault(tag_key(tag), tag)
    return tuple(given.values())
