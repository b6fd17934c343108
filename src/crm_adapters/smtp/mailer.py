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
from smtplib import (
    SMTP,
    SMTPException,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from crm_core.access import Mail
from crm_core.shared import Conflict, Invalid, Unavailable, clean_email, domain_key

from .connecting import Relays, TokenSource

LONGEST_LINE = 900  # RFC 5322 allows 998; a link that is broken in two is no link


class MailRefused(Conflict):
    """
    The relay refused this mail for good; trying again would not help.
    """


class SmtpMailer:
    """
    Sends by the relay that *url* names, as `Relays` has it. Safe to share by threads.
    """

    def __init__(
        self,
        url: str,
        *,
        sender: str,
        timeout: float = 30,
        context: ssl.SSLContext | None = None,
        tokens: TokenSource | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._relays = Relays(
            relay=url, timeout=timeout, context=context, tokens=tokens
        )
        self._sender = sender
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
            connection = self._relays.connect()
        except (SMTPException, OSError) as fault:
            reason = f"The mail relay cannot be used: {type(fault).__name__}."
            raise Unavailable(reason) from fault
        try:
            yield connection
        finally:
            with suppress(SMTPException, OSError):
                connection.quit()
            connection.close()


def _address(text: str) -> Address:
    spelled = clean_email(text)
    local, _, domain = spelled.rpartition("@")
    return Address(username=local, domain=domain_key(domain))


def _message_id(text: str) -> str:
    bare = text.strip("<>")
    if not bare.isascii() or not bare.isprintable() or " " in bare:
        raise ValueError(text)
    return f"<{bare}>"


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
