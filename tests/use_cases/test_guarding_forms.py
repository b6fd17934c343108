"""
Web forms in a flood, met by programs, confirmed by mail, and what cannot be a lead.
"""

from datetime import timedelta

import pytest
from attrs import evolve

from crm_core import Crm
from crm_core.contacts import add_contact
from crm_core.custom_fields import add_custom_field, remove_custom_field
from crm_core.forms import (
    SubmissionState,
    add_form,
    confirm_form,
    digest_of_code,
    edit_form,
    find_confirmation,
    form_actor,
    link_submission,
    retry_submission,
    start_token,
    tally_form,
)
from crm_core.pipelines import add_pipeline
from crm_core.privacy import erase_person, export_person
from crm_core.shared import (
    Conflict,
    Invalid,
    NotFound,
)
from tests.builders import MOMENT
from tests.storage import stored_texts

from .visitors import ADA, ASKED, Clock, leads, send, states, submissions, wrong


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def crm(works, clock):
    return Crm(evolve(works, clock=clock))


@pytest.fixture
def form(crm, actor):
    return crm.run(actor, add_form, name="Contact us", fields=ASKED)


def test_an_address_is_limited(crm, actor, clock):
    """
    An address may send so often an hour, all together so often; both are counted
    where all processes see it, and end with the hour.
    """
    form = crm.run(
        actor, add_form, name="X", fields=["email"], per_address=2, per_form=3
    )
    first = [send(crm, form) for _ in range(3)]
    others = [send(crm, form, address=f"192.0.2.{n}") for n in (2, 3)]
    clock.later(hours=1)

    assert [True, True, False, True, False, True] == [*first, *others, send(crm, form)]
    tally = crm.run(actor, tally_form, form.id)
    assert ({"captured": 4}, 0, 2) == (tally.by_state, tally.refused, tally.limited)


def test_a_program_is_caught_and_told_nothing(crm, actor, form):
    """
    Whoever fills in what people do not see is answered like anybody; it is kept apart
    and can be made a lead by hand.
    """
    send(crm, form, {**ADA, "reference_code": "1"})
    [kept] = submissions(crm, actor, form)

    assert SubmissionState.CAUGHT == kept.state
    assert [] == leads(crm, actor)
    done = crm.run(actor, retry_submission, kept.id)
    assert SubmissionState.CAPTURED == done.state
    assert [done.lead_id] == [lead.id for lead in leads(crm, actor)]
    assert done == crm.run(actor, retry_submission, kept.id)


def test_the_page_says_when_it_was_shown(crm, actor, form, clock):
    """
    Faster than people are, or after a day, or with a mark that is not ours: the page
    is shown again; a second click counts once.
    """
    token = start_token(form, clock.now, "n1")
    forged = f"{token[:-1]}{'0' if token[-1] != '0' else '1'}"
    codes = []
    for started, seconds in ((token, 1), (forged, 60), (None, 60), ("", 60)):
        clock.now = MOMENT + timedelta(seconds=seconds)
        with pytest.raises(Invalid) as refused:
            send(crm, form, started=started, must_have_started=True)
        codes += wrong(refused).values()
    clock.now = MOMENT + timedelta(hours=25)
    with pytest.raises(Invalid):
        send(crm, form, started=token, must_have_started=True)
    clock.now = MOMENT + timedelta(seconds=5)
    send(crm, form, started=token, must_have_started=True)
    send(crm, form, started=token, must_have_started=True)
    send(crm, form, {**ADA, "description": "Other"}, started=token)

    assert ["too-fast", "too-old", "too-old", "too-old"] == codes
    assert 2 == len(submissions(crm, actor, form))


@pytest.fixture
def careful(crm, actor):
    """
    A form whose visitors confirm.
    """
    return crm.run(
        actor, add_form, name="News", fields=ASKED, double_opt_in=True, confirm_hours=2
    )


def linked(crm, actor, form, code):
    """
    What the job does that sends the mail.
    """
    [kept, *_] = submissions(crm, actor, form)
    acting = form_actor(actor.organization_id)
    return crm.run(acting, link_submission, kept.id, digest_of_code(code))


def test_a_lead_after_the_click(crm, actor, careful):
    """
    Nothing is a lead before it is confirmed; following the link twice makes one.
    """
    send(crm, careful)
    assert ["waiting"] == states(crm, actor, careful)
    assert [] == leads(crm, actor)
    assert linked(crm, actor, careful, "code")

    for _ in range(2):
        acting, form, kept = find_confirmation(crm.run, "code")
        assert careful == form
        confirm_form(crm.run, acting, kept)
    [lead] = leads(crm, actor)
    assert "confirmed_at" in lead.capture
    assert ["captured"] == states(crm, actor, careful)
    assert linked(crm, actor, careful, "another") is None


def test_links_that_lead_nowhere(crm, actor, careful, clock):
    """
    Unknown, replaced and expired codes are all the same; what nobody has confirmed is
    forgotten when the next one comes.
    """
    send(crm, careful)
    linked(crm, actor, careful, "old")
    linked(crm, actor, careful, "new")
    [waiting] = submissions(crm, actor, careful)
    with pytest.raises(Conflict):
        crm.run(actor, retry_submission, waiting.id)
    acting, _, kept = find_confirmation(crm.run, "new")
    clock.later(hours=2)
    for code in ("old", "new", "", "other"):
        with pytest.raises(NotFound):
            find_confirmation(crm.run, code)
    with pytest.raises(NotFound):
        confirm_form(crm.run, acting, kept)
    assert linked(crm, actor, careful, "late") is None
    send(crm, careful, {"email": "second@example.com"})

    assert ["second@example.com"] == [
        each.values["email"] for each in submissions(crm, actor, careful)
    ]


def test_what_cannot_be_a_lead_is_kept(crm, actor):
    """
    When leads must have more than the form asks for, the visitor is thanked, the
    reason is kept, and it is tried again once that is mended.
    """
    pipeline = crm.run(
        actor,
        add_pipeline,
        record="lead",
        name="Strict",
        stages=[
            {"name": "Entry", "required": ["phone"]},
            {"name": "Won", "kind": "won"},
            {"name": "Lost", "kind": "lost"},
        ],
    )
    form = crm.run(
        actor, add_form, name="X", fields=["email"],
        defaults={"pipeline_id": str(pipeline.id)},
    )  # fmt: skip
    send(crm, form)
    [failed] = submissions(crm, actor, form)

    assert SubmissionState.FAILED == failed.state
    assert "phone" in failed.reason
    with pytest.raises(Invalid):
        crm.run(actor, retry_submission, failed.id)
    assert ["failed"] == states(crm, actor, form)
    crm.run(actor, edit_form, form.id, defaults=None)
    done = crm.run(actor, retry_submission, failed.id)
    assert (SubmissionState.CAPTURED, None) == (done.state, done.reason)


def test_a_field_that_is_gone_is_not_asked(crm, actor):
    """
    A custom field that was removed after the form was made stops nobody.
    """
    custom = crm.run(actor, add_custom_field, record="lead", name="size", kind="number")
    form = crm.run(
        actor, add_form, name="X",
        fields=["email", {"name": "custom.size", "required": True}],
    )  # fmt: skip
    crm.run(actor, remove_custom_field, custom.id)
    send(crm, form, {**ADA, "custom.size": "12"})

    assert ["captured"] == states(crm, actor, form)


def test_nothing_is_left_of_an_erased_person(crm, actor, careful):
    """
    What a person sent is told to them, and goes with them: whatever became of it, and
    out of what was counted.
    """
    known = crm.run(actor, add_contact, last_name="King", email="planted@example.com")
    form = crm.run(actor, add_form, name="X", fields=["email", "phone"])
    send(crm, form, {"email": "Planted@example.com", "phone": "555 0199"})
    send(crm, careful, {"email": "planted@example.com", "first_name": "Xenophon"})
    send(crm, form, {"email": "other@example.com"})
    told = crm.run(actor, export_person, known.id)
    erasure = crm.run(actor, erase_person, known.id)
    left = "".join(stored_texts(crm.works).values()).lower()

    assert ["captured", "waiting"] == [each["state"] for each in told.submissions]
    assert (2, 1, 0) == (erasure.submissions, erasure.leads, erasure.left)
    for planted in ("planted@", "555 0199", "xenophon", "192.0.2.1"):
        assert planted not in left
    assert [1, 0] == [len(submissions(crm, actor, each)) for each in (form, careful)]
