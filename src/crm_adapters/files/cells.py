"""
The cells of an export as tables show them.
"""

import json
import re
from functools import lru_cache

_PLAIN_LIST = re.compile(r'[^",;|:\n]+')


def shown(document: str | None) -> str:
    """
    A JSON document as the text of a cell: a list of plain words as people write it,
    other lists and objects as JSON.
    """
    if not document or document in {"null", "[]", "{}"}:
        return ""
    if document.startswith("[") and not document.startswith("[{"):
        return _list(document)
    if document.startswith('"'):
        text: str = json.loads(document)
        return text
    return document


@lru_cache(maxsize=4_096)
def _list(document: str) -> str:
    listed = json.loads(document)
    plain = all(
        isinstance(each, str) and _PLAIN_LIST.fullmatch(each) for each in listed
    )
    return ", ".join(listed) if plain else document
