"""
From a template to an answer, a bounce and a farewell: every door tells the same.
"""

from email.message import EmailMessage
from hashlib import sha256
from signal import SIGINT, SIGTERM, getsignal, signal
from urllib.parse import urlsplit

import httpx
import pytest
from attrs import frozen

from crm_adapters.postgres import connect_engine
from tests.cli.terminal import SECRET, House, Terminal
from tests.http.door import Organization, Person, opened
from tests.http.filing import PDF, attached
from tests.http.process import serving
from tests.inboxes import Inbox
from tests.use_cases.test_receiving import bounce

pytestmark = pytest.mark.postgres
PLAN = b"%PDF-1.7\n" + bytes(range(256)) * 40
TEXT = """Dear {{ contact.name }},

about {{ opportunity.name }} for {{ company.name }}: please find our offer.
"""


@frozen
class Firm:
    """
    An organization behind a server, its terminal, and the relay it sends by.
    """

    ours: Organization
    client: httpx.Client
    terminal: Terminal
    inbox: Inbox

    def person(self, role):
        known = self.ours.people[role]
        return Person(self.client, known.actor, known.token)

    @property
    def house(self):
        return House(self.terminal, str(self.ours.id), "Ours")

    def deliver(self):
        """
        Deliver what waits, as the worker does; answers what arrived.
        """
        self.terminal("emails", "deliver", "--once", "--json")
        return self.inbox.take()

    def receive(self, raw):
        """
        Take in a message, as a mail server pipes it in.
        """
        return self.house("emails", "receive", "--json", input=raw).json

    def mailed(self, *people):
        """
        What a mailing to these comes to.
        """
        ids = [each["id"] for each in people]
        body = {"ids": ids, "subject": "News", "text": "Dear {{ contact.name }}"}
        answer = self.person("admin").post("emails/bulk/", json=body)
        assert 200 == answer.status_code, answer.text
        told = answer.json()
        return told["selected"], told["queued"], told["left_out"]


@pytest.fixture
def inbox():
    inbox = Inbox().start()
    yield inbox
    inbox.stop()


@pytest.fixture
def signals():
    """
    Whoever delivers listens to them; afterwards all is as it was.
    """
    known = {each: getsignal(each) for each in (SIGINT, SIGTERM)}
    yield
    for each, handler in known.items():
        signal(each, handler)


@pytest.fixture
def firm(fresh_database_url, inbox, signals, tmp_path):
    """
    On a database of the test's own: a worker delivers all that waits there.
    """
    shared = {
        "CRM_HOME": str(tmp_path),
        "CRM_SMTP_URL": inbox.url,
        "CRM_MAIL_FROM": "Ours <crm@ours.example>",
    }
    own = {"CRM_DATABASE_URL": fresh_database_url, "CRM_TOKEN_SECRET": SECRET}
    terminal = Terminal(tmp_path, shared | own)
    engine = connect_engine(fresh_database_url)
    with opened(fresh_database_url, engine) as door:
        ours = door.organization()
    engine.dispose()
    with (
        serving(fresh_database_url, **shared) as address,
        httpx.Client(base_url=address, timeout=20) as client,
    ):
        yield Firm(ours, client, terminal, inbox)


@frozen
class Deal:
    """
    An open deal, the company that it is with and the person to talk to.
    """

    contact: dict
    company: dict
    opportunity: dict

    @property
    def places(self):
        return (
            f"contacts/{self.contact['id']}/",
            f"companies/{self.company['id']}/",
            f"opportunities/{self.opportunity['id']}/",
        )

    @property
    def about(self):
        return [
            f"contact:{self.contact['id']}",
            f"opportunity:{self.opportunity['id']}",
        ]


@pytest.fixture
def deal(firm):
    rep = firm.person("rep")
    company = rep.add("companies", name="Engines Ltd")
    contact = rep.add(
        "contacts",
        first_name="Ada",
        last_name="Lovelace",
        email="Ada@engines.example",
        company_id=company["id"],
    )
    opportunity = rep.add(
        "opportunities",
        name="Looms",
        contact_id=contact["id"],
        company_id=company["id"],
    )
    return Deal(contact, company, opportunity)


def offered(firm, deal, file):
    """
    What is written to the contact of a deal, from a template.
    """
    said = firm.house(
        *("templates", "add", "Offer", "subject=Offer for {{ contact.first_name }}"),
        *(f"text={TEXT}", "--json"),
    )
    return {
        "to": [f"contact:{deal.contact['id']}"],
        "template_id": said.json["id"],
        "about": deal.about,
        "attachments": [file["id"]],
    }


def mails_on(person, place):
    """
    The ids of the messages on a timeline, the newest first.
    """
    answer = person.get(f"{place}timeline/?kind=email")
    assert 200 == answer.status_code, answer.text
    return [each["id"].removeprefix("email:") for each in answer.json()["items"]]


def answered(arrived):
    """
    What somebody writes back, with all that was said before below it.
    """
    got = arrived.message
    answer = EmailMessage()
    answer["From"] = "Ada Lovelace <ada@engines.example>"
    answer["To"] = str(got["Reply-To"] or got["From"])
    answer["Subject"] = f"Re: {got['Subject']}"
    answer["Message-ID"] = "<answer-1@engines.example>"
    answer["In-Reply-To"] = answer["References"] = str(got["Message-ID"])
    said = got.get_body(("plain",)).get_content()
    quoted = "".join(f"> {line}\n" for line in said.splitlines())
    answer.set_content(
        "We take three of them.\nHere is our plan.\n\n"
        f"On Mon, Mar 2, 2026 at 9:00 AM Ours <crm@ours.example> wrote:\n{quoted}"
    )
    answer.add_attachment(
        PLAN, maintype="application", subtype="pdf", filename="Plan für Ada.pdf"
    )
    return answer.as_bytes()


def test_an_offer_and_its_answer(firm, deal):
    """
    Previewed, sent with a file, delivered once and seen by all it concerns; the answer
    joins it without the quote, its file is kept, and it changes nobody.
    """
    rep = firm.person("rep")
    file = attached(rep, PDF, name="Angebot für Ada.pdf", about=deal.about)
    letter = offered(firm, deal, file)

    preview = rep.post("emails/preview/", json=letter).json()
    assert ("Offer for Ada", []) == (preview["email"]["subject"], preview["missing"])
    assert "about Looms for Engines Ltd" in preview["email"]["text"]
    assert 0 == rep.get("emails/").json()["total"]

    sent = rep.post("emails/", json=letter).json()
    (arrived,) = firm.deliver().values()
    assert {} == firm.deliver()
    assert "ada@engines.example" == arrived.recipient.lower()
    assert {"Angebot für Ada.pdf": PDF} == arrived.files
    assert "Dear Ada Lovelace," in arrived.message.get_body(("plain",)).get_content()
    assert "sent" == rep.get(f"emails/{sent['id']}/").json()["state"]
    for place in deal.places:
        assert [sent["id"]] == mails_on(rep, place)

    before = [rep.get(place).json() for place in deal.places]
    took = firm.receive(answered(arrived))
    answer = took["email"]
    assert (True, sent["thread_id"]) == (took["new"], answer["thread_id"])
    assert not firm.receive(answered(arrived))["new"]
    assert "We take three of them.\nHere is our plan." == answer["new_text"]
    assert "please find our offer" in answer["text"]
    assert before == [rep.get(place).json() for place in deal.places]
    for place in deal.places:
        assert [answer["id"], sent["id"]] == mails_on(rep, place)
    (kept,) = answer["attachments"]
    content = rep.get(f"files/{kept}/content/").content
    assert sha256(PLAN).digest() == sha256(content).digest()
    assert "Plan für Ada.pdf" == rep.get(f"files/{kept}/").json()["name"]


def test_who_is_gone_or_leaves_gets_no_more(firm, deal):
    """
    A bounce spares its address; a look at the way out changes nothing, a click does;
    each mailing counts everybody.
    """
    admin, rep = firm.person("admin"), firm.person("rep")
    gone = rep.add("contacts", first_name="Gus", email="gus@engines.example")
    stays = rep.add("contacts", first_name="Sue", email="sue@engines.example")
    everybody = (deal.contact, gone, stays)
    said = {"to": ["gus@engines.example"], "subject": "Hello", "text": "Are you there?"}
    sent = rep.post("emails/", json=said).json()
    (arrived,) = firm.deliver().values()
    firm.receive(bounce(arrived.message["Message-ID"].strip("<>"), arrived.recipient))

    assert "bounced" == rep.get(f"emails/{sent['id']}/").json()["state"]
    assert (3, 2, {"bounced": 1}) == firm.mailed(*everybody)
    first = {key.lower(): each for key, each in firm.deliver().items()}
    assert {"ada@engines.example", "sue@engines.example"} == {*first}

    assert (3, 2, {"bounced": 1}) == firm.mailed(*everybody)
    message = first["ada@engines.example"].message
    assert "List-Unsubscribe=One-Click" == message["List-Unsubscribe-Post"]
    link = urlsplit(message["List-Unsubscribe"].strip("<>")).path
    assert link in message.get_content()
    shown = firm.client.get(link)
    assert (200, True) == (
        shown.status_code,
        "ada@engines.example" in shown.text.lower(),
    )
    assert 1 == admin.get("suppressions/").json()["total"]
    way = {"content-type": "application/x-www-form-urlencoded"}
    firm.client.post(link, content=b"List-Unsubscribe=One-Click", headers=way)

    assert {"sue@engines.example"} == {*firm.deliver()}  # also of what was queued
    assert (3, 1, {"bounced": 1, "unsubscribed": 1}) == firm.mailed(*everybody)
    assert {"sue@engines.example"} == {*firm.deliver()}
    spared = firm.house("suppressions", "list", "--json").json["items"]
    assert {
        ("gus@engines.example", "bounced"),
        ("ada@engines.example", "unsubscribed"),
    } == {(each["address"].lower(), each["reason"]) for each in spared}


def test_archiving_is_taken_back(firm, deal):
    """
    A message in the archive is on no timeline and, if it waited, not sent; undo brings
    it back as it was.
    """
    rep = firm.person("rep")
    said = {"to": [f"contact:{deal.contact['id']}"], "subject": "Hello", "text": "Hi."}
    sent = rep.post("emails/", json=said).json()
    firm.deliver()
    contact = deal.places[0]
    before = rep.get(f"emails/{sent['id']}/").json()

    put_away = rep.delete(f"emails/{sent['id']}/")
    assert 204 == put_away.status_code
    assert [] == mails_on(rep, contact)
    assert [] == firm.house("emails", "list", "--json").json["items"]
    undone = rep.post(f"changes/{put_away.headers['change-set']}/undo/", json={})

    assert 200 == undone.status_code, undone.text
    assert [sent["id"]] == mails_on(rep, contact)
    after = rep.get(f"emails/{sent['id']}/").json()
    for each in (before, after):
        del each["version"], each["updated_at"]
    assert before == after
    assert {} == firm.deliver()
