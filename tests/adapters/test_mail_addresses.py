"""
No recipient is more than a recipient, whatever a message says (EML-02).
"""

from collections.abc import Iterator

import pytest

from crm_adapters.smtp import Relays, SmtpRelay
from crm_core import Crm
from crm_core.emails import Outcome, write_email
from crm_core.shared import Actor, Invalid
from tests.builders import an_actor

from .sinks import Sink

pytestmark = pytest.mark.postgres


@pytest.fixture
def sink() -> Iterator[Sink]:
    sink = Sink().start()
    yield sink
    sink.stop()


@pytest.fixture
def actor() -> Actor:
    return an_actor()


@pytest.mark.parametrize(
    "address",
    [
        "a@b.co\r\nRCPT TO:<evil@x.example>",
        "a@b.co,evil@x.example",
        "<a@b.co> SIZE=1",
        "a@b.co>\nDATA",
        "Ann\r\nBcc: evil@x.example <a@b.co>",
    ],
)
def test_no_address_says_more_than_an_address(
    crm: Crm, actor: Actor, sink: Sink, address: str
) -> None:
    """
    What would be a command or a header is refused by name, in every field, and a relay
    never sees it, even if it was stored.
    """
    for field in ("to", "cc", "bcc"):
        said = {"to": ["ok@example.com"], field: [address]}
        with pytest.raises(Invalid) as refused:
            crm.run(actor, write_email, subject="Hi", text="x", **said)
        assert [f"{field}.0"] == [error.field for error in refused.value.errors]

    with SmtpRelay(Relays(relay=sink.url)) as relay:
        verdict = relay.deliver(b"x", sender="crm@example.com", recipient=address)
    assert Outcome.REFUSED is verdict.outcome
    assert [] == sink.asked
