"""
Web forms filled in, and the leads that come of it.
"""

from uuid import uuid4

import pytest

from crm_core.access import save_user
from crm_core.contacts import add_contact, get_contact
from crm_core.custom_fields import add_custom_field
from crm_core.forms import (
    SubmissionState,
    add_form,
    archive_form,
    edit_form,
    find_form,
    list_forms,
    renew_form_key,
    tally_form,
)
from crm_core.leads import (
    add_routing_rule,
    edit_routing_rule,
    get_lead,
    list_leads,
)
from crm_core.shared import (
    Forbidden,
    Invalid,
    NotFound,
    Permission,
)
from tests.builders import an_actor

from .visitors import ADA, ASKED, leads, send, states, submissions, wrong


@pytest.fixture
def form(crm, actor):
    return crm.run(actor, add_form, name="Contact us", fields=ASKED)


def test_a_submission_becomes_a_lead(crm, actor):
    """
    What was said, the defaults, the source and whence the visitor came are in the
    lead; the raw submission points at it.
    """
    crm.run(actor, add_custom_field, record="lead", name="size", kind="number")
    form = crm.run(
        actor,
        add_form,
        name="Contact us",
        fields=[
            *ASKED,
            "custom.size",
            "address.city",
            {"name": "product", "options": ["Anvil", "Rocket"]},
            {"name": "job_title", "widget": "hidden", "default": "Buyer"},
        ],
        defaults={"tags": ["web"], "value": "100"},
        campaign="Spring",
        owner=str(actor.user_id),
    )
    came = {
        "utm_source": "news",
        "utm_campaign": "other",
        "utm_term": "an\x00vil",
        "referrer": "https://search.example/?q=anvil",
        "page": "not an address",
        "secret": "no",
    }
    crm.run(actor, save_user, actor.user_id, name="Owner")
    values = {"custom.size": "12", "address.city": "Paris", "product": "Rocket"}
    send(crm, form, {**ADA, **values, "job_title": "Boss"}, capture=came)
    [lead] = [crm.run(actor, get_lead, each.id) for each in leads(crm, actor)]
    [kept] = submissions(crm, actor, form)

    assert ("Ada Lovelace", "Rocket", "Buyer", {"size": "12"}, {"city": "Paris"}) == (
        lead.title,
        lead.product,
        lead.job_title,
        lead.custom,
        lead.address,
    )
    assert (("web",), 100, "news", "Spring", actor.user_id, "en") == (
        lead.tags,
        lead.value,
        lead.source,
        lead.campaign,
        lead.assigned_to,
        lead.language,
    )
    assert ("https://search.example/?q=anvil", None) == (
        lead.referrer,
        lead.landing_page,
    )
    assert {
        "utm_source": "news",
        "utm_campaign": "other",
        "utm_term": "anvil",
        "referrer": "https://search.example/?q=anvil",
        "page": "not an address",
        "form": "Contact us",
        "form_id": str(form.id),
        "submission_id": str(kept.id),
    } == lead.capture
    assert (SubmissionState.CAPTURED, lead.id) == (kept.state, kept.lead_id)


def test_what_is_not_asked_is_ignored(crm, actor, form, other_actor):
    """
    FRM-03: fields that are not in the form are neither stored nor kept.
    """
    more = {
        "owner_id": str(other_actor.user_id),
        "assigned_to": str(actor.user_id),
        "org_id": str(other_actor.organization_id),
        "organization_id": str(other_actor.organization_id),
        "stage": "qualified",
        "is_customer": "true",
        "tags": ["vip"],
        "score": 100,
        "id": str(uuid4()),
        "created_at": "2001-01-01T00:00:00Z",
        "source": "me",
    }
    send(crm, form, {**ADA, **more})
    [row] = leads(crm, actor)
    lead = crm.run(actor, get_lead, row.id)

    assert ("new", actor.user_id, (), None, "Web form") == (
        lead.stage,
        lead.assigned_to,
        lead.tags,
        lead.score,
        lead.source,
    )
    assert [] == leads(crm, other_actor)
    assert ADA == submissions(crm, actor, form)[0].values


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, {"email": "required"}),
        ({"email": "nobody", "first_name": "x" * 101}, {"email", "first_name"}),
        ({"email": ["a@b.example"]}, {"email": "type"}),
        ({"email": {"$ne": ""}}, {"email": "type"}),
        ({"email": True}, {"email": "type"}),
        ({**ADA, "product": "Moon"}, {"product": "choice"}),
        ({**ADA, "last_name": "a\u202eb"}, {"last_name": "characters"}),
    ],
)
def test_wrong_answers_are_named(crm, actor, values, expected):
    """
    Every wrong answer is told by its field; nothing is kept but that it came.
    """
    asked = [*ASKED, {"name": "product", "options": ["Anvil"], "widget": "radio"}]
    form = crm.run(actor, add_form, name="X", fields=asked)
    with pytest.raises(Invalid) as refused:
        send(crm, form, values)
    tally = crm.run(actor, tally_form, form.id)

    assert expected == (
        wrong(refused) if isinstance(expected, dict) else set(wrong(refused))
    )
    assert ({}, 1, 0) == (tally.by_state, tally.refused, tally.limited)
    assert [] == leads(crm, actor)


def test_somebody_must_be_known(crm, actor):
    """
    Where nothing is required, at least one of what a lead is known by must be there.
    """
    fields = ["phone", "email", "description"]
    form = crm.run(actor, add_form, name="X", fields=fields)
    with pytest.raises(Invalid) as refused:
        send(crm, form, {"description": "Hello"})

    assert {"phone": "required"} == wrong(refused)


def test_nothing_known_is_overwritten(crm, actor, form):
    """
    FRM-04: an address that a contact has links the lead to that contact, which stays
    as it is; a second one joins the open lead and overwrites nothing.
    """
    known = crm.run(
        actor, add_contact, first_name="Augusta", last_name="King",
        email="ADA@example.com", phone="12345",
    )  # fmt: skip
    send(crm, form)
    send(crm, form, {**ADA, "first_name": "Mallory", "description": "More"})
    [row] = leads(crm, actor)
    lead = crm.run(actor, get_lead, row.id)
    after = crm.run(actor, get_contact, known.id)

    assert known == after
    assert (known.id, "Ada", "More") == (
        lead.contact_id,
        lead.first_name,
        lead.description,
    )
    [again] = lead.capture["more"]
    assert "Mallory" == again["first_name"]
    assert ["captured", "captured"] == states(crm, actor, form)


def test_another_organization_stays_unseen(crm, actor, other_actor, form):
    """
    A form brings leads to its own organization, whoever is known elsewhere.
    """
    crm.run(other_actor, add_contact, last_name="King", email="ada@example.com")
    send(crm, form)

    [lead] = leads(crm, actor)
    assert lead.contact_id is None
    assert [] == leads(crm, other_actor)


def test_keys(crm, actor, form):
    """
    A key is long and says nothing; a renewed one, an inactive and an archived form
    are as if they had never been.
    """
    other = crm.run(actor, add_form, name="Other", fields=["email"])
    renewed = crm.run(actor, renew_form_key, form.id)

    assert 24 == len(form.key)
    assert 3 == len({form.key, renewed.key, other.key})
    assert actor.organization_id.hex[:8] not in form.key
    assert form.id == find_form(crm.run, renewed.key)[1].id
    crm.run(actor, edit_form, other.id, active=False)
    crm.run(actor, archive_form, form.id)
    refusals = set()
    for key in (form.key, renewed.key, other.key, "", "nobody's", "x" * 500):
        with pytest.raises(NotFound) as refused:
            find_form(crm.run, key)
        refusals.add((refused.value.message, *refused.value.details))
    assert 1 == len(refusals)


def test_a_form_may_do_nothing_but_add_leads(crm, actor, form):
    """
    Who acts for a form holds one permission.
    """
    acting, _ = find_form(crm.run, form.key)

    assert {Permission.LEAD_WRITE} == acting.permissions
    assert actor.organization_id == acting.organization_id
    for use_case in (list_forms, list_leads):
        with pytest.raises(Forbidden):
            crm.run(acting, use_case)


def test_nobody_who_left_gets_a_lead(crm, actor):
    """
    When the owner is no longer active, the lead is nobody's, and says why.
    """
    owner = an_actor(organization_id=actor.organization_id)
    crm.run(actor, save_user, owner.user_id, name="Gone soon")
    form = crm.run(
        actor, add_form, name="X", fields=["email"], owner=str(owner.user_id)
    )
    crm.run(actor, save_user, owner.user_id, active=False)
    send(crm, form)

    [lead] = leads(crm, actor)
    assert lead.assigned_to is None
    assert [
        "No owner: The form names its owner, and Gone soon is not active."
    ] == lead.assignment["why"]


def test_without_rules_its_maker_gets_the_leads(crm, actor):
    """
    A form that leaves it to the rules gives its leads to whoever made it as long as
    none is active, and says so; then to whom they choose.
    """
    other = an_actor(organization_id=actor.organization_id)
    crm.run(actor, save_user, other.user_id, name="Other")
    form = crm.run(actor, add_form, name="X", fields=["email"])
    rule = {"name": "All", "users": [str(other.user_id)]}
    made = crm.run(actor, add_routing_rule, **rule, active=False)

    send(crm, form, {"email": "first@x.example"})
    crm.run(actor, edit_routing_rule, made.id, active=True)
    send(crm, form, {"email": "second@x.example"})

    found = {lead.email: lead for lead in leads(crm, actor)}
    first, second = found["first@x.example"], found["second@x.example"]
    assert (actor.user_id, other.user_id) == (first.assigned_to, second.assigned_to)
    assert [
        "No rule of routing is active, so whoever made the form gets it."
    ] == first.assignment["why"]


def test_consent(crm, actor):
    """
    FRM-10: required consent must be given; else what was said is kept, with the
    version of the text; "off" and "false" are no.
    """
    form = crm.run(
        actor, add_form, name="X", fields=["email"], consent="First",
        consent_required=True,
    )  # fmt: skip
    for said in ({}, {"consent": "false"}, {"consent": "off"}, {"consent": False}):
        with pytest.raises(Invalid) as refused:
            send(crm, form, {**ADA, **said})
        assert {"consent": "consent"} == wrong(refused)
    changed = crm.run(
        actor, edit_form, form.id, consent="Second", consent_required=False
    )
    send(crm, form, {"email": "no@example.com", "consent": "off"})
    send(crm, form, {"email": "yes@example.com", "consent": "on"})
    kept = {each.email: each.capture for each in leads(crm, actor)}

    assert ("First", "Second") == changed.consent_texts
    assert ("no", "2") == (
        kept["no@example.com"]["consent"],
        kept["no@example.com"]["consent_version"],
    )
    assert "yes" == kept["yes@example.com"]["consent"]
    assert [True, False] == [e.consent for e in submissions(crm, actor, form)]
