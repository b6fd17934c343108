"""
Stories of messages from people whom nobody knows, and of messages that nobody answers.
"""

import psycopg
import pytest

from crm_adapters.folder import FolderStorage
from crm_adapters.mail import read_message
from crm_core import Crm
from crm_core.access import invite_user
from crm_core.contacts import add_contact
from crm_core.emails import (
    Arrival,
    EmailFilter,
    NobodyToCapture,
    capture_sender,
    capture_stranger,
    change_mail_settings,
    list_emails,
    receive_email,
    show_email,
    show_outbox,
)
from crm_core.emails.use_cases import capturing
from crm_core.leads import add_lead
from crm_core.privacy import erase_person
from crm_core.shared import PageRequest, RecordRef

from .writing import raw

pytestmark = pytest.mark.postgres
BY_MACHINES = {
    "auto": {"Auto_Submitted": "auto-generated"},
    "list": {"List_Id": "<news.example>"},
    "news": {"List_Unsubscribe": "<https://x.example/u>"},
    "bulk": {"Precedence": "bulk"},
    "away": {"subject": "Automatic reply: Away", "Auto_Submitted": "auto-replied"},
    "answer": {"answers": "<unknown@x.example>"},
    "known": {"sender": "known@customer.example"},
}


class Post:
    """
    An organization that gets mail.
    """

    def __init__(self, crm, storage, actor, database_url):
        self.crm, self.storage, self.actor = crm, storage, actor
        self.database_url = database_url

    def run(self, use_case, *args, **fields):
        return self.crm.run(self.actor, use_case, *args, **fields)

    def receive(self, message, **arrival):
        def keep(content):
            return self.storage.put(self.actor.organization_id, [content])

        how = Arrival(**arrival)
        return self.run(receive_email, read_message(message), how, keep).email

    @property
    def wanted(self):
        """
        How many strangers are to be captured.
        """
        query = (
            "select count(*) from crm.events where organization_id = %s"
            " and kind = 'StrangerWrote'"
        )
        with psycopg.connect(self.database_url) as connection:
            found = connection.execute(query, [self.actor.organization_id])
            return found.fetchone()[0]


@pytest.fixture
def post(postgres_works, tmp_path, actor, database_url):
    return Post(Crm(postgres_works), FolderStorage(tmp_path), actor, database_url)


def test_strangers_become_leads_only_when_that_is_wanted(post):
    """
    By the one door for leads; twice the same person is one lead.
    """
    post.receive(raw(id="<1@x.example>"))
    assert 0 == post.wanted
    post.run(change_mail_settings, capture_unknown=True)
    email = post.receive(raw(id="<2@x.example>"))
    assert 1 == post.wanted
    lead = post.run(capture_stranger, email.id)
    assert ("ann@customer.example", "Ann", "email") == (
        lead.email,
        lead.last_name or lead.first_name,
        lead.source,
    )
    assert RecordRef("lead", lead.id) in post.run(show_email, email.id).email.about
    assert post.run(capture_stranger, email.id) is None
    third = post.receive(raw(id="<3@x.example>"))
    assert 1 == post.wanted
    assert (RecordRef("lead", lead.id),) == third.about


@pytest.mark.parametrize("why", BY_MACHINES)
def test_machines_lists_and_answers_make_no_leads(post, why):
    """
    Nor does anybody who is known.
    """
    post.run(change_mail_settings, capture_unknown=True)
    post.run(add_contact, first_name="K", email="known@customer.example")
    post.receive(raw(id="<m@x.example>", **BY_MACHINES[why]))
    assert 0 == post.wanted


def test_so_many_an_hour_and_no_more(post):
    """
    What comes beyond stays for somebody to look at.
    """
    for number in range(capturing.MOST_AN_HOUR):
        email = f"{number}@spam.example"
        post.run(
            add_lead, title="x", email=email, source="email", allow_duplicates=True
        )
    email = post.receive(raw(id="<s@x.example>"))
    assert post.run(capture_stranger, email.id) is None
    unmatched = post.run(list_emails, EmailFilter(unmatched=True), PageRequest())
    assert [email.id] == [each.id for each in unmatched.items]
    assert post.run(capture_sender, email.id).email == "ann@customer.example"
    assert not post.run(list_emails, EmailFilter(unmatched=True), PageRequest()).items


def test_what_we_wrote_captures_nobody(post):
    """
    Nor does a bounce.
    """
    ours = post.receive(raw(id="<o@x.example>"), outgoing=True)
    with pytest.raises(NobodyToCapture):
        post.run(capture_sender, ours.id)


def test_a_lead_is_whose_mailbox_was_written_to(post):
    """
    Else nobody's, when nobody has captured it in person and no rule chooses.
    """
    owner = post.run(invite_user, email="own@ours.example", name="Owner").id
    email = post.receive(raw(id="<w@x.example>"), owner=owner)
    assert owner == post.run(capture_stranger, email.id).assigned_to


@pytest.mark.parametrize("why", [*BY_MACHINES, "person"])
def test_nothing_is_answered_by_itself(post, why):
    """
    EML-16: whatever comes in, and whoever it makes a lead, nothing waits to be sent: no
    loop can begin.
    """
    post.run(change_mail_settings, capture_unknown=True)
    more = BY_MACHINES.get(why, {})
    email = post.receive(raw(id="<n@x.example>", **more))
    post.run(capture_stranger, email.id)
    assert {} == dict(post.run(show_outbox).by_state)


def test_who_is_erased_is_in_no_message_that_came(post):
    """
    Neither by name nor as it came, when others are in it too.
    """
    ann = post.run(
        add_contact,
        first_name="Annabel",
        last_name="Stone",
        email="ann@customer.example",
    )
    bob = post.run(add_contact, first_name="Bob", email="bob@customer.example")
    message = raw(
        "I am Annabel Stone.",
        id="<e@x.example>",
        to="s@ours.example, bob@customer.example",
    )
    kept = post.storage.put(post.actor.organization_id, [message]).key
    email = post.receive(message, raw_key=kept)
    post.run(erase_person, ann.id)
    left = post.run(show_email, email.id).email
    assert left.raw_key is None
    assert "Annabel" not in left.text + str(left.sender)
    assert (RecordRef("contact", bob.id),) == left.about
