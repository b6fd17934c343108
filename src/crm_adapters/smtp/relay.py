"""
Takes messages to a relay: one conversation for many, and a verdict on each that says
what is known of it and what is not.
"""

from contextlib import suppress
from smtplib import SMTP, SMTPException, SMTPServerDisconnected
from socket import SHUT_RDWR
from threading import Timer
from time import monotonic
from types import TracebackType
from typing import Self

from attrs import define, field

from crm_core.emails import Outcome, Verdict
from crm_core.shared import Invalid, Unavailable, clean_email, domain_key

from .connecting import Relays

MOST_MAILS = 200
"""
So many mails one conversation is used for; relays like to end long ones.
"""
STALE_SECONDS = 5.0
LONGEST_MAIL = 300.0
"""
So many seconds one mail may take, however slowly the relay answers.
"""
_FAULTS = (SMTPException, OSError)
# The relay cannot be used as it is: the mails are not to blame.
_NOT_LET_IN = {421, 454, 530, 534, 535, 538}


@define(eq=False)
class SmtpRelay:
    """
    A conversation with a relay that is begun when needed and kept.

    Not to be shared by threads; close it, or use it in a ``with`` block.
    """

    relays: Relays
    longest: float = LONGEST_MAIL
    _connection: SMTP | None = field(default=None, init=False)
    _mails: int = field(default=0, init=False)
    _used: float = field(default=0.0, init=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """
        Say goodbye, if anybody is there.
        """
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(*_FAULTS):
                connection.quit()
            connection.close()

    def rest(self) -> None:
        """
        End a conversation that may not be needed for a while.
        """
        if self._connection is not None and monotonic() - self._used > STALE_SECONDS:
            self.close()

    def deliver(self, message: bytes, /, *, sender: str, recipient: str) -> Verdict:
        """
        Hand over one message to one recipient; all that the relay does is told by the
        verdict.
        """
        try:
            envelope = _spelled(sender), _spelled(recipient)
        except Invalid as wrong:
            return Verdict(outcome=Outcome.REFUSED, reason=str(wrong))
        try:
            connection = self._ready()
        except Unavailable as lacking:
            return Verdict(outcome=Outcome.NOT_TRIED, reason=str(lacking))
        except _FAULTS as fault:
            return Verdict(outcome=Outcome.NOT_TRIED, reason=_away(fault))
        watch = Timer(self.longest, _hang_up, (connection,))
        watch.daemon = True
        watch.start()
        try:
            return self._conversed(connection, message, *envelope)
        finally:
            watch.cancel()
            self._used = monotonic()

    def _ready(self) -> SMTP:
        connection = self._connection
        if connection is not None:
            if self._mails >= MOST_MAILS or not self._listens(connection):
                self.close()
            else:
                self._mails += 1
                return connection
        self._connection = self.relays.connect()
        self._mails = 1
        return self._connection

    def _listens(self, connection: SMTP) -> bool:
        if monotonic() - self._used < STALE_SECONDS:
            return True
        with suppress(*_FAULTS):
            return connection.noop()[0] == 250
        return False

    def _conversed(
        self, connection: SMTP, message: bytes, sender: str, recipient: str
    ) -> Verdict:
        """
        Until the dot that ends the message nothing is sent, whatever breaks; from then
        on only the relay knows.
        """
        ended = False
        try:
            refusal = self._announced(connection, len(message), sender, recipient)
            if refusal is not None:
                return refusal
            connection.send(_stuffed(message))
            ended = True
            connection.send(b".\r\n")
            code, words = connection.getreply()
        except _FAULTS as fault:
            self._drop()
            outcome = Outcome.UNKNOWN if ended else Outcome.LATER
            said = "after" if ended else "before"
            reason = f"The connection broke {said} the end of the message"
            return Verdict(outcome=outcome, reason=f"{reason}: {_told(fault)}.")
        if code == 250:
            return Verdict(outcome=Outcome.SENT, code=code, reason=_words(words))
        return self._refused(connection, code, words, at_recipient=False)

    def _announced(
        self, connection: SMTP, size: int, sender: str, recipient: str
    ) -> Verdict | None:
        options = [f"SIZE={size}"] if connection.has_extn("size") else []
        if not (sender + recipient).isascii():
            if not connection.has_extn("smtputf8"):
                reason = "The relay takes no addresses beyond ASCII."
                return Verdict(outcome=Outcome.REFUSED, reason=reason)
            options += ["SMTPUTF8", "BODY=8BITMIME"]
            connection.command_encoding = "utf-8"
        else:
            connection.command_encoding = "ascii"
        code, words = connection.mail(sender, options)
        if code != 250:
            return self._refused(connection, code, words, at_recipient=False)
        code, words = connection.rcpt(recipient)
        if code not in {250, 251}:
            return self._refused(connection, code, words, at_recipient=True)
        code, words = connection.docmd("DATA")
        if code != 354:
            return self._refused(connection, code, words, at_recipient=False)
        return None

    def _refused(
        self, connection: SMTP, code: int, words: bytes, *, at_recipient: bool
    ) -> Verdict:
        if code == 421 or code < 0:
            self._drop()
        else:
            try:
                connection.rset()
            except _FAULTS:
                self._drop()
        said = _words(words)
        if code in _NOT_LET_IN and not (code == 421 and at_recipient):
            return Verdict(outcome=Outcome.NOT_TRIED, code=code, reason=said)
        permanent = 500 <= code < 600
        return Verdict(
            outcome=Outcome.REFUSED if permanent else Outcome.LATER,
            code=code,
            reason=said or f"The relay answered {code}.",
            nobody=permanent and at_recipient and _nobody(code, said),
        )

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def _nobody(code: int, said: str) -> bool:
    """
    Whether a refusal of a recipient means that there is no such mailbox (RFC 3463).
    """
    status = said.split(" ", 1)[0]
    if status[:2] in {"5.", "4."} and status.replace(".", "").isdigit():
        return status in {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"}
    return code in {550, 551, 553} and any(
        word in said.lower()
        for word in ("unknown", "no such", "does not exist", "not found", "invalid")
    )


def _spelled(address: str) -> str:
    text = clean_email(address) if not address.endswith("@localhost") else address
    local, _, domain = text.rpartition("@")
    return f"{local}@{domain if domain == 'localhost' else domain_key(domain)}"


def _stuffed(message: bytes) -> bytes:
    lines = message.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    stuffed = (b"." + line if line.startswith(b".") else line for line in lines)
    return b"".join(line + b"\r\n" for line in stuffed)


def _hang_up(connection: SMTP) -> None:
    sock = connection.sock
    if sock is not None:
        with suppress(OSError):
            sock.shutdown(SHUT_RDWR)


def _away(fault: Exception) -> str:
    if isinstance(fault, SMTPServerDisconnected):
        return "The mail relay hung up."
    code = getattr(fault, "smtp_code", None)
    if code is not None:
        said = _words(getattr(fault, "smtp_error", b""))
        return f"The mail relay does not let us in: {code} {said}"
    return f"The mail relay cannot be used: {_told(fault)}."


def _told(fault: Exception) -> str:
    return type(fault).__name__


def _words(raw: bytes | str) -> str:
    text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw
    shown = (each if each.isprintable() else " " for each in text)
    return " ".join("".join(shown).split())[:500]
