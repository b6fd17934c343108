"""
Conversations with a relay: encrypted whenever the relay can, and signed in.
"""

import ssl
from contextlib import suppress
from ipaddress import ip_address
from smtplib import SMTP, SMTP_SSL, SMTPException, SMTPHeloError
from typing import Any, Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from attrs import field, frozen


class TokenSource(Protocol):
    """
    Access tokens that sign in at a relay (XOAUTH2).
    """

    def token(self, *, refused: str | None = None) -> str:
        """
        A token that should work: another one than that which was *refused*.

        Raises:
            Unavailable: There is none; somebody may have to sign in again.
        """
        ...


def _parted(url: str) -> SplitResult:
    return urlsplit(url)


class RelayUnencrypted(SMTPException):
    """
    The relay offers no encryption, and is not on this machine.
    """


@frozen(kw_only=True)
class Relays:
    """
    Where the relay is, and how one is let in.

    ``smtps://`` means TLS from the start, ``smtp://`` TLS by STARTTLS: whoever takes
    that out of what a relay offers gets no mail. ``smtp+plain://`` does without where
    none is offered; a user with a password or *tokens* is not given to such a relay.
    One on this machine needs no TLS.
    """

    relay: SplitResult = field(converter=_parted)
    timeout: float = 30
    context: ssl.SSLContext | None = None
    tokens: TokenSource | None = None

    def connect(self) -> SMTP:
        """
        A relay that has greeted us and let us in.

        Raises:
            SMTPException: It does not.
            OSError: It cannot be reached.
            Unavailable: There is no token that would let us in.
        """
        host, port = self.relay.hostname or "localhost", self.relay.port or 0
        connection = (
            SMTP_SSL(host, port, timeout=self.timeout, context=self._encryption)
            if self.relay.scheme == "smtps"
            else SMTP(host, port, timeout=self.timeout)
        )
        try:
            self._introduce(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _introduce(self, connection: SMTP) -> None:
        code, answer = connection.ehlo()
        if code != 250 and connection.helo()[0] != 250:
            raise SMTPHeloError(code, answer)
        encrypted = isinstance(connection, SMTP_SSL)
        if not encrypted and connection.has_extn("starttls"):
            connection.starttls(context=self._encryption)
            connection.ehlo()
            encrypted = True
        named = self.relay.username is not None
        private = encrypted or is_this_machine(self.relay.hostname)
        if not private and (named or self.relay.scheme != "smtp+plain"):
            raise RelayUnencrypted
        if self.relay.username is None:
            return
        user, password = self.relay.username, self.relay.password or ""
        if self.tokens is None:
            connection.login(unquote(user), unquote(password))
        else:
            sign_in_by_token(connection, unquote(user), self.tokens)

    @property
    def _encryption(self) -> ssl.SSLContext:
        return self.context or ssl.create_default_context()


def sign_in_by_token(connection: SMTP, user: str, tokens: TokenSource) -> None:
    """
    Sign in by an access token; one that is refused is replaced once.

    Raises:
        SMTPAuthenticationError: The new one is refused too.
    """
    token = tokens.token()
    try:
        connection.auth("XOAUTH2", _answer(user, token))
    except SMTPException:
        connection.ehlo_or_helo_if_needed()
        connection.auth("XOAUTH2", _answer(user, tokens.token(refused=token)))


def _answer(user: str, token: str) -> Any:
    # A challenge after the first answer tells why it was refused, and wants nothing.
    def answer(challenge: bytes | None = None) -> str:
        return "" if challenge else f"user={user}\1auth=Bearer {token}\1\1"

    return answer


def is_this_machine(host: str | None) -> bool:
    """
    Whether nobody can listen on the way there.
    """
    if host in {None, "localhost"}:
        return True
    with suppress(ValueError):
        return ip_address(host or "").is_loopback
    return False
