"""
Files with many messages (mbox): where one ends and the next one begins.
"""

import re
from collections.abc import Iterator

_FROM = re.compile(
    rb"^From [^\r\n]{1,200}\d\d:\d\d[^\r\n]{1,80}\r?\n(?=[!-9;-~]{1,80}[ \t]*:)",
    re.MULTILINE,
)
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


def messages_in(raw: bytes) -> Iterator[bytes]:
    """
    The messages of a file: one, or all that a mailbox holds, each without what the
    mailbox added.
    """
    begun = list(_FROM.finditer(raw)) if raw.startswith(b"From ") else []
    if len(begun) < 2:
        yield raw
        return
    ends = [*(each.start() for each in begun[1:]), len(raw)]
    for each, end in zip(begun, ends, strict=True):
        yield _QUOTED.sub(rb"\1", raw[each.end() : end])
