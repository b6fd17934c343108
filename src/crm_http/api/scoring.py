"""
What leads are worth, over HTTP: rules, what was learnt, and who is next.
"""

from typing import Final

from crm_core import CrmWork
from crm_core.leads import (
    LeadId,
    add_scoring_rule,
    edit_scoring_rule,
    list_scoring_rules,
    prioritised_leads,
    remove_scoring_rule,
    request_training,
    score_lead,
    show_scoring_rule,
    show_training,
)
from crm_core.shared import Invalid, Permission, WholeNumber

from ..calls import Call
from ..operations import Operation, Parameter
from ..replies import Reply, json_reply
from .lead_rules import rules_of
from .record_operations import ROOT
from .small_operations import adds, edits, lists, removes, shows

RULES: Final = rules_of("scoring", Permission.SCORING_WRITE, show_scoring_rule)
_MOST: Final = 200


def show_next(call: Call) -> Reply:
    """
    The leads to turn to, and why.
    """
    said = call.parameters("limit").get("limit")
    try:
        limit = WholeNumber(1, _MOST).parse(said) if said is not None else None
    except Invalid as error:
        raise Invalid(errors=error.under("limit")) from None
    more = {} if limit is None else {"limit": limit}
    return json_reply({"items": call.run(prioritised_leads, **more)})


def show_learnt(call: Call) -> Reply:
    """
    What was learnt last, or why nothing.
    """
    call.parameters()
    training = call.run(show_training)
    return json_reply({"training": training and training.summary()})


def train(call: Call) -> Reply:
    """
    Have the closed leads learnt from.
    """
    call.parameters()

    def act(work: CrmWork) -> Reply:
        request_training(work)
        return json_reply({"requested": True}, status=202)

    return call.write(act, trail=False)


def score(call: Call) -> Reply:
    """
    What a lead is worth now.
    """
    call.parameters()
    return json_reply(call.run(score_lead, LeadId(call.id())))


OPERATIONS = [
    Operation(
        method="GET",
        path=f"{ROOT}/leads/next",
        name="prioritised_leads",
        tag="Leads",
        summary="Who is next and why: by score, by what is due, by how long it stands",
        answer=show_next,
        requires=Permission.LEAD_READ,
        query=(
            Parameter(
                name="limit",
                says="How many.",
                schema={
                    "type": "integer",
                    "minimum": 1,
                    "maximum": _MOST,
                    "default": 20,
                },
                example=20,
            ),
        ),
        gives="NextLeads",
        problems=("invalid",),
    ),
    Operation(
        method="GET",
        path=f"{ROOT}/leads/scoring",
        name="show_training",
        tag="Leads",
        summary="What was learnt from closed leads, or why nothing, with the back-test",
        answer=show_learnt,
        requires=Permission.LEAD_READ,
        gives="LearntScoring",
    ),
    Operation(
        method="POST",
        path=f"{ROOT}/leads/scoring/train",
        name="request_training",
        tag="Leads",
        summary="Let a worker learn from the closed leads, and score the open ones anew",
        answer=train,
        requires=Permission.SCORING_WRITE,
        gives="TrainingRequested",
        status=202,
    ),
    Operation(
        method="GET",
        path=f"{ROOT}/leads/{{id}}/score",
        name="score_lead",
        tag="Leads",
        summary="What a lead is worth at this moment, with reasons",
        answer=score,
        requires=Permission.LEAD_READ,
        gives="LeadScore",
        problems=("not-found",),
    ),
    lists(RULES, list_scoring_rules, "The rules of scoring"),
    shows(RULES, "One rule of scoring"),
    adds(RULES, add_scoring_rule, "Add a rule of scoring", "conflict"),
    edits(
        RULES,
        edit_scoring_rule,
        "Change a rule of scoring; null brings back what is usual",
    ),
    removes(RULES, remove_scoring_rule, "Remove a rule of scoring"),
]
