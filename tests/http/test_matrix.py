"""
TEN-30: every operation of the OpenAPI document, for every role, on one's own, on
foreign and on missing records: nobody gets through where they may not.
"""

from functools import partial
from io import BytesIO
from uuid import uuid4

import pytest

from crm_adapters.bootstrap.importing import understood
from crm_core.access import DEFAULT_ROLES, save_user
from crm_core.companies import add_company
from crm_core.contacts import add_contact
from crm_core.currencies import set_rate
from crm_core.custom_fields import add_custom_field
from crm_core.duplicates import list_duplicates, merge_contacts, unmerge
from crm_core.forecasting import set_goal, submit_forecast
from crm_core.forms import Said, add_form, form_actor, list_submissions, submit_form
from crm_core.leads import (
    add_lead,
    add_routing_rule,
    add_scoring_rule,
    disqualify_lead,
)
from crm_core.opportunities import add_opportunity, lose_opportunity
from crm_core.pipelines import add_pipeline
from crm_core.shared import StoredFile
from crm_core.transfers import ImportOptions, Noun, begin_import, drive_import
from crm_http.api import OPERATIONS
from crm_http.authentication import WINDOW
from crm_http.openapi import build_document

from .door import ROLES, Organization, Person

pytestmark = pytest.mark.postgres

DOCUMENT = build_document(OPERATIONS)
OTHERS_WORK = {
    *("show_change_set", "show_transfer", "refused_rows", "import_events"),
    "cancel_import",
}
"""
What one sees of one's own work only, without the right to undo others'.
"""
CELLS = [
    pytest.param(method, path, operation, id=operation["operationId"])
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
]


FILE = "Name,Email,Website\nJohn Doe,john@example.com,\nAcme,,acme.example\n"


def resolved(node):
    """
    What a reference in the document points at.
    """
    while "$ref" in node:
        target = DOCUMENT
        for name in node["$ref"].split("/")[1:]:
            target = target[name]
        node = target
    return node


def body_of(operation):
    """
    The example body of an operation.
    """
    content = resolved(operation.get("requestBody", {})).get("content", {})
    return content.get("application/json", {}).get("example")


def add_twins(work):
    """
    A contact and a company more.
    """
    return add_contact(work, first_name="Twin"), add_company(work, name="Twin")


def add_sales(work):
    """
    The ids of a lead and an opportunity.
    """
    return add_lead(work, title="Lead").id, add_opportunity(work, name="Deal").id


def add_rules(work, *, name):
    """
    The ids of a rule of routing and of one of scoring.
    """
    routing = add_routing_rule(work, name=name, users=[work.actor.user_id])
    return routing.id, add_scoring_rule(work, name=name, points=1).id


def add_selling(work, *, name):
    """
    The ids of a pipeline and an exchange rate.
    """
    kinds = {"Talk": "open", "Won": "won", "Lost": "lost"}
    stages = [{"name": each, "kind": kind} for each, kind in kinds.items()]
    pipeline = add_pipeline(work, record="lead", name=name, stages=stages)
    return pipeline.id, set_rate(work, currency="CHF", rate=1).id


def add_promises(work):
    """
    The ids of a goal, and of what was said of it.
    """
    said = submit_forecast(work, period="quarter", commit=1)
    return set_goal(work, period="quarter", amount=1).id, said.id


def add_caught(door, admin, name):
    """
    The ids of a web form, and of what a program sent through it.
    """
    form = door.crm.run(admin, add_form, name=name, fields=["email"])
    said = Said(values={"email": "x@example.com", "reference_code": "1"})
    acting = form_actor(admin.organization_id)
    assert submit_form(door.crm.run, acting, form, said, "192.0.2.1")
    return form.id, door.crm.run(admin, list_submissions, form.id).items[0].id


def pair_once_merged(run, ids):
    """
    Two records that were merged and taken apart: the pair that is remembered.
    """
    run(unmerge, run(merge_contacts, ids).merge_id)
    [pair] = run(list_duplicates, apart=True).items
    return pair.id


def an_import(run, *, ended):
    """
    An import that has taken a file in, or that has begun.
    """
    noun, options = Noun.CONTACTS, ImportOptions()
    file = StoredFile(key=f"{ended}", size=len(FILE))
    begun = run(begin_import, noun, file, label="", options=options)
    if ended:
        ready = understood(run, BytesIO(FILE.encode()), noun, options)
        drive_import(run, begun, ready.source, ready.mapping)
    return begun.id


class Field:
    """
    One organization, prepared for one operation.
    """

    def __init__(self, door, organization: Organization, operation: str) -> None:
        self.organization = organization
        self.operation = operation
        admin = organization.admin.actor
        self.custom_field = door.crm.run(
            admin, add_custom_field, record="contact", name="own", kind="text"
        ).id
        self.twins = door.crm.run(admin, add_twins)
        self.lead, self.opportunity = door.crm.run(admin, add_sales)
        self.pipeline, self.rate = door.crm.run(
            admin, add_selling, name=organization.canary
        )
        door.crm.run(admin, save_user, organization.rep.actor.user_id)
        self.routing, self.scoring = door.crm.run(
            admin, add_rules, name=organization.canary
        )
        if operation == "reopen_lead":
            door.crm.run(admin, disqualify_lead, self.lead, lost_reason="Other")
        if operation == "reopen_opportunity":
            door.crm.run(admin, lose_opportunity, self.opportunity, lost_reason="Other")
        self.form, self.submission = add_caught(door, admin, organization.canary)
        self.goal, self.promise = door.crm.run(admin, add_promises)
        ids = [organization.contact, self.twins[0].id]
        self.pair = self.merge = None
        if operation == "unmerge":
            self.merge = door.crm.run(admin, merge_contacts, ids).merge_id
        if operation == "keep_apart":
            self.pair = pair_once_merged(partial(door.crm.run, admin), ids)
        ended = operation != "cancel_import"
        self.transfer = None
        if operation in OTHERS_WORK | {"undo_transfer"}:
            self.transfer = an_import(partial(door.crm.run, admin), ended=ended)
        if operation.startswith(("restore", "purge")):
            self.archive(organization.admin)
        if operation == "purge_company":  # which its contact points at
            place = f"contacts/{organization.contact}/purge/"
            assert organization.admin.delete(place).status_code == 204

    def archive(self, admin: Person) -> None:
        for plural, id in (
            ("contacts", self.organization.contact),
            ("companies", self.organization.company),
            ("leads", self.lead),
            ("opportunities", self.opportunity),
            ("forms", self.form),
        ):
            assert 204 == admin.delete(f"{plural}/{id}/").status_code

    def path(self, template: str) -> str:
        """
        The address of the organization's own record.
        """
        kinds = {
            "contacts": self.organization.contact,
            "companies": self.organization.company,
            "leads": self.lead,
            "opportunities": self.opportunity,
            "pipelines": self.pipeline,
            "routing-rules": self.routing,
            "scoring-rules": self.scoring,
            "forms": self.form,
            "form-submissions": self.submission,
            "currencies": self.rate,
            "changes": self.organization.change_set,
            "duplicates": self.pair,
            "merges": self.merge,
            "transfers": self.transfer,
            "goals": self.goal,
            "submissions": self.promise,
            "custom-fields": self.custom_field,
            "users": self.organization.rep.actor.user_id,
        }
        parts = template.split("/")
        kind = parts[5] if "forecast" in parts[4:-2] else parts[3]
        return template.replace("{id}", str(kinds.get(kind))).replace("{name}", "rep")

    def body(self, operation):
        """
        The example of the document, about the organization's own records.
        """
        body = body_of(operation)
        if self.operation.startswith("merge_"):
            contact, company = self.twins
            twin, own = company.id, self.organization.company
            if self.operation == "merge_contacts":
                twin, own = contact.id, self.organization.contact
            take = dict.fromkeys(body["take"], str(twin))
            return {"ids": [str(own), str(twin)], "take": take}
        if isinstance(body, dict) and "ids" in body:
            bulk = {
                "edit_leads": self.lead,
                "edit_opportunities": self.opportunity,
                "order_routing_rules": self.routing,
                "route_leads": self.lead,
            }
            own = bulk.get(self.operation)
            return {**body, "ids": [str(own or self.organization.company)]}
        if self.operation.endswith("routing_rule") and "users" in (body or {}):
            return {**body, "users": [str(self.organization.rep.actor.user_id)]}
        return body


def ask(client, method, path, body, operation, token=None):
    """
    One request, with what the document says is required.
    """
    headers = {"if-match": "*"}
    if token:
        headers["authorization"] = f"Bearer {token}"
    query = {
        each["name"]: each["example"]
        for each in operation["parameters"]
        if each["in"] == "query" and each["required"]
    }
    files = operation.get("requestBody", {}).get("content", {})
    if "text/csv" in files:
        headers["content-type"] = "text/csv"
        return client.request(method.upper(), path, content=FILE, headers=headers)
    return client.request(
        method.upper(), path, params=query, json=body, headers=headers
    )


@pytest.fixture
def fields(door, request):
    """
    Our organization and another one, for the operation at hand.
    """
    name = request.node.callspec.params["operation"]["operationId"]
    return [Field(door, door.organization(), name) for _ in range(2)]


@pytest.mark.parametrize(("method", "path", "operation"), CELLS)
def test_matrix(door, fields, method, path, operation):
    """
    2xx only where the role holds the operation's permission, on one's own records;
    401 without a token or with an ended access; the other organization's text never.
    """
    ours, theirs = fields
    permission = operation.get("x-permission")
    creates = operation["operationId"] == "save_user"

    def cell(field, token, place=path):
        body = field.body(operation)
        return ask(door.client, method, field.path(place), body, operation, token)

    assert 401 == cell(ours, None).status_code
    assert 401 == cell(ours, ended(door, ours.organization)).status_code
    for role in ROLES:
        token = ours.organization.people[role].token
        allowed = permission is None or permission in DEFAULT_ROLES[role].permissions
        if "{id}" in path and not creates:
            foreign = cell(theirs, token)
            missing = cell(ours, token, path.replace("{id}", str(uuid4())))
            assert {foreign.status_code, missing.status_code} <= {403, 404}, role
            assert theirs.organization.canary not in foreign.text + missing.text
        if not allowed:
            refused = cell(ours, token)
            assert 403 == refused.status_code, role
            assert permission == refused.json()["required"]
        elif role == "viewer" and operation["operationId"] not in OTHERS_WORK:
            assert cell(ours, token).status_code < 300
    done = cell(ours, ours.organization.admin.token)
    assert done.status_code < 300, done.text
    assert theirs.organization.canary not in done.text


def ended(door, organization: Organization) -> str:
    """
    The token, still good, of a person whose access has ended (TEN-26).
    """
    gone = door.person(organization.id, "admin")
    door.crm.run(organization.admin.actor, save_user, gone.actor.user_id, active=False)
    door.later(WINDOW)
    return gone.token
