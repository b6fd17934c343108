"""
Forecasts over HTTP: what a period will bring, goals, and what people say.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from crm_core import CrmWork
from crm_core.forecasting import (
    Backtest,
    SubmissionId,
    adjust_forecast,
    back_test_forecast,
    forecast_accuracy,
    list_goals,
    list_submissions,
    remove_goal,
    set_goal,
    show_forecast,
    submit_forecast,
)
from crm_core.shared import FieldError, Id, Invalid, Kind, Permission, Text

from ..calls import Call
from ..operations import Operation, Parameter
from ..replies import Reply, json_reply
from .record_operations import ROOT
from .small_operations import drops
from .small_records import SmallRecords

_PERIOD: Final = Parameter(
    name="period",
    says="`month`, `quarter` or `year`, also as `next_quarter` or `last_month`; or one "
    "by name, as `2026-07`, `2026-Q3` or `2026`.",
    schema={"type": "string", "maxLength": 20},
    example="quarter",
)
_ID: Final[dict[str, object]] = {"type": "string", "format": "uuid"}
_WHOSE: Final = (
    Parameter(name="team", says="Only those that count for a team.", schema=_ID),
    Parameter(name="owner", says="Only those of one person.", schema=_ID),
)
_PIPELINE: Final = Parameter(
    name="pipeline", says="Only those in one pipeline.", schema=_ID
)
_KINDS: Final[Mapping[str, tuple[str, Kind]]] = {
    "period": ("period", Text(20)),
    "team": ("team", Id("team")),
    "owner": ("owner", Id("user")),
    "pipeline": ("pipeline_id", Id("pipeline")),
}


def _asked(call: Call, *names: str) -> dict[str, Any]:
    errors: list[FieldError] = []
    found: dict[str, Any] = {}
    for name, value in call.parameters(*names).items():
        argument, kind = _KINDS[name]
        try:
            found[argument] = kind.parse(value)
        except Invalid as error:
            errors += error.under(name)
    if errors:
        raise Invalid(errors=errors)
    return {name: value for name, value in found.items() if value is not None}


def show(call: Call) -> Reply:
    """
    What a period will bring.
    """
    asked = _asked(call, "period", "team", "owner", "pipeline")
    return json_reply(call.run(show_forecast, **asked))


def back_test(call: Call) -> Reply:
    """
    How good such forecasts were.
    """
    asked = _asked(call, "team", "owner", "pipeline")
    found = call.run(back_test_forecast, **asked)
    if isinstance(found, Backtest):
        return json_reply({"back_test": found, "silence": None})
    return json_reply({"back_test": None, "silence": found.reason})


def accuracy(call: Call) -> Reply:
    """
    How right people were.
    """
    asked = _asked(call, "period", "team", "owner")
    return json_reply({"items": call.run(forecast_accuracy, **asked)})


def goals(call: Call) -> Reply:
    """
    Goals, in order of their periods.
    """
    return json_reply({"items": call.run(list_goals, **_asked(call, "period"))})


def submissions(call: Call) -> Reply:
    """
    What was said, in order.
    """
    asked = _asked(call, "period", "team", "owner")
    return json_reply({"items": call.run(list_submissions, **asked)})


def put_goal(call: Call) -> Reply:
    """
    A goal, also in the place of an earlier one.
    """
    call.parameters()
    fields = call.fields
    return call.write(lambda work: json_reply(set_goal(work, **fields)))


def submit(call: Call) -> Reply:
    """
    What somebody says of a period.
    """
    return _say(call, submit_forecast)


def adjust(call: Call) -> Reply:
    """
    What a manager says instead.
    """
    return _say(call, adjust_forecast, SubmissionId(call.id()))


def _say(call: Call, use_case: Callable[..., Any], *of: SubmissionId) -> Reply:
    call.parameters()
    fields = call.fields

    def act(work: CrmWork) -> Reply:
        return json_reply(use_case(work, *of, **fields), status=201)

    return call.write(act, trail=False)


_BASE: Final = f"{ROOT}/opportunities/forecast"
GOALS: Final = SmallRecords(
    noun="goal",
    path=f"{_BASE}/goals",
    tag="Forecasts",
    reads=Permission.OPPORTUNITY_READ,
    writes=Permission.GOAL_WRITE,
)


def _reading(path: str, answer: Callable[[Call], Reply], **more: Any) -> Operation:
    return Operation(
        method="GET",
        path=f"{_BASE}{path}",
        tag="Forecasts",
        answer=answer,
        requires=Permission.OPPORTUNITY_READ,
        problems=("invalid",),
        **more,
    )


OPERATIONS = [
    _reading(
        "",
        show,
        name="show_forecast",
        summary="What a period will bring: by stage, by category, by history, and by "
        "what people say",
        query=(_PERIOD, *_WHOSE, _PIPELINE),
        gives="Outlook",
    ),
    _reading(
        "/back-test",
        back_test,
        name="back_test_forecast",
        summary="How good the forecast of the next month was at each month's end",
        query=(*_WHOSE, _PIPELINE),
        gives="BackTested",
    ),
    _reading(
        "/accuracy",
        accuracy,
        name="show_forecast_accuracy",
        summary="How right each person was on periods that are over",
        query=(_PERIOD, *_WHOSE),
        gives="ForecastRecords",
    ),
    _reading(
        "/goals",
        goals,
        name="list_goals",
        summary="What is to be won, by whom",
        query=(_PERIOD,),
        gives="GoalList",
    ),
    Operation(
        method="PUT",
        path=GOALS.path,
        name="set_goal",
        tag="Forecasts",
        summary="Say what is to be won in a period; an earlier goal is replaced",
        answer=put_goal,
        requires=Permission.GOAL_WRITE,
        takes="NewGoal",
        gives="Goal",
        written=True,
        problems=("invalid", "conflict"),
    ),
    drops(GOALS, remove_goal, "Take back a goal"),
    _reading(
        "/submissions",
        submissions,
        name="list_submissions",
        summary="What people said a period would bring, word by word",
        query=(_PERIOD, *_WHOSE),
        gives="SubmissionList",
    ),
    Operation(
        method="POST",
        path=f"{_BASE}/submissions",
        name="submit_forecast",
        tag="Forecasts",
        summary="Say what one's own deals will bring; it is kept as it is",
        answer=submit,
        requires=Permission.FORECAST_SUBMIT,
        takes="NewSubmission",
        gives="Submission",
        status=201,
        problems=("invalid",),
    ),
    Operation(
        method="POST",
        path=f"{_BASE}/submissions/{{id}}/adjust",
        name="adjust_forecast",
        tag="Forecasts",
        summary="Say otherwise than somebody has, and why; both are kept",
        answer=adjust,
        requires=Permission.FORECAST_ADJUST,
        takes="Adjustment",
        gives="Submission",
        status=201,
        problems=("invalid", "not-found"),
    ),
]
