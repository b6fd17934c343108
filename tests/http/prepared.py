"""
Organizations that have one of everything, prepared for one operation of the API.
"""

from datetime import timedelta
from functools import partial
from io import BytesIO

from crm_adapters.bootstrap.importing import understood
from crm_core.access import save_user
from crm_core.activities import add_activity, complete_activity
from crm_core.bookings import add_booking_page
from crm_core.calendars import (
    add_connection,
    invite_participants,
    open_calendar_feed,
)
from crm_core.companies import add_company
from crm_core.contacts import add_contact
from crm_core.currencies import set_rate
from crm_core.custom_fields import add_custom_field
from crm_core.duplicates import list_duplicates, merge_contacts, unmerge
from crm_core.emails import (
    DeliveryState,
    Outcome,
    Verdict,
    add_suppression,
    add_template,
    write_email,
)
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
from crm_http.openapi import build_document
from tests.mailbox_places import arrival, mail_of, reading

from .door import Organization, Person

DOCUMENT = build_document(OPERATIONS)
OTHERS_WORK = {
    *("show_change_set", "show_transfer", "refused_rows", "import_events"),
    "cancel_import",
}
"""
What one sees of one's own work only, without the right to undo others'.
"""
MANY_ACTIVITIES = (
    *("edit_activities", "complete_activities", "cancel_activities"),
    *("reschedule_activities", "assign_activities"),
)
INVITING = {"invite_participants", "cancel_meeting"}
MEETING = {
    "type": "meeting",
    "subject": "Talk",
    "starts_at": "2031-03-03T08:00:00Z",
    "participants": [{"email": "ann@example.com"}],
}

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


def a_file(admin):
    """
    The id of a file that is attached to nothing.
    """
    answer = admin.post("files/", files={"file": ("a.txt", b"x")})
    return answer.json()["id"]


def leave_in_doubt(work):
    """
    Take what waits to a relay that hangs up, and let time pass.
    """
    for each in work.deliveries.claim(most=9):
        unknown = Verdict(outcome=Outcome.UNKNOWN)
        work.deliveries.settle(each, DeliveryState.UNCERTAIN, unknown, timedelta())


def letters(run, operation):
    """
    The ids of a message that the operation can be done to, of a template and of a
    spared address.
    """
    fields = {"to": ["ann@example.com"], "subject": "Hi", "text": "Hi"}
    email = run(write_email, **fields, draft=operation in {"send_email", "edit_email"})
    if operation in {"retry_email", "settle_email"}:
        for _ in range(2):
            run(leave_in_doubt)
    template = run(add_template, name="T", subject="T", text="T")
    spared = run(add_suppression, address="x@example.com", reason="bounced")
    return email.id, template.id, spared.id


def an_activity(run, operation):
    """
    The id of a task, or of a meeting where people are invited.
    """
    if operation not in INVITING:
        task = run(add_activity, type="task", subject="Task").id
        if operation == "reopen_activity":
            run(complete_activity, task)
        return task
    meeting = run(add_activity, **MEETING).id
    if operation == "cancel_meeting":
        run(invite_participants, meeting)
    return meeting


class Field:
    """
    One organization, prepared for one operation.
    """

    def __init__(self, door, organization: Organization, operation: str, place) -> None:
        self.organization, self.operation = organization, operation
        admin = organization.admin.actor
        self.run = partial(door.crm.run, admin)
        self.have_settings(organization.canary)
        self.have_sales(door, admin)
        self.have_activities(door, admin)
        self.have_mail(door, admin, place)
        self.have_more_than_once()
        if operation.startswith(("restore", "purge")):
            self.archive(organization.admin)
        if operation == "purge_company":  # which its contact points at
            there = f"contacts/{organization.contact}/purge/"
            assert organization.admin.delete(there).status_code == 204

    def have_settings(self, name: str) -> None:
        own = self.run(add_custom_field, record="contact", name="own", kind="text")
        self.custom_field = own.id
        self.pipeline, self.rate = self.run(add_selling, name=name)
        self.run(save_user, self.organization.rep.actor.user_id)
        self.routing, self.scoring = self.run(add_rules, name=name)
        self.page = self.run(add_booking_page, name=name).id
        self.goal, self.promise = self.run(add_promises)

    def have_sales(self, door, admin) -> None:
        self.lead, self.opportunity = self.run(add_sales)
        if self.operation == "reopen_lead":
            self.run(disqualify_lead, self.lead, lost_reason="Other")
        if self.operation == "reopen_opportunity":
            self.run(lose_opportunity, self.opportunity, lost_reason="Other")
        name = self.organization.canary
        self.form, self.submission = add_caught(door, admin, name)

    def have_activities(self, door, admin) -> None:
        self.file = a_file(self.organization.admin)
        self.activity = an_activity(self.run, self.operation)
        if self.operation in {"show_calendar_feed", "revoke_calendar_feed"}:
            for person in self.organization.people.values():
                door.crm.run(person.actor, open_calendar_feed)
        there = {"url": "https://x.test", "username": "x", "password": "x"}
        self.calendar = self.run(add_connection, **there).id

    def have_mail(self, door, admin, place) -> None:
        self.letter, self.template, self.spared = letters(self.run, self.operation)
        self.mailbox, self.aside = mail_of(door.crm, admin, place)
        if self.operation == "capture_sender":
            self.letter = arrival(self.run, admin, reading(place.root)).id

    def have_more_than_once(self) -> None:
        """
        Twins, and what came of such ones.
        """
        self.twins = self.run(add_twins)
        ids = [self.organization.contact, self.twins[0].id]
        self.pair = self.merge = self.transfer = None
        if self.operation == "unmerge":
            self.merge = self.run(merge_contacts, ids).merge_id
        if self.operation == "keep_apart":
            self.pair = pair_once_merged(self.run, ids)
        if self.operation in OTHERS_WORK | {"undo_transfer"}:
            ended = self.operation != "cancel_import"
            self.transfer = an_import(self.run, ended=ended)

    def archive(self, admin: Person) -> None:
        for plural, id in (
            ("contacts", self.organization.contact),
            ("companies", self.organization.company),
            ("leads", self.lead),
            ("opportunities", self.opportunity),
            ("booking-pages", self.page),
            ("forms", self.form),
            ("files", self.file),
            ("activities", self.activity),
            ("emails", self.letter),
            ("email-templates", self.template),
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
            "booking-pages": self.page,
            "forms": self.form,
            "files": self.file,
            "emails": self.letter,
            "email-threads": self.letter,
            "email-templates": self.template,
            "suppressions": self.spared,
            "mailboxes": self.mailbox,
            "calendar": self.calendar,
            "set-aside": self.aside,
            "activities": self.activity,
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
                **dict.fromkeys(MANY_ACTIVITIES, self.activity),
                "order_routing_rules": self.routing,
                "route_leads": self.lead,
            }
            own = bulk.get(self.operation)
            return {**body, "ids": [str(own or self.organization.company)]}
        if self.operation.endswith("routing_rule") and "users" in (body or {}):
            return {**body, "users": [str(self.organization.rep.actor.user_id)]}
        return body
