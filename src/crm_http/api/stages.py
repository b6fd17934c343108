"""
What leads and opportunities have in common over HTTP: boards, moves, ranks.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final
from uuid import UUID

from crm_core import CrmWork
from crm_core.pipelines import Board, stage_history
from crm_core.shared import (
    FieldError,
    Flag,
    Id,
    Invalid,
    Kind,
    Permission,
    RecordRef,
    WholeNumber,
    parse_url,
)

from ..calls import Call, once
from ..operations import Operation, Parameter
from ..replies import Reply, json_reply
from .members import check_members
from .record_operations import ROOT, a
from .records import CUSTOM, Records, record_reply, seen_version, with_custom

MOST_CARDS: Final = 200
_OPTIONS: Final[Mapping[str, tuple[str, Kind]]] = {
    "pipeline": ("pipeline_id", Id("pipeline")),
    "cards": ("cards", WholeNumber(1, MOST_CARDS)),
    "closed": ("closed", Flag()),
}
BOARD: Final = (
    Parameter(
        name="pipeline",
        says="The id of the pipeline; else the default one.",
        schema={"type": "string", "format": "uuid"},
    ),
    Parameter(
        name="cards",
        says="How many cards of each stage.",
        schema={
            "type": "integer",
            "minimum": 1,
            "maximum": MOST_CARDS,
            "default": 25,
        },
        example=25,
    ),
    Parameter(
        name="closed",
        says="Whether the stages of won and lost records are shown too.",
        schema={"type": "boolean", "default": False},
        example=True,
    ),
    Parameter(
        name="date_range",
        says="A period such as `this_month`: when opportunities are expected to close, "
        "when leads came in.",
        schema={"type": "string", "maxLength": 100},
        example="this_quarter",
    ),
)


def show_board(
    records: Records, use_case: Callable[..., Board[Any]], dated: str, call: Call
) -> Reply:
    """
    The board of a pipeline, narrowed as a list is; *dated* is the field that
    ``date_range`` speaks of.
    """
    options = _options(call)
    pairs = [
        (dated, value.replace("_", "-")) if name == "date_range" else (name, value)
        for name, value in call.pairs
        if name not in _OPTIONS
    ]

    def look(work: CrmWork) -> Board[Any]:
        own = any(name.startswith(CUSTOM) for name, _ in pairs)
        fields = with_custom(work, records) if own else records.fields
        query, _ = parse_url(pairs, fields)
        return use_case(work, query=query, **options)

    return json_reply(call.run(look))


def _options(call: Call) -> dict[str, Any]:
    given = once((name, value) for name, value in call.pairs if name in _OPTIONS)
    errors: list[FieldError] = []
    found: dict[str, Any] = {}
    for name, value in given.items():
        argument, kind = _OPTIONS[name]
        try:
            found[argument] = kind.parse(value)
        except Invalid as error:
            errors += error.under(name)
    if errors:
        raise Invalid(errors=errors)
    return {name: value for name, value in found.items() if value is not None}


def act_on_record(
    records: Records,
    use_case: Callable[..., Any],
    call: Call,
    *,
    members: Sequence[str] | None = None,
    required: Sequence[str] = (),
) -> Reply:
    """
    Do what *use_case* does to one record, with the *members* of the body; with any, if
    it takes fields.
    """
    record_id, versions = call.id(), call.versions(required=False)
    call.parameters()
    given = dict(call.fields) if call.body else {}
    own = {f"{records.noun}_id", "version"}
    check_members(given, own, members, required)

    def act(work: CrmWork) -> Reply:
        saw = seen_version(records.get, work, record_id, versions)
        written = use_case(work, record_id, version=saw, **given)
        return record_reply(records.shown(work, written))

    return call.write(act)


def rank_record(records: Records, use_case: Callable[..., Any], call: Call) -> Reply:
    """
    Put a card between two others.
    """
    record_id = call.id()
    call.parameters()
    errors, places = list[FieldError](), dict[str, UUID]()
    for name, value in call.fields.items():
        if name not in ("after", "before"):
            errors.append(FieldError(name, "unknown", "No such member."))
        elif value is not None:
            try:
                found = Id(records.noun).parse(value)
            except Invalid as error:
                errors += error.under(name)
            else:
                places.update({name: found} if found else {})
    if errors:
        raise Invalid(errors=errors)

    def act(work: CrmWork) -> Reply:
        return record_reply(records.shown(work, use_case(work, record_id, **places)))

    return call.write(act)


def show_way(records: Records, call: Call) -> Reply:
    """
    Which stages a record entered when.
    """
    record = RecordRef(records.noun, call.id())
    call.parameters()
    return json_reply({"items": call.run(stage_history, record)})


def way_operation(records: Records) -> Operation:
    """
    The history of a record's stages.
    """
    noun = records.noun
    return Operation(
        method="GET",
        path=f"{ROOT}/{records.plural}/{{id}}/stages",
        name=f"show_{noun}_stages",
        tag=records.plural.capitalize(),
        summary=f"Which stages {a(noun)} entered when, and how long it stood in each",
        answer=partial(show_way, records),
        requires=Permission.PIPELINE_READ,
        gives="StageHistory",
        problems=("not-found",),
    )
