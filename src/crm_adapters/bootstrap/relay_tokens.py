"""
Access tokens for the mail relay, refreshed once for all processes of this machine.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from attrs import frozen

from crm_core.mailboxes import (
    AccessTokens,
    MailboxRefused,
    MailboxUnreachable,
)
from crm_core.shared import Unavailable

from ..settings import Settings

SPARE = timedelta(minutes=1)
"""
A token that ends this soon is not used any more.
"""


@frozen
class RelayTokens:
    """
    Keeps the token in a file of the home, which the owner alone can read. A provider
    that has withdrawn the access is not asked again until the setting changes.
    """

    settings: Settings
    provider: AccessTokens

    def token(self, *, refused: str | None = None) -> str:
        """
        A token that should work: another one than that which was *refused*.

        Raises:
            Unavailable: There is none; the reason says whether somebody has to sign in
                again.
        """
        with self._kept() as kept:
            if kept.get("token") not in {None, refused} and _lasts(kept):
                return str(kept["token"])
            if kept.get("withdrawn"):
                raise Unavailable(str(kept["withdrawn"]))
            return self._refreshed(kept)

    def _refreshed(self, kept: dict[str, Any]) -> str:
        known = self.settings
        try:
            new = self.provider.refresh(
                str(known.smtp_oauth_url),
                client_id=known.smtp_oauth_client_id or "",
                client_secret=known.smtp_oauth_client_secret,
                token=kept.get("refresh") or str(known.smtp_oauth_token),
            )
        except MailboxRefused as refusal:
            reason = f"The mail relay must be signed in to anew: {refusal}"
            kept["withdrawn"] = reason
            raise Unavailable(reason) from refusal
        except MailboxUnreachable as away:
            raise Unavailable(f"No token for the mail relay: {away}") from away
        kept["token"] = new.token
        kept["expires"] = new.expires.isoformat()
        kept["refresh"] = new.refresh or kept.get("refresh")
        return new.token

    @contextmanager
    def _kept(self) -> Iterator[dict[str, Any]]:
        """
        What is kept, for this process alone until it is written again.
        """
        from ..embedded.locks import locked

        home = self.settings.home
        home.mkdir(parents=True, exist_ok=True)
        file = home / "smtp-token.json"
        given = sha256(str(self.settings.smtp_oauth_token).encode()).hexdigest()
        with locked(home / "smtp-token.lock"):
            kept = _read(file)
            if kept.get("given") != given:
                kept = {"given": given}
            try:
                yield kept
            finally:
                _write(file, kept)


def _lasts(kept: dict[str, Any]) -> bool:
    return datetime.fromisoformat(kept["expires"]) - SPARE > datetime.now(UTC)


def _read(file: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError):
        found = json.loads(file.read_text("utf-8"))
        if isinstance(found, dict):
            return found
    return {}


def _write(file: Path, kept: dict[str, Any]) -> None:
    beside = file.with_suffix(".new")
    with os.fdopen(
        os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w"
    ) as new:
        new.write(json.dumps(kept))
    beside.replace(file)
