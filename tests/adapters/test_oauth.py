"""
Access tokens, from a provider that answers as the test says.
"""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import httpx2
import pytest

from crm_adapters.mail import OAuthTokens
from crm_core.mailboxes import MailboxRefused, MailboxUnreachable

NOW = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
URL = "https://accounts.example/token"


def refresh(answer, *, secret="s"):
    """
    What comes of asking a provider that gives *answer*, and what it was asked.
    """
    asked = []

    def answering(request):
        asked.append({k: v[0] for k, v in parse_qs(request.read().decode()).items()})
        if isinstance(answer, Exception):
            raise answer
        return answer

    client = httpx2.Client(transport=httpx2.MockTransport(answering))
    tokens = OAuthTokens(client, clock=lambda: NOW)
    told = tokens.refresh(URL, client_id="c", client_secret=secret, token="r1")
    return told, asked


def test_a_refresh_token_gives_an_access_token():
    """
    Asked as RFC 6749 has it; it expires when the provider says.
    """
    answer = httpx2.Response(200, json={"access_token": "a", "expires_in": 3600})
    token, asked = refresh(answer)
    assert ("a", NOW + timedelta(hours=1), None) == (
        token.token,
        token.expires,
        token.refresh,
    )
    assert [
        {
            "grant_type": "refresh_token",
            "refresh_token": "r1",
            "client_id": "c",
            "client_secret": "s",
        }
    ] == asked


def test_a_rotated_refresh_token_is_kept():
    """
    The old one may be worth nothing from now on.
    """
    answer = httpx2.Response(200, json={"access_token": "a", "refresh_token": "r2"})
    token, _ = refresh(answer, secret=None)
    assert "r2" == token.refresh


@pytest.mark.parametrize("lifetime", [None, "x", -5, 10**12, True, [1]])
def test_odd_lifetimes_are_bounded(lifetime):
    """
    A token is never believed for more than a day.
    """
    answer = httpx2.Response(200, json={"access_token": "a", "expires_in": lifetime})
    token, _ = refresh(answer)
    assert NOW <= token.expires <= NOW + timedelta(days=1)


@pytest.mark.parametrize("error", ["invalid_grant", "invalid_client"])
def test_access_that_was_withdrawn_needs_somebody(error):
    """
    Asking again would not help.
    """
    answer = httpx2.Response(
        400, json={"error": error, "error_description": "Token has been revoked."}
    )
    with pytest.raises(MailboxRefused, match="Token has been revoked"):
        refresh(answer)


@pytest.mark.parametrize(
    "answer",
    [
        httpx2.Response(503, text="down"),
        httpx2.Response(429, headers={"retry-after": "1000000000"}),
        httpx2.Response(400, json={"error": "temporarily_unavailable"}),
        httpx2.Response(200, text="<html>"),
        httpx2.Response(200, json=["a"]),
        httpx2.Response(200, json={"access_token": 7}),
        httpx2.Response(302, headers={"location": "https://evil.example/"}),
        httpx2.ConnectError("refused"),
        httpx2.ReadTimeout("slow"),
    ],
)
def test_other_answers_are_no_verdict(answer):
    """
    It is tried again later, and nobody has to sign in for it.
    """
    with pytest.raises(MailboxUnreachable, match="No access token"):
        refresh(answer)
