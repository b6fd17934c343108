"""
Raw messages as mail systems write them.
"""

from crm_adapters.mail import read_message
from crm_core.emails import ReadMessage

PLAIN = {
    "From": "Ann Bell <ann@example.com>",
    "To": "sales@example.org",
    "Subject": "An offer",
    "Date": "Mon, 3 Apr 2023 09:12:00 +0200",
    "Message-ID": "<1@example.com>",
}


def raw(body: str | bytes = "Hello\n", /, **headers: str | None) -> bytes:
    """
    A message with a few headers; those named replace them, and None leaves one out.
    """
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    known = {name.lower() for name in named}
    kept = {name: value for name, value in PLAIN.items() if name.lower() not in known}
    lines = "".join(
        f"{name}: {value}\n"
        for name, value in (kept | named).items()
        if value is not None
    )
    content = body if isinstance(body, bytes) else body.encode()
    return lines.encode() + b"\n" + content


def read(body: str | bytes = "Hello\n", /, **headers: str | None) -> ReadMessage:
    """
    What such a message is read as.
    """
    message = read_message(raw(body, **headers))
    assert isinstance(message, ReadMessage), message
    return message


def parts(*sections: str, kind: str = "mixed", boundary: str = "b") -> dict[str, str]:
    """
    The type and body of a message of several parts.
    """
    body = "".join(f"--{boundary}\n{section}\n" for section in sections)
    return {
        "content_type": f"multipart/{kind}; boundary={boundary}",
        "body": f"{body}--{boundary}--\n",
    }


def read_parts(*sections: str, kind: str = "mixed", **headers: str) -> ReadMessage:
    """
    What a message of these parts is read as.
    """
    made = parts(*sections, kind=kind)
    return read(made["body"], Content_Type=made["content_type"], **headers)
