"""
What browsers send when somebody sends a form: three ways to write the same.
"""

from collections.abc import Mapping
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.policy import HTTP
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from ..arrivals import MOST_PARAMETERS
from ..calls import Call
from ..operations import JSON
from ..problems import Refused

URLENCODED: Final = "application/x-www-form-urlencoded"
MULTIPART: Final = "multipart/form-data"


def is_json(call: Call) -> bool:
    """
    Whether the body is JSON, as programs send it.
    """
    return _media_type(call) == JSON


def read_posted(call: Call) -> Mapping[str, object]:
    """
    The values of a form by their names; of a name that is there twice, the last.

    Raises:
        Refused: They cannot be read, or there are too many, or a file among them.
    """
    match _media_type(call):
        case "multipart/form-data":
            found = _multipart(call)
        case "application/x-www-form-urlencoded":
            found = _urlencoded(call.body)
        case _:
            return call.fields
    if len(found) > MOST_PARAMETERS:
        raise Refused("malformed", f"At most {MOST_PARAMETERS} fields.")
    return found


def comes_from_us(call: Call, base_url: str) -> bool:
    """
    Whether a page of ours sends it, or no page at all.
    """
    base = urlsplit(base_url)
    host = call.headers.get(b"host", b"").decode("latin-1")
    own = {f"{base.scheme}://{base.netloc}", f"http://{host}", f"https://{host}"}
    origin = origin_said(call)
    return not origin or origin in own


def origin_said(call: Call) -> str:
    """
    The site whose page sends it, as browsers say.
    """
    return call.headers.get(b"origin", b"").decode("latin-1")


def _media_type(call: Call) -> str:
    given = call.headers.get(b"content-type", b"").decode("latin-1")
    return given.partition(";")[0].strip().lower()


def _urlencoded(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_PARAMETERS,
        )
    except ValueError:
        message = f"Not at most {MOST_PARAMETERS} fields, percent-encoded in UTF-8."
        raise Refused("malformed", message) from None
    return dict(pairs)


def _multipart(call: Call) -> dict[str, str]:
    head = b"content-type: %s\r\n\r\n" % call.headers[b"content-type"]
    message = BytesParser(EmailMessage, policy=HTTP).parsebytes(head + call.body)
    if not message.is_multipart() or message.defects:
        raise Refused("malformed", "Not multipart/form-data.")
    return dict(_part(part) for part in message.iter_parts())


def _part(part: "MIMEPart[str, str]") -> tuple[str, str]:
    name = part.get_param("name", header="content-disposition")
    if not isinstance(name, str) or part.is_multipart():
        raise Refused("malformed", "A part has no name.")
    if part.get_filename() is not None:
        raise Refused("unsupported-media-type", "Files are not taken.")
    value = part.get_payload(decode=True)
    try:
        return name, value.decode() if isinstance(value, bytes) else ""
    except UnicodeDecodeError:
        raise Refused("malformed", "A part is not UTF-8.") from None
