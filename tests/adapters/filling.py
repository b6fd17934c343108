"""
Rows for every table, for tests of the database's own walls.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from crm_core import Crm
from crm_core.activities import Channel, Notification, NotificationId, add_activity
from crm_core.calendars import (
    Connection,
    ConnectionId,
    SyncedItem,
    SyncedObject,
    invite_participants,
    open_calendar_feed,
)
from crm_core.contacts import ContactId, add_contact, archive_contact
from crm_core.currencies import set_rate
from crm_core.duplicates import merge_contacts, scan_duplicates, unmerge
from crm_core.emails import (
    Visit,
    VisitId,
    VisitKind,
    add_suppression,
    add_template,
    change_mail_settings,
    show_email,
    write_email,
)
from crm_core.files import Upload, attach_file
from crm_core.forecasting import set_goal, submit_forecast
from crm_core.forms import Said, add_form, find_form, submit_form
from crm_core.leads import (
    add_lead,
    add_routing_rule,
    add_scoring_rule,
    change_sales_settings,
    train_scoring,
)
from crm_core.mailboxes import (
    Position,
    Progress,
    SetAside,
    SetAsideId,
    add_mailbox,
)
from crm_core.opportunities import add_opportunity
from crm_core.routing import set_availability
from crm_core.shared import Actor, StoredAnswer, StoredFile, UserId
from crm_core.transfers import ImportOptions, Noun, RowRefused, begin_import
from tests.use_cases.booking import ALWAYS, book, page_of

Run = Callable[..., Any]


def sell(work: Any, decider: ContactId) -> None:
    """
    A lead, an opportunity with who decides, a rate and settings of one's own, a goal
    and what was said of it.
    """
    roles = [{"contact_id": decider, "role": "decides"}]
    add_opportunity(work, name="Deal", contact_roles=roles)
    add_lead(work, title="Boat")
    set_rate(work, currency="USD", rate="0.9")
    change_sales_settings(work, response_hours=4)
    set_goal(work, period="quarter", amount=5)
    submit_forecast(work, period="quarter", commit=4)


def fill_a_form_in(crm: Crm, ben: Actor) -> None:
    """
    A web form, and what came in through it.
    """
    form = crm.run(ben, add_form, name="Form", fields=["email"])
    actor, found = find_form(crm.run, form.key)
    said = Said(values={"email": "max@example.com"})
    assert submit_form(crm.run, actor, found, said, "192.0.2.1")


def attach_a_file(work: Any, about: ContactId) -> None:
    """
    A file about a contact.
    """
    stored = StoredFile(key="0" * 64, size=1)
    upload = Upload(head=b"x", size=1, keep=lambda: stored)
    attach_file(work, upload, name="a.txt", about=[f"contact:{about}"])


def book_a_meeting(crm: Crm, ben: Actor) -> None:
    """
    A booking page, and what was booked on it.
    """
    page = page_of(crm, ben, hours=ALWAYS)
    at = (datetime.now(UTC) + timedelta(days=2)).replace(
        minute=0, second=0, microsecond=0
    )
    assert book(crm, page, at, email="booker@example.com")


def plan_what_recurs(work: Any, about: ContactId) -> None:
    """
    A task that recurs and reminds of itself, and what somebody was told.
    """
    due = work.now + timedelta(days=1)
    planned = add_activity(
        work,
        subject="Call",
        due_at=due,
        about=[f"contact:{about}"],
        reminders=[5],
        recurrence="FREQ=DAILY",
    )
    told = Notification(
        id=NotificationId(work.new_id()),
        user_id=work.actor.user_id,
        activity_id=planned.id,
        at=work.now,
        channels=(Channel.IN_APP,),
        created_at=work.now,
    )
    work.notifications.add([told])


def share_a_calendar(work: Any) -> None:
    """
    A meeting that somebody was invited to, a feed, and a calendar on a server.
    """
    meeting = add_activity(
        work,
        type="meeting",
        subject="Talk",
        starts_at=work.now,
        participants=[{"email": "ann@example.com"}],
    )
    invite_participants(work, meeting.id)
    open_calendar_feed(work)
    store = work.calendar_connections
    known = Connection(
        id=ConnectionId(work.new_id()),
        user_id=work.actor.user_id,
        url="https://dav.example.com/",
        username="ben",
        calendar_url="https://dav.example.com/ben/",
        calendar_name="Ben",
        created_at=work.now,
        next_at=work.now,
    )
    store.save(known)
    store.keep_object(known.id, SyncedObject(href="/ben/a.ics", tag="1", text="x"))
    item = {"href": "/ben/a.ics", "occurrence": None, "activity_id": meeting.id}
    store.keep_item(known.id, SyncedItem(**item, base={}))


def write_letters(run: Run, contact_id: ContactId) -> None:
    """
    A message that was delivered once and put off once, one that was opened, a template,
    a spared address and settings of mail.
    """
    email = run(write_email, to=[f"contact:{contact_id}"], subject="Hi", text="Hi")
    run(add_template, name="Hi", subject="Hi", text="Hi")
    run(add_suppression, address="gone@example.com", reason="bounced")
    run(change_mail_settings, from_name="We")
    run(lambda work: work.deliveries.slow_down("example.com"))
    (envelope,) = run(show_email, email.id).deliveries
    visit = Visit(
        id=VisitId(envelope.id),
        email_id=email.id,
        delivery_id=envelope.id,
        kind=VisitKind.OPEN,
        at=envelope.queued_at,
    )
    run(lambda work: work.email_visits.add(visit))


def refuse_a_row(work: Any) -> None:
    """
    An import with a refused row, and columns chosen by hand.
    """
    transfer = begin_import(
        work,
        Noun.CONTACTS,
        StoredFile(key="0" * 64, size=1),
        label="people.csv",
        options=ImportOptions(),
    )
    work.transfers.refuse(transfer, [RowRefused(2, (), {"Name": "Lee"})])
    work.transfers.remember("fingerprint", {"Name": "last_name"})


def find_and_merge(run: Run) -> None:
    """
    A scan, records known to be different, and a merge that stands.
    """
    scan_duplicates(run, "contact")
    ids = [run(add_contact, first_name=name).id for name in ("One", "Other")]
    run(unmerge, run(merge_contacts, ids).merge_id)
    run(merge_contacts, ids)
    run(archive_contact, ids[0])


def answer_once(work: Any) -> None:
    """
    A request with an idempotency key.
    """
    assert work.idempotency_keys.claim("key") is None
    stored = StoredAnswer(fingerprint="f", status=201, headers={}, body=b"{}")
    work.idempotency_keys.store("key", stored)


def give_away(run: Run, user_id: UserId) -> None:
    """
    A member, rules of routing and of scoring, a lead that took a turn, and a training.
    """
    run(set_availability, user_id, capacity=9)
    run(add_routing_rule, name="All", users=[user_id])
    run(add_scoring_rule, name="All", points=1)
    run(add_lead, title="Routed", route=True)
    train_scoring(run)


def read_a_mailbox(work):
    """
    A mailbox that was read as far as a message which could not be taken in.
    """
    mailbox = add_mailbox(
        work, address="a@example.com", host="10.0.0.1", user="a", active=False
    )
    place = Position(1, 1)
    work.mailbox_progress.advance(
        mailbox.id, "INBOX", before=None, after=place, at=work.now
    )
    work.set_asides.add(
        SetAside(
            id=SetAsideId(work.new_id()),
            mailbox_id=mailbox.id,
            folder="INBOX",
            position=place,
            size=1,
            raw_key=None,
            reason="It is too large.",
            at=work.now,
        )
    )
    work.mailbox_progress.keep(
        mailbox.id, Progress().failed(work.now, "away", needs_sign_in=False)
    )
