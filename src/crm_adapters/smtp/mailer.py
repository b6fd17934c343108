"""
Hands mails to a relay: one connection each, encrypted whenever the relay can.
"""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email import policy
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from ipaddress import ip_address
from smtplib import (
    SMTP,
    SMTP_SSL,
    SMTPException,
    SMTPHeloError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
)
from urllib.parse import SplitResult, unquote, urlsplit

from crm_core.access import Mail
from crm_core.shared import Conflict, Invalid, Unavailable, clean_email, domain_key

LONGEST_LINE = 900  # RFC 5322 allows 998; a link that is broken in two is no link


class MailRefused(Conflict):
    """
    The relay refused this mail for good; trying again would not help.
    """


class SmtpMailer:
    """
    Sends by the relay that *url* names: ``smtps://`` for TLS from the start,
    ``smtp://`` for TLS as soon as the relay offers it (STARTTLS).

    A user and password in the URL are given only to an encrypted relay or to this
    machine. Safe to share by threads.
    """

    def __init__(
        self,
        url: str,
        *,
        sender: str,
        timeout: float = 30,
        context: ssl.SSLContext | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._relay: SplitResult = urlsplit(url)
        self._sender = sender
        self._timeout = timeout
        self._context = context
        self._clock = clock

    def send(self, mail: Mail, /) -> None:
        """
        Hand *mail* to the relay.

        Raises:
            Invalid: It is no mail: a line break in a header, a wrong address.
            MailRefused: The relay will never take it.
            Unavailable: The relay cannot be reached or asks to come again later.
        """
        message = self._written(mail)
        with self._connected() as relay:
            try:
                relay.send_message(message)
            except (SMTPRecipientsRefused, SMTPResponseException) as refused:
                raise _verdict(refused) from refused
            except SMTPNotSupportedError as lacking:
                raise MailRefused(str(lacking)) from lacking
            except (SMTPException, OSError) as fault:
                raise Unavailable("The mail relay went away.") from fault

    def check(self) -> None:
        """
        Greet the relay and go.

        Raises:
            Unavailable: It cannot be reached, or does not let us in.
        """
        with self._connected():
            pass

    def _written(self, mail: Mail) -> EmailMessage:
        message = EmailMessage(policy=policy.SMTP)
        try:
            message["From"] = self._sender
            message["To"] = _address(mail.to)
            message["Subject"] = mail.subject
            message["Date"] = format_datetime(self._clock())
            message["Message-ID"] = _message_id(mail.message_id)
            message["Auto-Submitted"] = "auto-generated"
        except (ValueError, HeaderParseError) as wrong:
            raise Invalid.of(
                "mail", "header", "A header holds a line break."
            ) from wrong
        lines = mail.text.splitlines()
        plain = mail.text.isascii() and max(map(len, lines), default=0) < LONGEST_LINE
        message.set_content(mail.text, cte="7bit" if plain else "quoted-printable")
        return message

    @contextmanager
    def _connected(self) -> Iterator[SMTP]:
        try:
            connection = self._connection()
        except (SMTPException, OSError) as fault:
            reason = f"The mail relay cannot be used: {type(fault).__name__}."
            raise Unavailable(reason) from fault
        try:
            yield connection
        finally:
            with suppress(SMTPException, OSError):
                connection.quit()
            connection.close()

    def _connection(self) -> SMTP:
        host, port = self._relay.hostname or "localhost", self._relay.port or 0
        connection = (
            SMTP_SSL(host, port, timeout=self._timeout, context=self._encryption)
            if self._relay.scheme == "smtps"
            else SMTP(host, port, timeout=self._timeout)
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
        if self._relay.username is None:
            return
        if not encrypted and not _is_this_machine(self._relay.hostname):
            raise SMTPException("no password over an unencrypted connection")
        user, password = self._relay.username, self._relay.password or ""
        connection.login(unquote(user), unquote(password))

    @property
    def _encryption(self) -> ssl.SSLContext:
        return self._context or ssl.create_default_context()


def _address(text: str) -> Address:
    spelled = clean_email(text)
    local, _, domain = spelled.rpartition("@")
    return Address(username=local, domain=domain_key(domain))


def _message_id(text: str) -> str:
    bare = text.strip("<>")
    if not bare.isascii() or not bare.isprintable() or " " in bare:
        raise ValueError(text)
    return f"<{bare}>"


def _is_this_machine(host: str | None) -> bool:
    if host in {None, "localhost"}:
        return True
    with suppress(ValueError):
        return ip_address(host or "").is_loopback
    return False


def _verdict(
    refused: SMTPRecipientsRefused | SMTPResponseException,
) -> MailRefused | Unavailable:
    if isinstance(refused, SMTPResponseException):
        codes = [refused.smtp_code]
    else:
        codes = [code for code, _ in refused.recipients.values()]
    if all(500 <= code < 600 for code in codes):
        return MailRefused(codes=tuple(codes))
    return Unavailable("The mail relay asks to try again later.", codes=tuple(codes))
