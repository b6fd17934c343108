"""
Delivery reports for programs (RFC 3464): what became of each recipient.
"""

import re
from collections.abc import Iterator
from itertools import islice

from crm_core.emails import FailedRecipient, cause_of

from .addresses import clean_address
from .headers import Headers
from .parts import Part
from .words import decoded_words, header_text

STATUS_TYPES = {"message/delivery-status", "message/global-delivery-status"}
_RECIPIENT = ("original-recipient", "final-recipient", "x-actual-recipient")
_FIELD = re.compile(
    rb"^(?:final|original)-recipient[ \t]*:", re.IGNORECASE | re.MULTILINE
)
_BLANK = re.compile(rb"\r?\n[ \t]*\r?\n")
_NAMED = re.compile(r"([A-Za-z][A-Za-z-]{1,40})[ \t]*:")
_FIELDS = {
    "reporting-mta", "original-envelope-id", "dsn-gateway", "received-from-mta",
    "arrival-date", "original-recipient", "final-recipient", "action", "status",
    "remote-mta", "diagnostic-code", "last-attempt-date", "final-log-id",
    "will-retry-until", "localized-diagnostic", "remote-recipient",
}  # fmt: skip
_MOST = 1_000
_TEXTS_LOOKED_AT = 5
_LONGEST = 2_000
_LONG = 8_000


def status_of(root: Part) -> bytes | None:
    """
    The report for programs in a message: a part of it, or fields among its words.
    """
    reports = [
        part.content for part in root.walk() if part.content_type in STATUS_TYPES
    ]
    if reports:
        return b"\n\n".join(reports)
    texts = (part for part in root.walk() if part.content_type == "text/plain")
    for part in islice(texts, _TEXTS_LOOKED_AT):
        found = _FIELD.search(part.content)
        if found:
            begun = part.content.rfind(b"\n\n", 0, found.start())
            return part.content[max(begun, 0) :]
    return None


def read_status(raw: bytes) -> tuple[list[FailedRecipient], str]:
    """
    The recipients that a report lists, and the host that reports.
    """
    recipients: list[dict[str, str]] = []
    reporter = ""
    for fields in _groups(raw):
        told = {name: fields.text(name) for name, _ in fields.lines}
        reporter = reporter or _bare(told.get("reporting-mta", ""))
        if any(name in told for name in _RECIPIENT):
            recipients.append(told)
        elif recipients and told.keys() & {"action", "status", "diagnostic-code"}:
            recipients[-1] = told | recipients[-1]
        elif "action" in told or "status" in told:
            recipients.append(told)
        if len(recipients) == _MOST:
            break
    return [_recipient(each) for each in recipients], reporter


def _groups(raw: bytes) -> Iterator[Headers]:
    """
    The blocks of fields. A line that is no field goes on with the one before: servers
    say much in lines of their own.
    """
    for group in _BLANK.split(raw, 4 * _MOST):
        fields: list[tuple[str, str]] = []
        for line in header_text(group).splitlines():
            named = _NAMED.match(line)
            if named and (named[1].lower() in _FIELDS or line[:2] in {"X-", "x-"}):
                fields.append((named[1].lower(), line[named.end() :]))
            elif fields:
                fields[-1] = (fields[-1][0], f"{fields[-1][1]} {line.strip()}"[:_LONG])
        if fields:
            yield Headers(tuple(fields))


def _recipient(told: dict[str, str]) -> FailedRecipient:
    diagnostic = _bare(told.get("diagnostic-code", ""))[:_LONGEST]
    action = (told.get("action") or "").split(" ")[0].lower().strip(";,.")
    cause = cause_of(diagnostic, told.get("status"))
    permanent = cause.permanent
    if action == "delayed":
        permanent = False
    elif permanent is None and action == "failed":
        permanent = True
    return FailedRecipient(
        address=_address(told),
        status=cause.status,
        permanent=permanent,
        action=action or "failed",
        reason=cause.reason,
        diagnostic=diagnostic,
    )


def _address(told: dict[str, str]) -> str:
    """
    The address that the sender wrote, where the report tells it.
    """
    said = [clean_address(_bare(told.get(name, ""))) for name in _RECIPIENT]
    return next((each for each in said if "@" in each), next(filter(None, said), ""))


def _bare(value: str) -> str:
    """
    The value of a field without the type before it, such as ``rfc822;``.
    """
    kind, semicolon, rest = value.partition(";")
    if semicolon and re.fullmatch(r"\s*[\w-]{1,20}\s*", kind):
        value = rest
    return decoded_words(value)
