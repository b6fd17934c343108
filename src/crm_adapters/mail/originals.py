"""
The mail that a report is about, as far as it is sent back: attached, its headers alone,
or copied below the words of the report.
"""

import re

from attrs import frozen

from .addresses import message_ids
from .headers import Headers, HeadersTooLarge, split_headers
from .parts import Part
from .words import decoded_words

ENCLOSED = {
    "message/rfc822",
    "message/rfc822-headers",
    "message/global",
    "message/global-headers",
    "message/partial",
    "text/rfc822",
    "text/rfc822-header",
    "text/rfc822-headers",
}
_HEADER = re.compile(
    r"(?:from|to|cc|subject|date|message-id|received|return-path|mime-version|reply-to"
    r"|content-type|content-transfer-encoding|x-[a-z-]{2,40}|delivered-to|sender"
    r"|in-reply-to|references|dkim-signature|arc-[a-z-]{2,40}|authentication-results"
    r"|user-agent|domainkey-signature|thread-[a-z]+|organization)[ \t]?:",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"(?:from|received|return-path|message-id|date|mime-version|dkim-signature"
    r"|domainkey-signature|arc-[a-z-]{2,40}|authentication-results|x-[a-z-]{2,40})[ \t]?:",
    re.IGNORECASE,
)
_SURELY = re.compile(
    r"(?:received|return-path|message-id|mime-version|dkim-signature)[ \t]?:\s",
    re.IGNORECASE,
)
_LONGEST = 100_000


@frozen
class Original:
    """
    What is known of a mail that was sent back.
    """

    headers: Headers

    @property
    def message_id(self) -> str | None:
        return next(iter(message_ids(self.headers.get("message-id"))), None)

    @property
    def subject(self) -> str:
        return decoded_words(self.headers.get("subject") or "")


def enclosed_original(root: Part) -> Original | None:
    """
    The first mail, or the headers of one, that is a part of this one.
    """
    for part in root.walk():
        if part.content_type in ENCLOSED and part is not root:
            headers = headers_in(part.content)
            if headers.lines:
                return Original(headers)
    return None


def copied_original(text: str) -> tuple[str, Original | None]:
    """
    The words of a report, and the mail whose headers are copied below them.
    """
    lines = text[:_LONGEST].split("\n")
    for at, line in enumerate(lines):
        if not _HEADER.match(line.strip()[:100]):
            continue
        near = [each.strip()[:100] for each in lines[at : at + 8]]
        if "" in near:
            near = near[: near.index("")]
        named = [each for each in near if _HEADER.match(each)]
        surely = any(_SURELY.match(each) for each in near)
        if not any(_BEGINS.match(each) for each in named):
            continue
        if len(named) >= 3 or (len(named) >= 2 and (surely or _ruled(lines, at))):
            copied = "\n".join(each.strip(" \t") if at == n else each
                               for n, each in enumerate(lines) if n >= at)  # fmt: skip
            return "\n".join(lines[:at]), Original(headers_in(copied.encode()))
    return text[:_LONGEST], None


def _ruled(lines: list[str], at: int) -> bool:
    above = next((each for each in reversed(lines[max(0, at - 3) : at]) if each), "")
    return above.lstrip().startswith("--") or above.rstrip().endswith("--")


def headers_in(raw: bytes) -> Headers:
    """
    The headers at the beginning of an enclosed mail; none when there are too many.
    """
    try:
        return split_headers(raw.lstrip(b"\r\n"), [])[0]
    except HeadersTooLarge:
        return Headers()
