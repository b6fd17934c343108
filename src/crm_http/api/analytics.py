"""
Conversion, wins and losses over HTTP.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from crm_core.analytics import (
    DEAL_TRAITS,
    LEAD_TRAITS,
    lead_conversion,
    lead_funnel,
    opportunity_funnel,
    win_differences,
    win_loss,
)
from crm_core.shared import FieldError, Id, Invalid, Permission

from ..calls import Call
from ..operations import Operation, Parameter
from ..replies import Reply, json_reply
from .record_operations import ROOT

_IDS: Final = {"owner": "owner", "pipeline": "pipeline_id", "team": "team"}
_DAYS: Final = (
    Parameter(
        name="since",
        says="The first day that counts.",
        schema={"type": "string", "format": "date"},
        example="2026-01-01",
    ),
    Parameter(
        name="until",
        says="The last day that counts.",
        schema={"type": "string", "format": "date"},
        example="2026-03-31",
    ),
)
_UUID: Final[dict[str, object]] = {"type": "string", "format": "uuid"}
_WHOSE: Final = (
    Parameter(name="owner", says="Only what is assigned to them.", schema=_UUID),
    Parameter(name="team", says="Only what counts for a team.", schema=_UUID),
)
_PIPELINE: Final = (
    Parameter(name="pipeline", says="Else the default one.", schema=_UUID),
)


def _by(traits: tuple[str, ...], usual: str) -> Parameter:
    return Parameter(
        name="by",
        says="What they are grouped by.",
        schema={"type": "string", "enum": [*traits], "default": usual},
        example=usual,
    )


def tell(use_case: Callable[..., Any], known: tuple[str, ...], call: Call) -> Reply:
    """
    The figures that *use_case* answers for the parameters of the address.
    """
    given: dict[str, Any] = {}
    errors: list[FieldError] = []
    for name, value in call.parameters(*known).items():
        try:
            given[_IDS.get(name, name)] = (
                Id(name).parse(value) if name in _IDS else value
            )
        except Invalid as error:
            errors += error.under(name)
    if errors:
        raise Invalid(errors=errors)
    found = call.run(use_case, **given)
    return json_reply({"items": found} if isinstance(found, list) else found)


def _figures(
    path: str,
    use_case: Callable[..., Any],
    summary: str,
    gives: str,
    *query: Parameter,
) -> Operation:
    leads = path.startswith("leads")
    known = tuple(parameter.name for parameter in query)
    return Operation(
        method="GET",
        path=f"{ROOT}/{path}",
        name=f"show_{use_case.__name__}",
        tag="Leads" if leads else "Opportunities",
        summary=summary,
        answer=partial(tell, use_case, known),
        requires=Permission.LEAD_READ if leads else Permission.OPPORTUNITY_READ,
        query=query,
        gives=gives,
        problems=("invalid",),
    )


OPERATIONS = [
    _figures(
        "leads/conversion",
        lead_conversion,
        "How many of the leads that came in were converted, by source, owner, stage, "
        "cohort",
        "Rates",
        _by(LEAD_TRAITS, "source"),
        *_DAYS,
        *_WHOSE,
    ),
    _figures(
        "leads/funnel",
        lead_funnel,
        "How far leads came: each stage with how many stood there and went on",
        "Funnel",
        *_DAYS,
        *_PIPELINE,
    ),
    _figures(
        "opportunities/funnel",
        opportunity_funnel,
        "How far opportunities came: each stage with how many stood there and went on",
        "Funnel",
        *_DAYS,
        *_PIPELINE,
    ),
    _figures(
        "opportunities/win-loss",
        win_loss,
        "How many of the opportunities that were closed were won, by stage, owner, "
        "source, competitor, reason, size",
        "Rates",
        _by(DEAL_TRAITS, "reason"),
        *_DAYS,
        *_WHOSE,
    ),
    _figures(
        "opportunities/win-loss/differences",
        win_differences,
        "What tells the opportunities won from those lost",
        "Differences",
        *_DAYS,
    ),
]
