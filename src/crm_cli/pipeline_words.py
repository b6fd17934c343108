"""
Pipelines and stages as a person writes them.
"""

import re
from collections.abc import Sequence
from typing import IO

from crm_core import CrmWork
from crm_core.pipelines import Pipeline, list_pipelines
from crm_core.shared import Invalid, NotFound, fold

from .refusals import Refused

_STAGE = re.compile(r"(?P<name>.*?)(?::\s*(?P<more>\d{1,9}|won|lost)\s*%?)?", re.ASCII)


def find_pipeline(work: CrmWork, text: str) -> Pipeline:
    """
    The pipeline that *text* names: by its id or its name, as ``lead:Leads`` where both
    kinds of record have one of that name.

    Raises:
        NotFound: None is so named.
        Invalid: Several are.
    """
    named = {text, fold(text)}
    found = [
        each
        for each in list_pipelines(work)
        if named & {str(each.id), fold(each.name), fold(f"{each.record}:{each.name}")}
    ]
    if not found:
        message = f"No pipeline has the id or name {text}."
        raise NotFound(message)
    if len(found) > 1:
        ids = ", ".join(str(each.id) for each in found)
        message = f"Several have this name; name one by its id: {ids}."
        raise Invalid.of("pipeline", "ambiguous", message)
    return found[0]


def read_stages(short: Sequence[str], file: IO[bytes] | None) -> object:
    """
    Stages from words like ``Proposal:50``, or from a file of JSON; None without both.

    Raises:
        Refused: Both are given, or the file is no JSON.
    """
    import msgspec

    if file is None:
        return [_stage(word) for word in short] or None
    if short:
        message = "Say --stage or --stages, not both."
        raise Refused(message)
    try:
        return msgspec.json.decode(file.read())
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        message = f"{file.name} is not JSON: {error}."
        raise Refused(message) from None


def _stage(word: str) -> dict[str, object]:
    match = _STAGE.fullmatch(word.strip())
    if match is None:  # a line break
        return {"name": word}
    name, more = match["name"].strip(), match["more"]
    if more is None:
        return {"name": name}
    if more.isdigit():
        return {"name": name, "probability": int(more)}
    return {"name": name, "kind": more}


def read_moves(words: Sequence[str]) -> dict[str, str]:
    """
    Where records go, from words like ``proposal=negotiation``.

    Raises:
        Refused: One is not written so, or a stage is named twice.
    """
    moves: dict[str, str] = {}
    for word in words:
        source, equals, target = (part.strip() for part in word.partition("="))
        if not equals or source in moves:
            message = f"{word!r} is not written STAGE=STAGE, or repeats a stage."
            raise Refused(message)
        moves[source] = target
    return moves
