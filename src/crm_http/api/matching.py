"""
The rules for duplicates over HTTP.
"""

from crm_core import CrmWork
from crm_core.matching import change_matching_rules, show_matching_rules
from crm_core.shared import Permission

from ..calls import Call
from ..operations import Operation
from ..replies import Reply, json_reply
from .record_operations import ROOT

_PLACE = f"{ROOT}/matching-rules"


def show_rules(call: Call) -> Reply:
    """
    The rules of the organization.
    """
    return json_reply(call.run(show_matching_rules))


def change_rules(call: Call) -> Reply:
    """
    Some of the rules, otherwise.
    """
    fields = call.fields

    def act(work: CrmWork) -> Reply:
        return json_reply(change_matching_rules(work, **fields))

    return call.write(act, trail=False)


OPERATIONS = [
    Operation(
        method="GET",
        path=_PLACE,
        name="show_matching_rules",
        tag="Duplicates",
        summary="What is done about duplicates",
        answer=show_rules,
        requires=Permission.ORGANIZATION_READ,
        gives="MatchingRules",
    ),
    Operation(
        method="PATCH",
        path=_PLACE,
        name="change_matching_rules",
        tag="Duplicates",
        summary="Change what is done about duplicates; null brings back the usual",
        answer=change_rules,
        requires=Permission.ORGANIZATION_WRITE,
        takes="ChangedMatchingRules",
        gives="MatchingRules",
        problems=("invalid",),
    ),
]
