"""
A relay that wants tokens instead of passwords gets a fresh one, refreshed once however
many ask; when the access is withdrawn that is said, and nobody asks on and on (INT-02).
"""

from base64 import b64decode
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from attrs import define, field

from crm_adapters.bootstrap.relay_tokens import RelayTokens
from crm_adapters.settings import Settings
from crm_adapters.smtp import Relays, SmtpRelay
from crm_core.emails import Outcome
from crm_core.mailboxes import AccessToken, MailboxRefused
from crm_core.shared import Unavailable

from .sinks import Answer, Sink

REFUSAL = b"334 eyJzdGF0dXMiOiI0MDEifQ=="


@define
class Provider:
    """
    Gives out a token a time, and counts; each refresh token works once.
    """

    good: str = "first"
    asked: int = 0
    lifetime: timedelta = timedelta(hours=1)
    given: list[str] = field(factory=list)

    def refresh(
        self, url: str, /, *, client_id: str, client_secret: str | None, token: str
    ) -> AccessToken:
        self.asked += 1
        if token != self.good:
            raise MailboxRefused("invalid_grant")
        self.good = f"refresh{self.asked}"
        self.given.append(f"access{self.asked}")
        return AccessToken(
            token=self.given[-1],
            expires=datetime.now(UTC) + self.lifetime,
            refresh=self.good,
        )


@pytest.fixture
def tokens(tmp_path: Path) -> Callable[..., RelayTokens]:
    def make(provider: Provider, token: str = "first") -> RelayTokens:
        settings = Settings(
            home=tmp_path,
            smtp_oauth_url="https://login.example.com/token",
            smtp_oauth_client_id="crm",
            smtp_oauth_token=token,
        )
        return RelayTokens(settings, provider)

    return make


@pytest.fixture
def sink() -> Iterator[Sink]:
    sink = Sink().start()
    yield sink
    sink.stop()


def test_many_ask_one_refreshes(tokens: Callable[..., RelayTokens]) -> None:
    """
    Eight at once get the same token by one refresh, though each refresh token works only
    once; another process goes on with the one that was kept, which only its owner reads.
    """
    provider = Provider()
    one = tokens(provider)
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: one.token(), range(8)))

    assert ({"access1"}, 1) == (found, provider.asked)
    assert "access2" == tokens(provider).token(refused="access1")
    assert "access2" == tokens(provider).token(refused="access1")
    kept = one.settings.home / "smtp-token.json"
    assert 0o600 == kept.stat().st_mode & 0o777


def test_a_withdrawn_access_is_said_and_not_asked_for_again(
    tokens: Callable[..., RelayTokens],
) -> None:
    """
    Once the provider has said no, nobody asks it again until somebody has signed in
    anew; then all goes on.
    """
    provider = Provider(good="another")
    for _ in range(3):
        with pytest.raises(Unavailable, match="signed in to anew"):
            tokens(provider).token()

    assert 1 == provider.asked
    assert "access2" == tokens(provider, "another").token()


def test_mail_goes_out_by_token(tokens: Callable[..., RelayTokens], sink: Sink) -> None:
    """
    The relay is told the user and the token; one that it refuses is replaced once.
    """
    provider, heard = Provider(), list[str]()

    def says(point: str, _recipient: str) -> Answer:
        if point == "ehlo":
            return b"250-sink\r\n250 AUTH XOAUTH2"
        if point == "auth":
            heard.append(b64decode(sink.asked[-1].split()[2]).decode())
            return REFUSAL if len(heard) == 1 else b"235 come in"
        return b"535 no" if point == "" else b"250 ok"

    sink.says = says
    relays = Relays(
        relay=sink.url.replace("//", "//ann%40example.com@"), tokens=tokens(provider)
    )
    with SmtpRelay(relays) as relay:
        verdict = relay.deliver(b"x", sender="a@b.example", recipient="c@d.example")

    assert Outcome.SENT is verdict.outcome
    assert [f"user=ann@example.com\1auth=Bearer access{n}\1\1" for n in (1, 2)] == heard
    assert ["c@d.example"] == sink.recipients()


def test_without_a_token_nothing_is_tried(
    tokens: Callable[..., RelayTokens], sink: Sink
) -> None:
    """
    While nobody has signed in anew the mails wait, with the reason.
    """
    sink.says = lambda point, _: (
        b"250-sink\r\n250 AUTH XOAUTH2" if point == "ehlo" else b"250 ok"
    )
    relays = Relays(
        relay=sink.url.replace("//", "//ann@"), tokens=tokens(Provider(good="x"))
    )
    with SmtpRelay(relays) as relay:
        verdict = relay.deliver(b"x", sender="a@b.example", recipient="c@d.example")

    assert Outcome.NOT_TRIED is verdict.outcome
    assert "signed in to anew" in verdict.reason
    assert [] == sink.taken
