"""
What is asked of visitors, as options and files say it.
"""

from collections.abc import Mapping
from typing import Any

import click

ASK = click.option(
    "--ask",
    "asked",
    multiple=True,
    metavar="FIELD[!][=LABEL]",
    help="Ask for a field of leads, in this order; ! requires it.",
)
FROM = click.option(
    "--from",
    "file",
    type=click.File("rb"),
    metavar="FILE",
    help="Members as JSON, as the API takes them; - is standard input.",
)


def asked_for(word: str) -> dict[str, object]:
    """
    What ``--ask`` says: the name of a field, ! to require it, and a label.
    """
    name, _, label = word.partition("=")
    said: dict[str, object] = {"label": label} if label else {}
    return {"name": name.removesuffix("!"), "required": name.endswith("!"), **said}


def members_in(file: Any) -> Mapping[str, Any]:
    """
    The members that a file holds as JSON.
    """
    import json

    from .refusals import Refused

    try:
        found = json.loads(file.read())
    except (ValueError, RecursionError):
        raise Refused("the file is not JSON.") from None
    if not isinstance(found, dict):
        raise Refused("the file is not a JSON object.")
    return found
