"""
Jobs that wait are done by the worker.
"""

import re
import socket
from email import message_from_bytes
from email.policy import default

import psycopg
import pytest
from aiosmtpd.controller import Controller

from .terminal import begin

pytestmark = pytest.mark.postgres


class Box:
    """
    Where mails arrive.
    """

    def __init__(self) -> None:
        self.mails = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
def box():
    """
    A mail relay; answers what it got, and its address.
    """
    box = Box()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, f"smtp://127.0.0.1:{port}"
    controller.stop()


def test_the_worker_sends_an_invitation_when_there_is_a_relay(
    fresh_terminal, box, capfd
):
    """
    Without one the job waits; it is done once, and the log names nobody.
    """
    received, relay = box
    house = begin(fresh_terminal, "Northwind")
    house.user("ada@example.com", "admin")

    fresh_terminal("worker", "--once")
    assert [] == received.mails
    with psycopg.connect(fresh_terminal.settings["CRM_DATABASE_URL"]) as admin:
        admin.execute("UPDATE crm.procrastinate_jobs SET scheduled_at = now()")
    fresh_terminal.settings["CRM_SMTP_URL"] = relay
    for _ in range(2):
        fresh_terminal("worker", "--once")

    (mail,) = received.mails
    assert ("ada@example.com", "Your access to the CRM of Northwind") == (
        mail["To"],
        mail["Subject"],
    )
    assert re.search(r"^http://\S+/sign-in/\S+\r?$", mail.get_content(), re.MULTILINE)
    logged = [
        line for line in capfd.readouterr().err.splitlines() if "procrastinate" in line
    ]
    assert any("job_success" in line for line in logged)
    assert [] == [line for line in logged if "ada@example.com" in line]
