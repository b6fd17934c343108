"""
Web forms as records: made, changed, put away, seen by whom they concern.
"""

from uuid import uuid4

import pytest
from attrs import evolve

from crm_core.changes import record_history, undo_change_set
from crm_core.forms import (
    add_form,
    archive_form,
    edit_form,
    list_forms,
    list_submissions,
    renew_form_key,
    restore_form,
    retry_submission,
    show_form,
    tally_form,
)
from crm_core.shared import (
    Forbidden,
    Invalid,
    NotFound,
    Permission,
    RecordRef,
)

from .visitors import ASKED, send, submissions, wrong


@pytest.fixture
def form(crm, actor):
    return crm.run(actor, add_form, name="Contact us", fields=ASKED)


def test_a_form_is_added_listed_edited_and_put_away(crm, actor, form):
    """
    A form has what was said and what is usual; its life is like that of a record,
    and each write is in its history and can be taken back.
    """
    crm.run(actor, edit_form, form.id, title="Write to us", per_form=3)
    shown = crm.run(actor, show_form, form.id)

    assert ("Write to us", 3, 20, "en", True) == (
        shown.heading,
        shown.per_form,
        shown.per_address,
        shown.language,
        shown.open,
    )
    assert ["text", "text", "email", "textarea"] == [f.widget for f in shown.fields]
    assert ["First name", "Surname"] == [f.label for f in shown.fields][:2]
    assert [form.id] == [each.id for each in crm.run(actor, list_forms)]

    archived = crm.run(actor, archive_form, form.id)
    assert not archived.open
    assert [] == crm.run(actor, list_forms)
    assert [form.id] == [e.id for e in crm.run(actor, list_forms, archived=True)]
    with pytest.raises(NotFound):
        crm.run(actor, edit_form, form.id, title="X")
    assert crm.run(actor, restore_form, form.id).open

    history = crm.run(actor, record_history, RecordRef("form", form.id)).items
    assert 4 == len(history)
    crm.run(actor, undo_change_set, history[2].change_set.id)
    assert "Contact us" == crm.run(actor, show_form, form.id).heading


def test_every_wrong_member_is_named(crm, actor):
    """
    All that is wrong with a form is told at once, by place, and nothing is stored.
    """
    with pytest.raises(Invalid) as refused:
        crm.run(
            actor,
            add_form,
            name="",
            language="tlh",
            redirect="javascript:alert(1)",
            owner=str(uuid4()),
            origins=["https://ok.example", "https://evil.example/path"],
            per_form=0,
            key="mine",
            fields=[
                "email",
                "stage",
                {"name": "product", "widget": "email"},
                {"name": "source", "widget": "hidden"},
                {"name": "product", "widget": "select"},
                {"name": "phone", "widget": "hidden"},
                {"name": "email", "required": 1, "colour": "red"},
            ],
            defaults={"assigned_to": str(actor.user_id), "stage": "nowhere"},
        )

    assert {
        "name": "required",
        "language": "choice",
        "redirect": "url",
        "owner": "unknown",
        "origins.1": "url",
        "per_form": "range",
        "key": "unknown",
        "fields.1.name": "choice",
        "fields.2.widget": "choice",
        "fields.3.name": "choice",
        "fields.4.options": "required",
        "fields.5.default": "required",
        "fields.6.required": "type",
        "fields.6.colour": "unknown",
        "defaults.assigned_to": "unknown",
    } == wrong(refused)
    assert [] == crm.run(actor, list_forms)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"fields": ["description"]}, {"fields": "required"}),
        ({"fields": ["phone"], "double_opt_in": True}, {"double_opt_in": "email"}),
        ({"fields": ["email"], "double_opt_in": True}, {"double_opt_in": "email"}),
        ({"fields": ["email"], "consent_required": True}, {"consent": "required"}),
        (
            {"fields": ["email"], "defaults": {"stage": "nowhere", "value": -1}},
            {"defaults.value": "range"},
        ),
        (
            {"fields": ["email"], "defaults": {"stage": "x"}},
            {"defaults.stage": "unknown"},
        ),
    ],
)
def test_what_does_not_fit_together(crm, actor, given, expected):
    """
    A lead must be known by something, a mail needs an address, consent a text, and
    defaults must be values that leads take.
    """
    with pytest.raises(Invalid) as refused:
        crm.run(actor, add_form, name="X", **given)

    assert expected == wrong(refused)


def test_null_brings_back_what_is_usual(crm, actor):
    """
    Members set to None are as they are in a new form.
    """
    usual = crm.run(actor, add_form, name="X", fields=["email"])
    other = crm.run(
        actor, add_form, name="X", fields=["email"], language="de", honeypot=False,
        minimum_seconds=9, per_address=1, confirm_hours=1, active=False, owner="nobody",
        source="Fair", thanks="Danke", origins=["https://a.example"],
    )  # fmt: skip
    names = ("language", "honeypot", "minimum_seconds", "per_address", "confirm_hours")
    names += ("active", "owner", "source", "thanks", "origins")
    back = crm.run(actor, edit_form, other.id, **dict.fromkeys(names))

    assert [getattr(usual, n) for n in names] == [getattr(back, n) for n in names]


def test_only_who_may_changes_forms(crm, actor, form):
    """
    Forms and what came in through them are for those with form:write alone.
    """
    without = evolve(actor, permissions=frozenset(Permission) - {Permission.FORM_WRITE})
    send(crm, form)
    [kept] = submissions(crm, actor, form)
    for use_case, *given in (
        (list_forms,),
        (edit_form, form.id),
        (renew_form_key, form.id),
        (list_submissions, form.id),
        (retry_submission, kept.id),
    ):
        with pytest.raises(Forbidden):
            crm.run(without, use_case, *given)


def test_forms_of_others_are_not_found(crm, other_actor, form):
    """
    Another organization's form and submissions are not there.
    """
    for use_case in (show_form, edit_form, archive_form, list_submissions, tally_form):
        with pytest.raises(NotFound):
            crm.run(other_actor, use_case, form.id)
