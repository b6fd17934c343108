"""
A message to ten thousand people, delivered to a relay on this machine that puts off one
in fifty at first.
"""

import asyncio
import json
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter, sleep
from typing import Any

from crm_adapters.bootstrap import Application, build
from crm_adapters.bootstrap.delivering import open_office
from crm_adapters.settings import Settings
from crm_core import CrmWork
from crm_core.contacts import CONTACT_FIELDS, Contact, ContactEmail, ContactId
from crm_core.emails import Mailing, send_to_many, show_outbox
from crm_core.shared import Actor, Permission, Query, UserId, parse_text

from .databases import connect, copied
from .dataset import ORGANIZATION, database
from .report import Figure, at_least, told
from .stage import Stage

CONTACTS = 10_000
MAILS = 10_000
ONE_IN = 50
AT_ONCE = 2_000
PATIENCE = 900


def measure(stage: Stage) -> Iterator[Figure]:
    """
    How fast they go out, and that each went out once.
    """
    stage.dataset(CONTACTS)
    with copied(stage.url, database(CONTACTS)) as url, _relay() as relay:
        settings = Settings(database_url=url, smtp_url=f"smtp://127.0.0.1:{relay.port}")
        application = build(settings)
        try:
            yield from _figures(application, url, relay)
        finally:
            application.close()


def _figures(application: Application, url: str, relay: "_Relay") -> Iterator[Figure]:
    actor = Actor(
        user_id=UserId(ORGANIZATION),
        organization_id=ORGANIZATION,
        permissions=frozenset(Permission),
        name="Benchmark",
    )
    for first in range(0, MAILS, AT_ONCE):
        application.crm.run(actor, _add, first)
    begun = perf_counter()
    mailing = application.crm.run(actor, _send)
    yield told("a message to 10,000 contacts queued", perf_counter() - begun, "s")
    begun = perf_counter()
    close = open_office(application)
    admin = connect(url)
    try:
        while perf_counter() - begun < PATIENCE:
            state = application.crm.run(actor, show_outbox).by_state
            if state.get("sent", 0) >= mailing.queued:
                break
            sleep(0.5)
            # What was put off would wait half a minute and more.
            admin.execute(
                "update crm.email_deliveries set due_at = now() where state = 'queued'"
                " and attempts > 0 and due_at > now()"
            )
            admin.execute("update crm.email_domains set open_at = now()")
    finally:
        close()
        admin.close()
    took = perf_counter() - begun
    taken = relay.taken()
    yield at_least(50, "queued mails delivered", mailing.queued / took, "/s")
    yield told("mails that a relay put off", relay.put_off, "")
    once = sum(1 for count in taken.values() if count == 1)
    yield at_least(MAILS, "of 10,000 recipients got it exactly once", once, "")


def _add(work: CrmWork, first: int) -> None:
    work.contacts.add_many([_contact(work, n) for n in range(first, first + AT_ONCE)])


def _contact(work: CrmWork, n: int) -> Contact:
    return Contact(
        id=ContactId(work.new_id()),
        first_name="Reader",
        last_name=f"Number {n}",
        emails=(ContactEmail(f"reader{n}@r{n % 199}.example"),),
        tags=("readers",),
        created_by=work.actor.user_id,
        created_at=work.now,
        updated_at=work.now,
    )


def _send(work: CrmWork) -> Mailing:
    found = work.contacts.matching(_readers(), most=MAILS)
    text = "Dear {{ contact.first_name }},\n\nthis is what is new.\n"
    return send_to_many(
        work,
        ids=found,
        subject="News for {{ contact.name }}",
        text=text,
        html=f"<p>{text}</p><p><a href='https://example.com'>More</a></p>",
    )


def _readers() -> Query:
    return parse_text("tag:readers", CONTACT_FIELDS)


class _Relay:
    """
    A relay in a process of its own, and what it took.
    """

    def __init__(self, port: int, process: "subprocess.Popen[str]") -> None:
        self.port, self._process, self.put_off = port, process, 0

    def taken(self) -> Counter[str]:
        """
        How often each recipient got something; ends the relay.
        """
        assert self._process.stdin is not None
        said, _ = self._process.communicate("\n", timeout=60)
        found: dict[str, Any] = json.loads(said.splitlines()[-1])
        self.put_off = found["put_off"]
        return Counter(found["taken"])


@contextmanager
def _relay() -> Iterator[_Relay]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.mail", str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    try:
        yield _Relay(port, process)
    finally:
        process.kill()
        process.wait()


class _Sink:
    """
    Takes every mail but each fiftieth one, which may come again.
    """

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        self.put_off: set[str] = set()

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        number = int("".join(c for c in address.partition("@")[0] if c.isdigit()))
        if number % ONE_IN == 0 and address not in self.put_off:
            self.put_off.add(address)
            return "451 4.7.1 come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.taken.update(envelope.rcpt_tos)
        return "250 OK"


async def _serve(port: int) -> None:
    from aiosmtpd.smtp import SMTP

    sink = _Sink()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(sink), "127.0.0.1", port)
    print("ready", flush=True)
    await loop.run_in_executor(None, sys.stdin.readline)
    server.close()
    print(json.dumps({"taken": sink.taken, "put_off": len(sink.put_off)}), flush=True)


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
