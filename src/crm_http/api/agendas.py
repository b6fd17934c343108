"""
What is due, how much was done, and what nobody looks after, over HTTP.
"""

from collections.abc import Mapping
from typing import Any, Final

from crm_core import CrmWork
from crm_core.activities import (
    DIMENSIONS,
    ActivityReport,
    list_neglected,
    report_activities,
    report_responses,
    show_agenda,
)
from crm_core.shared import (
    Date,
    Field,
    FieldError,
    Fields,
    Id,
    Invalid,
    Permission,
    Text,
    WholeNumber,
    parse_url,
)

from ..calls import Call, once
from ..operations import Operation, Parameter
from ..replies import Reply, json_reply
from .activities import ACTIVITIES
from .record_operations import ROOT
from .records import CUSTOM, with_custom

_AGENDA: Final = Fields.of(
    [
        Field(name="assigned_to", label="Owner", kind=Id("user")),
        Field(name="zone", label="Time zone", kind=Text(64)),
        Field(name="days", label="Days", kind=WholeNumber(0, 366)),
    ]
)
_PERIOD: Final = Fields.of(
    [
        Field(name="since", label="Since", kind=Date()),
        Field(name="until", label="Until", kind=Date()),
        Field(name="zone", label="Time zone", kind=Text(64)),
        Field(name="by", label="By", kind=Text(100)),
    ]
)
_NEGLECT: Final = Fields.of(
    [
        Field(name="kind", label="Kind", kind=Text(20)),
        Field(name="days", label="Days", kind=WholeNumber(1, 3_700)),
        Field(name="most", label="Most", kind=WholeNumber(1, 5_000)),
    ]
)


def show_day(call: Call) -> Reply:
    """
    What is due for somebody.
    """
    said = call.parameters(*_AGENDA.by_name)
    if said.get("assigned_to") == "me":
        del said["assigned_to"]
    found = _filled(_AGENDA.parse(said))
    if "assigned_to" in found:
        found["user_id"] = found.pop("assigned_to")
    return json_reply(call.run(show_agenda, **found))


def report(call: Call) -> Reply:
    """
    The activities of a period, in figures.
    """
    said = once(pair for pair in call.pairs if pair[0] in _PERIOD.by_name)
    asked = _needed(_PERIOD, said, "since", "until")
    asked["by"] = [each.strip() for each in asked.get("by", "person").split(",")]
    filters = [pair for pair in call.pairs if pair[0] not in _PERIOD.by_name]

    def look(work: CrmWork) -> ActivityReport:
        own = any(name.startswith(CUSTOM) for name, _ in filters)
        fields = with_custom(work, ACTIVITIES) if own else ACTIVITIES.fields
        query, _ = parse_url(filters, fields)
        return report_activities(work, query=query, **asked)

    return json_reply(call.run(look))


def report_answers(call: Call) -> Reply:
    """
    How fast people answer.
    """
    said = call.parameters("since", "until", "zone")
    asked = _needed(_PERIOD, said, "since", "until")
    return json_reply({"items": call.run(report_responses, **asked)})


def show_neglected(call: Call) -> Reply:
    """
    Records that nobody looks after.
    """
    asked = _needed(_NEGLECT, call.parameters(*_NEGLECT.by_name), "kind")
    return json_reply({"items": call.run(list_neglected, **asked)})


def _needed(fields: Fields, said: Mapping[str, str], *needed: str) -> dict[str, Any]:
    """
    What parameters say, of which some are needed.

    Raises:
        Invalid: Naming every one that is missing or wrong.
    """
    message = "This is needed."
    errors = [FieldError(n, "required", message) for n in needed if not said.get(n)]
    found: dict[str, Any] = {}
    try:
        found = _filled(fields.parse(said))
    except Invalid as error:
        errors += error.errors
    if errors:
        raise Invalid(errors=errors)
    return found


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


_ZONE: Final = Parameter(
    name="zone",
    says="The time zone whose clocks say what a day is; one's own when left out.",
    schema={"type": "string", "maxLength": 64},
    example="Europe/Berlin",
)


def _day(name: str, says: str, example: str) -> Parameter:
    schema: dict[str, object] = {"type": "string", "format": "date"}
    return Parameter(
        name=name, says=says, schema=schema, example=example, required=True
    )


_DAYS: Final = (
    _day("since", "The first day.", "2026-01-01"),
    _day("until", "The last day; it counts.", "2026-01-31"),
    _ZONE,
)
_BASE: Final = f"{ROOT}/activities"


def _reading(path: str, name: str, **more: Any) -> Operation:
    return Operation(
        method="GET",
        path=f"{_BASE}/{path}",
        name=name,
        tag="Activities",
        requires=Permission.ACTIVITY_READ,
        problems=("invalid",),
        **more,
    )


OPERATIONS = [
    _reading(
        "agenda",
        "show_agenda",
        summary="What is due for somebody: late, today, and in the days after",
        answer=show_day,
        gives="Agenda",
        query=(
            Parameter(
                name="assigned_to",
                says="Whose: an id; oneself when left out.",
                schema={"type": "string", "maxLength": 36},
                example="me",
            ),
            _ZONE,
            Parameter(
                name="days",
                says="How many days after today.",
                schema={
                    "type": "integer",
                    "minimum": 0,
                    "maximum": 366,
                    "default": 7,
                },
                example=7,
            ),
        ),
    ),
    _reading(
        "report",
        "report_activities",
        summary="How many activities there were in a period, done or planned, and how "
        "many in time",
        answer=report,
        gives="ActivityReport",
        lists="activity",
        query=(
            *_DAYS,
            Parameter(
                name="by",
                says=f"Up to three of {', '.join(DIMENSIONS)}, with commas between.",
                schema={"type": "string", "maxLength": 100, "default": "person"},
                example="person,type",
            ),
        ),
    ),
    _reading(
        "response-times",
        "report_response_times",
        summary="How fast each person answers what comes in",
        answer=report_answers,
        gives="ResponseTimes",
        query=_DAYS,
    ),
    _reading(
        "neglected",
        "list_neglected_records",
        summary="Open records that nothing was done about and nothing is planned for, "
        "the longest neglected first",
        answer=show_neglected,
        gives="NeglectedList",
        query=(
            Parameter(
                name="kind",
                says="Of which kind.",
                schema={
                    "type": "string",
                    "enum": ["contact", "lead", "opportunity"],
                },
                example="lead",
                required=True,
            ),
            Parameter(
                name="days",
                says="For how many days nothing was done.",
                schema={
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 3700,
                    "default": 30,
                },
                example=30,
            ),
            Parameter(
                name="most",
                says="How many at most.",
                schema={
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 5000,
                    "default": 200,
                },
                example=200,
            ),
        ),
    ),
]
