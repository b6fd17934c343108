"""
Who gets leads, over HTTP: rules, people's availability, and the replay of the past.
"""

from functools import partial
from typing import Any, Final

from crm_core import CrmWork
from crm_core.leads import (
    add_routing_rule,
    edit_routing_rule,
    list_routing_rules,
    order_routing_rules,
    remove_routing_rule,
    route_lead,
    route_leads,
    show_routing_rule,
    simulate_routing,
)
from crm_core.routing import set_availability, set_own_absences, show_availability
from crm_core.shared import (
    FieldError,
    Invalid,
    Permission,
    StoredRuleId,
    UserId,
    WholeNumber,
    each_of,
    read_id,
    refuse,
)

from ..calls import Call
from ..operations import Operation
from ..replies import Reply, json_reply
from .bulk import act_on_records
from .lead_rules import rules_of, shown_rule
from .leads import LEADS
from .record_operations import ROOT
from .small_operations import adds, edits, lists, removes, shows
from .stages import act_on_record

RULES: Final = rules_of("routing", Permission.ROUTING_WRITE, show_routing_rule)
_MOST_RULES: Final = 100


def order_rules(call: Call) -> Reply:
    """
    The order in which rules are tried.
    """
    call.parameters()
    [raw] = _members(call, "ids")
    try:
        texts = each_of(raw, lambda each: str(read_id(each)), most=_MOST_RULES)
    except Invalid as error:
        raise Invalid(errors=error.under("ids")) from None
    ids = [StoredRuleId(read_id(text)) for text in texts]

    def act(work: CrmWork) -> Reply:
        ordered = order_routing_rules(work, ids)
        return json_reply({"items": [*map(shown_rule, ordered)]})

    return call.write(act)


def simulate(call: Call) -> Reply:
    """
    What other rules would have made of the leads that came.
    """
    call.parameters()
    rules, days = _members(call, "rules", "days")
    errors: list[FieldError] = []
    given: dict[str, Any] = {}
    if rules is not None:
        if isinstance(rules, list) and len(rules) <= _MOST_RULES:
            given["rules"] = rules
        else:
            message = f"Must be a list of at most {_MOST_RULES} rules."
            errors += refuse("type", message).under("rules")
    if days is not None:
        try:
            given["days"] = WholeNumber(1, 366).parse(days)
        except Invalid as error:
            errors += error.under("days")
    if errors:
        raise Invalid(errors=errors)
    return json_reply(call.run(simulate_routing, **given))


def _members(call: Call, *known: str) -> list[object]:
    fields = call.fields if call.body else {}
    unknown = [name for name in fields if name not in known]
    if unknown:
        message = "No such member."
        raise Invalid(errors=[FieldError(n, "unknown", message) for n in unknown])
    return [fields.get(name) for name in known]


def show_members_availability(call: Call) -> Reply:
    """
    When somebody can have leads.
    """
    call.parameters()
    said = call.run(show_availability, UserId(call.id()))
    return json_reply(said.to_json())


def put_availability(call: Call) -> Reply:
    """
    When somebody can have leads from now on.
    """
    user_id = UserId(call.id())
    call.parameters()
    fields = call.fields
    if "user_id" in fields:
        raise Invalid.of("user_id", "unknown", "No such field.")

    def act(work: CrmWork) -> Reply:
        return json_reply(set_availability(work, user_id, **fields).to_json())

    return call.write(act, trail=False)


def put_own_absences(call: Call) -> Reply:
    """
    When one is absent oneself.
    """
    call.parameters()
    [absences] = _members(call, "absences")

    def act(work: CrmWork) -> Reply:
        return json_reply(set_own_absences(work, absences=absences).to_json())

    return call.write(act, trail=False)


_AVAILABILITY: Final = f"{ROOT}/users/{{id}}/availability"
OPERATIONS = [
    Operation(
        method="POST",
        path=f"{ROOT}/leads/route",
        name="route_leads",
        tag="Leads",
        summary="Give many leads to whom the rules choose, one after the other",
        answer=partial(act_on_records, LEADS, route_leads),
        requires=Permission.LEAD_BULK,
        takes="ChosenLeads",
        gives="BulkDone",
        written=True,
        problems=("invalid", "not-found", "conflict", "lead-closed"),
    ),
    Operation(
        method="POST",
        path=f"{ROOT}/leads/{{id}}/route",
        name="route_lead",
        tag="Leads",
        summary="Give a lead to whom the rules choose",
        answer=partial(act_on_record, LEADS, route_lead),
        requires=Permission.LEAD_WRITE,
        gives="Lead",
        tagged=True,
        conditional="optional",
        written=True,
        problems=("invalid", "not-found", "stale", "conflict", "lead-closed"),
    ),
    Operation(
        method="PUT",
        path=f"{RULES.path}/order",
        name="order_routing_rules",
        tag="Leads",
        summary="Say in which order all rules of routing are tried",
        answer=order_rules,
        requires=Permission.ROUTING_WRITE,
        takes="RuleOrder",
        gives="RoutingRuleList",
        written=True,
        problems=("invalid",),
    ),
    Operation(
        method="POST",
        path=f"{RULES.path}/simulate",
        name="simulate_routing",
        tag="Leads",
        summary="Replay the leads that came under other rules: who would have got what",
        answer=simulate,
        requires=Permission.ROUTING_WRITE,
        takes="RoutingTrial",
        optional_body=True,
        gives="RoutingReplay",
        problems=("invalid",),
    ),
    lists(RULES, list_routing_rules, "The rules of routing"),
    shows(RULES, "One rule of routing"),
    adds(RULES, add_routing_rule, "Add a rule of routing", "conflict"),
    edits(
        RULES,
        edit_routing_rule,
        "Change a rule of routing; null brings back what is usual",
    ),
    removes(RULES, remove_routing_rule, "Remove a rule of routing"),
    Operation(
        method="GET",
        path=_AVAILABILITY,
        name="show_availability",
        tag="Access",
        summary="When a person can have leads, how many, and of which kind",
        answer=show_members_availability,
        requires=Permission.USER_READ,
        gives="Availability",
        problems=("not-found",),
    ),
    Operation(
        method="PUT",
        path=_AVAILABILITY,
        name="set_availability",
        tag="Access",
        summary="Say when a person works and is absent; members left out stay",
        answer=put_availability,
        requires=Permission.USER_WRITE,
        takes="AvailabilityFields",
        gives="Availability",
        problems=("invalid", "not-found"),
    ),
    Operation(
        method="PUT",
        path=f"{ROOT}/users/me/absences",
        name="set_own_absences",
        tag="Access",
        summary="Say when one is absent oneself; null takes it all back",
        answer=put_own_absences,
        requires=Permission.USER_READ,
        takes="Absences",
        gives="Availability",
        problems=("invalid",),
    ),
]
