"""
Messages written, from templates, answered, put away, taken back.
"""

from uuid import uuid4

import pytest

from crm_core.changes import record_history, undo_change_set
from crm_core.companies import add_company
from crm_core.contacts import add_contact
from crm_core.emails import (
    EmailFilter,
    EmailState,
    add_template,
    archive_email,
    archive_template,
    cancel_email,
    edit_email,
    edit_template,
    list_emails,
    list_templates,
    list_threads,
    preview_email,
    restore_email,
    restore_template,
    send_draft,
    show_email,
    show_outbox,
    write_email,
)
from crm_core.leads import add_lead
from crm_core.privacy import erase_person, export_person
from crm_core.shared import (
    Forbidden,
    Invalid,
    NotFound,
    PageRequest,
    Permission,
    RecordRef,
    Visibility,
)
from tests.builders import a_colleague

PAGE = PageRequest()


@pytest.fixture
def ann(crm, actor):
    company = crm.run(actor, add_company, name="Acme")
    return crm.run(
        actor,
        add_contact,
        first_name="Ann",
        last_name="Lee",
        email="ann@example.com",
        company_id=str(company.id),
    )


def fields_of(refused):
    return {(error.field, error.code) for error in refused.value.errors}


def test_a_template_is_filled_in_with_what_the_writer_may_see(crm, actor, ann):
    """
    Variables stand for the recipient, the company, the lead, the writer and the
    organization; a value is never read as a variable; what has none needs a default.
    """
    lead = crm.run(actor, add_lead, title="{{ user.name }} buys")
    template = crm.run(
        actor,
        add_template,
        name="Welcome",
        subject="{{ contact.first_name }} of {{company.name}}",
        text="{{ lead.title }} {{contact.department | there}} {{ organization.name }}",
    )
    about = [f"contact:{ann.id}", f"lead:{lead.id}"]

    email = crm.run(
        actor,
        write_email,
        to=[f"contact:{ann.id}"],
        about=about,
        template_id=str(template.id),
    )

    assert "Ann of Acme" == email.subject
    assert f"{{{{ user.name }}}} buys there {actor.organization_id}" == email.text
    assert {"contact", "lead"} == {ref.kind for ref in email.about}
    assert template.id == email.template_id

    with pytest.raises(Invalid) as refused:
        crm.run(actor, write_email, to=["x@example.com"], template_id=str(template.id))
    missing = {"contact.first_name", "company.name", "lead.title"}
    assert {(f"variables.{name}", "missing") for name in missing} == fields_of(refused)
    shown = crm.run(actor, preview_email, template_id=str(template.id))
    assert missing == set(shown.missing)
    assert 1 == crm.run(actor, list_emails, EmailFilter(), PAGE).total


def test_nobody_writes_with_what_they_cannot_see(crm, actor, ann):
    """
    Who does not see a contact can neither write about it nor fill a template with it,
    and is told the same as for one that is not there.
    """
    rep = a_colleague(actor, visibility=Visibility.OWN)
    for id in (ann.id, uuid4()):
        with pytest.raises(Invalid) as refused:
            crm.run(
                rep,
                preview_email,
                to=[f"contact:{id}"],
                about=[f"contact:{id}"],
                subject="{{ contact.name }}",
                text="x",
            )
        assert {("to.0", "unknown"), ("about.0", "unknown")} == fields_of(refused)

    seen = crm.run(rep, write_email, to=["ann@example.com"], subject="Hi", text="x")
    assert () == seen.about
    mine = crm.run(actor, write_email, to=["ann@example.com"], subject="Hi", text="x")
    assert (RecordRef("contact", ann.id),) == mine.about
    with pytest.raises(NotFound):
        crm.run(rep, show_email, mine.id)


def test_all_that_is_wrong_is_named(crm, actor):
    """
    Every recipient, variable, file and record that is wrong, at once, and what lacks.
    """
    with pytest.raises(Invalid) as refused:
        crm.run(
            actor,
            write_email,
            to=["ok@example.com", "no mail", "contact:" + str(uuid4())],
            cc=["a@b.co,evil@x.co"],
            text="{{ contact.nonsense }}",
            attachments=["nothing"],
            template="x",
        )
    assert {
        ("to.1", "email"),
        ("cc.0", "email"),
        ("attachments.0", "id"),
        ("template", "unknown"),
    } == fields_of(refused)

    with pytest.raises(Invalid) as refused:
        crm.run(
            actor,
            write_email,
            to=["contact:" + str(uuid4())],
            text="{{ contact.nonsense }}",
            attachments=[str(uuid4())],
            template_id=str(uuid4()),
            answers=str(uuid4()),
        )
    assert {
        ("to.0", "unknown"),
        ("to", "required"),
        ("subject", "required"),
        ("attachments.0", "unknown"),
        ("template_id", "unknown"),
        ("answers", "unknown"),
        ("text", "variable"),
    } == fields_of(refused)


def test_a_draft_is_changed_and_sent(crm, actor, ann):
    """
    A draft goes nowhere until it is queued; from then on only what it is about can be
    changed. Who gets it twice gets it once.
    """
    draft = crm.run(actor, write_email, draft=True, subject="Hi")
    with pytest.raises(Invalid) as refused:
        crm.run(actor, send_draft, draft.id)
    assert {("to", "required"), ("text", "required")} == fields_of(refused)

    people = ["Ann@example.com", "Ann <ann@EXAMPLE.com>", "bob@example.com"]
    crm.run(actor, edit_email, draft.id, to=people, text="Hello")
    sent = crm.run(actor, send_draft, draft.id)

    assert EmailState.QUEUED is sent.state
    envelopes = crm.run(actor, show_email, draft.id).deliveries
    assert ["Ann@example.com", "bob@example.com"] == [e.address for e in envelopes]
    with pytest.raises(Invalid) as refused:
        crm.run(actor, edit_email, draft.id, subject="Other")
    assert {("subject", "read-only")} == fields_of(refused)
    crm.run(actor, edit_email, draft.id, about=[f"contact:{ann.id}"])
    about = EmailFilter(about=RecordRef("contact", ann.id))
    assert [draft.id] == [e.id for e in crm.run(actor, list_emails, about, PAGE).items]


def test_an_answer_joins_the_thread(crm, actor):
    """
    It has the thread, the references and the subject of what it answers, and the
    thread is one line in a list.
    """
    first = crm.run(actor, write_email, to=["a@example.com"], subject="One", text="1")
    second = crm.run(
        actor, write_email, to=["a@example.com"], answers=str(first.id), text="2"
    )
    third = crm.run(
        actor, write_email, to=["a@example.com"], answers=str(second.id), text="3"
    )

    assert ("Re: One", "Re: One") == (second.subject, third.subject)
    assert (first.message_id, second.message_id) == third.references
    assert first.thread_id == third.thread_id
    (thread,) = crm.run(actor, list_threads, EmailFilter(), PAGE).items
    assert (first.thread_id, "One", 3) == (thread.id, thread.subject, thread.messages)


def test_what_waits_can_be_stopped(crm, actor):
    """
    Cancelled, archived or taken back before it went, a message does not go; a second
    time there is nothing to stop.
    """
    emails = [
        crm.run(actor, write_email, to=["a@example.com"], subject=str(n), text="x")
        for n in range(3)
    ]
    assert EmailState.CANCELLED is crm.run(actor, cancel_email, emails[0].id).state
    crm.run(actor, archive_email, emails[1].id)
    restored = crm.run(actor, restore_email, emails[1].id)
    assert EmailState.CANCELLED is restored.state
    record = RecordRef("email", emails[2].id)
    made = crm.run(actor, record_history, record, PAGE).items[0]
    crm.run(actor, undo_change_set, made.change_set.id)

    with pytest.raises(NotFound):
        crm.run(actor, show_email, emails[2].id)
    assert {"cancelled": 2} == crm.run(actor, show_outbox).by_state


def test_a_template_has_the_life_of_a_record(crm, actor):
    """
    Listed, changed, put away, brought back, each write in its history and undoable;
    unknown variables are refused by name.
    """
    made = crm.run(actor, add_template, name="News", subject="S", text="T")
    edited = crm.run(actor, edit_template, made.id, subject="{{ contact.name }}")
    assert ("contact.name",) == edited.variables
    crm.run(actor, archive_template, made.id)
    assert [] == crm.run(actor, list_templates)
    assert 1 == len(crm.run(actor, list_templates, archived=True))
    crm.run(actor, restore_template, made.id)

    history = crm.run(
        actor, record_history, RecordRef("email_template", made.id), PAGE
    ).items
    crm.run(actor, undo_change_set, history[2].change_set.id)
    assert "S" == crm.run(actor, list_templates)[0].subject
    with pytest.raises(Invalid) as refused:
        crm.run(actor, edit_template, made.id, subject="{{ x }}", text="{{a.b}}")
    assert {("subject", "variable"), ("text", "variable")} == fields_of(refused)


def test_each_right_by_itself(crm, actor):
    """
    Writing needs its right, and changing templates another.
    """
    reader = a_colleague(actor, permissions=frozenset({Permission.EMAIL_READ}))
    assert [] == crm.run(reader, list_templates)
    for use_case in (write_email, add_template):
        with pytest.raises(Forbidden):
            crm.run(reader, use_case)


def test_messages_of_an_erased_person_go(crm, actor, ann):
    """
    A person is shown their messages; forgotten, those with nobody else go, and others
    lose the address.
    """
    alone = crm.run(actor, write_email, to=[ann.email], subject="Hi Ann", text="x")
    both = crm.run(
        actor,
        write_email,
        to=[ann.email, "bob@example.com"],
        subject="Ann and Bob",
        text="Dear Ann Lee",
    )
    data = crm.run(actor, export_person, ann.id)
    assert {alone.id, both.id} == {each["id"] for each in data.emails}

    erasure = crm.run(actor, erase_person, ann.id)

    assert 2 == erasure.emails
    with pytest.raises(NotFound):
        crm.run(actor, show_email, alone.id)
    left = crm.run(actor, show_email, both.id)
    assert ["bob@example.com"] == [r.address for r in left.email.recipients]
    assert ["bob@example.com"] == [d.address for d in left.deliveries]
    assert "Ann" not in left.email.text + left.email.subject
    assert () == left.email.about
