"""
Access tokens of OAuth 2 from those who give them out (RFC 6749).
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
from attrs import Factory, frozen

from crm_core.mailboxes import AccessToken, MailboxRefused, MailboxUnreachable

from ..outside import Outside, PrivateHost

USUAL_LIFETIME = 300
"""
Seconds, of a token that does not say.
"""
LONGEST_LIFETIME = 24 * 3600
_FINAL = frozenset(
    {"invalid_grant", "invalid_client", "unauthorized_client", "invalid_scope"}
)


def _now() -> datetime:
    return datetime.now(UTC)


@frozen
class OAuthTokens:
    """
    Asks the token endpoint of a provider. Safe to share by threads.

    Args:
        client: Asks; without redirects, which would take the secrets elsewhere.
        outside: Which hosts may be asked, and by TLS alone, when somebody other than
            the operator says where; any without it.
    """

    client: httpx2.Client = Factory(
        lambda: httpx2.Client(timeout=10, follow_redirects=False, trust_env=False)
    )
    clock: Callable[[], datetime] = _now
    outside: Outside | None = None

    def refresh(
        self, url: str, /, *, client_id: str, client_secret: str | None, token: str
    ) -> AccessToken:
        """
        A new access token for a refresh token.

        Raises:
            MailboxRefused: The refresh token is no longer good for one.
            MailboxUnreachable: No answer, or none that says so.
        """
        asked = {
            "grant_type": "refresh_token",
            "refresh_token": token,
            "client_id": client_id,
        }
        if client_secret:
            asked["client_secret"] = client_secret
        try:
            answer = self._asked(httpx2.URL(url), asked)
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as broken:
            said = str(broken) if isinstance(broken, PrivateHost) else ""
            said = f"No access token: {said or type(broken).__name__}"
            raise MailboxUnreachable(said) from broken
        return self._read(answer)

    def _asked(self, url: httpx2.URL, asked: dict[str, str]) -> httpx2.Response:
        """
        The answer of the host, at the address that was found to be allowed.
        """
        headers, place = {"accept": "application/json"}, url
        extensions: dict[str, Any] = {}
        if self.outside is not None:
            if url.scheme != "https":
                message = f"{url.host} must be asked by https."
                raise PrivateHost(message)
            address = self.outside.address_of(url.host, url.port or 443)
            place = url.copy_with(host=address)
            headers["host"] = url.netloc.decode("ascii")
            extensions["sni_hostname"] = url.host
        return self.client.post(
            place, data=asked, headers=headers, extensions=extensions
        )

    def _read(self, answer: httpx2.Response) -> AccessToken:
        said = _object(answer)
        reason = str(said.get("error", ""))[:100]
        if answer.status_code in (400, 401) and reason in _FINAL:
            told = str(said.get("error_description", ""))[:300]
            message = f"The access was withdrawn ({reason}). {told}".strip()
            raise MailboxRefused(message)
        token = said.get("access_token")
        if answer.status_code != httpx2.codes.OK or not isinstance(token, str):
            message = f"No access token: the answer was {answer.status_code} {reason}"
            raise MailboxUnreachable(message.strip())
        refresh = said.get("refresh_token")
        return AccessToken(
            token=token,
            expires=self.clock() + timedelta(seconds=_lifetime(said)),
            refresh=refresh if isinstance(refresh, str) and refresh else None,
        )


def _object(answer: httpx2.Response) -> dict[str, Any]:
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _lifetime(said: dict[str, Any]) -> float:
    lifetime = said.get("expires_in")
    if isinstance(lifetime, str) and lifetime.isdigit():
        lifetime = int(lifetime)
    if isinstance(lifetime, bool) or not isinstance(lifetime, int | float):
        return USUAL_LIFETIME
    return min(max(float(lifetime), 0), LONGEST_LIFETIME)
