"""
The mail that asks to confirm: sent by the worker to a real relay, and never a bomb.
"""

import re
import socket
from email import message_from_bytes
from email.policy import default

import psycopg
import pytest
from aiosmtpd.controller import Controller

from crm_adapters.bootstrap import build
from crm_adapters.bootstrap.form_jobs import send_confirmation
from crm_adapters.postgres.jobs import job_worker
from crm_adapters.settings import Settings
from crm_core.access import rename_organization
from crm_core.forms import (
    Said,
    add_form,
    confirm_form,
    find_confirmation,
    find_form,
    list_submissions,
    submit_form,
)
from crm_core.leads import list_leads
from crm_core.shared import NotFound

pytestmark = pytest.mark.postgres
MAIL = "ada@example.com"


class Box:
    """
    Where mails arrive.
    """

    def __init__(self):
        self.mails = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
def box():
    """
    A mail relay; what it got, and its address.
    """
    box = Box()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, f"smtp://127.0.0.1:{port}"
    controller.stop()


@pytest.fixture
def application(fresh_database_url, box):
    """
    A CRM on a database of the test's own: a worker does all that waits there.
    """
    settings = Settings(
        database_url=fresh_database_url,
        smtp_url=box[1],
        base_url="https://crm.example",
    )
    application = build(settings)
    yield application
    application.close()


def form_of(application, ann, **given):
    said = {
        "name": "Newsletter",
        "fields": ["first_name", {"name": "email", "required": True}],
        "double_opt_in": True,
        "honeypot": False,
        **given,
    }
    return application.crm.run(ann, add_form, **said)


def send(application, form, address=MAIL, **values):
    run = application.crm.run
    actor, found = find_form(run, form.key)
    said = Said(values={"email": address, **values})
    return submit_form(run, actor, found, said, "192.0.2.1")


def work(application):
    tasks = {"send_confirmation": lambda job: send_confirmation(application, job)}
    job_worker(application.settings.database_url, tasks).run_worker(
        wait=False,
        listen_notify=False,
        install_signal_handlers=False,
        delete_jobs="successful",
    )


def link_in(mail):
    [found] = re.findall(
        r"https://crm\.example/forms/confirm/(\S+)", mail.get_content()
    )
    return found


def test_the_link_in_the_mail_confirms(application, box, ann):
    """
    The mail is in the form's language, says whose it is, and has none of the visitor's
    words; its link makes the lead.
    """
    form = form_of(application, ann, language="de", title="Rundbrief")
    application.crm.run(ann, rename_organization, name="Northwind")
    send(application, form, first_name="BUY NOW http://spam.example")
    assert 0 == application.crm.run(ann, list_leads).total
    work(application)
    work(application)
    [mail] = box[0].mails
    run = application.crm.run
    actor, _, submission = find_confirmation(run, link_in(mail))
    confirm_form(run, actor, submission)
    [lead] = run(ann, list_leads).items

    assert (MAIL, "Bitte bestätigen: Rundbrief") == (mail["To"], mail["Subject"])
    assert "Northwind" in mail.get_content()
    assert "spam" not in mail.as_string()
    assert MAIL == lead.email


def test_an_unnamed_organization_stays_unnamed(application, box, ann):
    """
    Where nobody has named the organization, its id is not told instead.
    """
    send(application, form_of(application, ann))
    work(application)
    [mail] = box[0].mails

    assert "crm.example" in mail.get_content()
    assert str(ann.organization_id) not in mail.as_string()


def test_a_flood_is_no_mail_bomb(application, box, ann):
    """
    However often and through whichever forms an address is entered, it gets three
    mails a day; every visitor is told the same, and others get theirs.
    """
    forms = [form_of(application, ann, name=f"F{n}") for n in range(3)]
    taken = [send(application, form) for form in forms for _ in range(4)]
    taken += [send(application, forms[0], MAIL.upper())]
    send(application, forms[0], "bob@example.com")
    work(application)
    kept = application.crm.run(ann, list_submissions, forms[0].id)

    assert {True} == set(taken)
    assert [MAIL] * 3 + ["bob@example.com"] == [mail["To"] for mail in box[0].mails]
    assert 6 == kept.total


def test_nothing_is_sent_for_what_is_gone(application, box, ann):
    """
    A submission that was forgotten, or confirmed meanwhile, needs no mail.
    """
    form = form_of(application, ann)
    send(application, form)
    send(application, form, "bob@example.com")
    url = application.settings.database_url
    with psycopg.connect(url) as admin:
        admin.execute("delete from crm.form_submissions where email_key = %s", [MAIL])
        admin.execute("update crm.form_submissions set expires_at = now()")
    work(application)

    assert [] == box[0].mails
    with psycopg.connect(url) as admin:
        left = "select count(*) from crm.procrastinate_jobs"
        assert (0,) == admin.execute(left).fetchone()


def test_a_mail_that_is_sent_again_replaces_the_link(application, box, ann):
    """
    When the relay was away after all, another link is sent, and only that one works.
    """
    form = form_of(application, ann)
    send(application, form)
    url = application.settings.database_url
    with psycopg.connect(url) as admin:
        copy = (
            "insert into crm.procrastinate_jobs (queue_name, task_name, args)"
            " select queue_name, task_name, args from crm.procrastinate_jobs"
        )
        admin.execute(copy)
    work(application)
    first, second = (link_in(mail) for mail in box[0].mails)
    run = application.crm.run

    assert 1 == len({mail["Message-ID"] for mail in box[0].mails})
    works = []
    for code in (first, second):
        try:
            works.append(bool(find_confirmation(run, code)))
        except NotFound:
            works.append(False)
    assert [False, True] == sorted(works)
