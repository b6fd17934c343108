"""
The access token of a request: from its one Authorization header, nowhere else.
"""

import re
from collections.abc import Iterable
from typing import Final

from crm_adapters.tokens import TokenRefused

# RFC 9110 and 6750: any case, one space, one token68.
CREDENTIALS: Final = re.compile(rb"(?i:bearer) ([A-Za-z0-9._~+/-]+=*)")


def bearer_token(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """
    The bearer token in the headers of an ASGI scope. Cookies and the query string
    end up in logs and in other sites' requests, so no token is read from there.

    Raises:
        TokenRefused: None, more than one, or not of the form ``Bearer <token>``.
    """
    values = [value for name, value in headers if name.lower() == b"authorization"]
    if not values:
        raise TokenRefused("no Authorization header")
    if len(values) > 1:
        raise TokenRefused("more than one Authorization header")
    credentials = CREDENTIALS.fullmatch(values[0])
    if credentials is None:
        raise TokenRefused("the Authorization header is not a bearer token")
    return credentials[1].decode("ascii")
