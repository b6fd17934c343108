"""
What rules of routing and of scoring have in common over HTTP.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from attrs import frozen

from crm_core import CrmWork
from crm_core.shared import FieldError, Invalid, Permission, StoredRule, StoredRuleId

from ..calls import Call
from ..operations import Operation
from ..preconditions import check_version, entity_tag, unchanged
from ..replies import Header, Reply, json_reply
from .record_operations import ROOT

_OWN: Final = ("rule_id", "version")


@frozen(kw_only=True)
class LeadRules:
    """
    One kind of rule: its name, where it is, its use cases.
    """

    noun: str
    path: str
    schema: str
    writes: Permission
    list: Callable[..., Any]
    show: Callable[..., StoredRule]
    add: Callable[..., StoredRule]
    edit: Callable[..., StoredRule]
    remove: Callable[..., None]


def shown_rule(stored: StoredRule) -> dict[str, object]:
    """
    A rule with its id and version, as it is answered.
    """
    return {
        "id": stored.id,
        **stored.rule,
        "created_at": stored.created_at,
        "updated_at": stored.updated_at,
        "version": stored.version,
    }


def _reply(stored: StoredRule, *headers: Header, status: int = 200) -> Reply:
    tag = (b"etag", entity_tag(stored.version))
    return json_reply(shown_rule(stored), tag, *headers, status=status)


def list_rules(rules: LeadRules, call: Call) -> Reply:
    """
    All rules.
    """
    call.parameters()
    return json_reply({"items": [*map(shown_rule, call.run(rules.list))]})


def show_rule(rules: LeadRules, call: Call) -> Reply:
    """
    One rule, or that it is still what the client saw.
    """
    call.parameters()
    stored = call.run(rules.show, StoredRuleId(call.id()))
    tag = entity_tag(stored.version)
    if unchanged(call.headers.get(b"if-none-match"), tag):
        return Reply(304, headers=((b"etag", tag),))
    return _reply(stored)


def add_rule(rules: LeadRules, call: Call) -> Reply:
    """
    A new rule.
    """
    call.parameters()
    fields = _fields(call)

    def act(work: CrmWork) -> Reply:
        stored = rules.add(work, **fields)
        place = f"{call.root}{rules.path}/{stored.id}/"
        return _reply(stored, (b"location", place.encode()), status=201)

    return call.write(act)


def edit_rule(rules: LeadRules, call: Call) -> Reply:
    """
    A rule otherwise.
    """
    rule_id, versions = StoredRuleId(call.id()), call.versions(required=True)
    call.parameters()
    fields = _fields(call)

    def act(work: CrmWork) -> Reply:
        saw = next(iter(versions)) if versions and len(versions) == 1 else None
        if saw is None:
            check_version(rules.show(work, rule_id).version, versions)
        return _reply(rules.edit(work, rule_id, version=saw, **fields))

    return call.write(act)


def remove_rule(rules: LeadRules, call: Call) -> Reply:
    """
    A rule less.
    """
    rule_id, versions = StoredRuleId(call.id()), call.versions(required=False)
    call.parameters()

    def act(work: CrmWork) -> Reply:
        check_version(rules.show(work, rule_id).version, versions)
        rules.remove(work, rule_id)
        return Reply(204)

    return call.write(act)


def _fields(call: Call) -> dict[str, object]:
    unknown = [name for name in call.fields if name in _OWN]
    if unknown:
        message = "No such field."
        raise Invalid(errors=[FieldError(n, "unknown", message) for n in unknown])
    return call.fields


def rule_operations(rules: LeadRules) -> list[Operation]:
    """
    What can be done to rules of one kind.
    """
    return [*_reading(rules), *_adding(rules), *_changing(rules)]


def _reading(rules: LeadRules) -> Iterator[Operation]:
    noun, name = rules.noun, f"{rules.noun}_rule"
    more: dict[str, Any] = {"tag": "Leads", "requires": Permission.LEAD_READ}
    yield Operation(
        method="GET",
        path=rules.path,
        name=f"list_{name}s",
        summary=f"The rules of {noun}",
        answer=partial(list_rules, rules),
        gives=f"{rules.schema}List",
        **more,
    )
    yield Operation(
        method="GET",
        path=f"{rules.path}/{{id}}",
        name=f"show_{name}",
        summary=f"One rule of {noun}",
        answer=partial(show_rule, rules),
        gives=rules.schema,
        tagged=True,
        problems=("not-found",),
        **more,
    )


def _adding(rules: LeadRules) -> Iterator[Operation]:
    yield Operation(
        method="POST",
        path=rules.path,
        name=f"add_{rules.noun}_rule",
        tag="Leads",
        summary=f"Add a rule of {rules.noun}",
        answer=partial(add_rule, rules),
        requires=rules.writes,
        takes=f"New{rules.schema}",
        gives=rules.schema,
        status=201,
        located=True,
        tagged=True,
        written=True,
        problems=("invalid", "conflict"),
    )


def _changing(rules: LeadRules) -> Iterator[Operation]:
    noun, name = rules.noun, f"{rules.noun}_rule"
    more: dict[str, Any] = {
        "path": f"{rules.path}/{{id}}",
        "tag": "Leads",
        "requires": rules.writes,
        "written": True,
    }
    yield Operation(
        method="PATCH",
        name=f"edit_{name}",
        summary=f"Change a rule of {noun}; null brings back what is usual",
        answer=partial(edit_rule, rules),
        takes=f"Edited{rules.schema}",
        gives=rules.schema,
        tagged=True,
        conditional="required",
        problems=("invalid", "not-found", "stale"),
        **more,
    )
    yield Operation(
        method="DELETE",
        name=f"remove_{name}",
        summary=f"Remove a rule of {noun}",
        answer=partial(remove_rule, rules),
        status=204,
        conditional="optional",
        problems=("not-found", "stale"),
        **more,
    )


ROUTING_PATH: Final = f"{ROOT}/routing-rules"
SCORING_PATH: Final = f"{ROOT}/scoring-rules"
