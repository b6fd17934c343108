"""
Complaints of recipients, as mailbox providers pass them on (RFC 5965).
"""

from crm_core.emails import Complaint

from .addresses import clean_address, correspondents
from .headers import Headers
from .originals import Original, enclosed_original, headers_in
from .parts import Part

_TYPES = {"message/feedback-report", "application/feedback-report"}
_RECIPIENT = (
    "original-rcpt-to",
    "removal-recipient",
    "redacted-address",
)
_HIDDEN_IN = ("x-hmxmroriginalrecipient", "x-original-to", "delivered-to", "to")


def read_complaint(root: Part) -> Complaint | None:
    """
    The complaint that a message is; None when it is none.
    """
    fields = _fields(root)
    original = enclosed_original(root)
    if fields is None:
        old = original is not None and original.headers.get(_HIDDEN_IN[0])
        if not old or "complaint" not in root.headers.text("subject").lower():
            return None
        fields = Headers()
    return Complaint(
        type=fields.text("feedback-type").lower()[:60] or "abuse",
        address=_address(fields, original),
        message_id=original.message_id if original else None,
        subject=original.subject if original else "",
    )


def _fields(root: Part) -> Headers | None:
    reports = root.parameters.get("report-type", "").lower() == "feedback-report"
    for part in root.walk():
        if part.content_type in _TYPES:
            return headers_in(part.content)
        if reports and part.content_type == "text/plain" and not part.parts:
            fields = headers_in(part.content)
            if fields.get("feedback-type"):
                return fields
    return Headers() if reports else None


def _address(fields: Headers, original: Original | None) -> str | None:
    """
    Who complained: as the report says, else whom the mail was for, if that is one.
    """
    for name in _RECIPIENT:
        address = clean_address(fields.get(name) or "")
        if "@" in address:
            return address
    for name in _HIDDEN_IN if original else ():
        meant = correspondents(original.headers.all(name)) if original else ()
        if len(meant) == 1 and "@" in meant[0].address:
            return meant[0].address
    return None
