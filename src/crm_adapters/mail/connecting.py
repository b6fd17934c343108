"""
Connections to mail servers: to the address that was checked, under the name that was
given, and without answers that fill the memory.
"""

import socket
import ssl
from typing import Any

from attrs import frozen
from imapclient import IMAPClient
from imapclient.imap4 import IMAP4WithTimeout
from imapclient.tls import IMAP4_TLS

from ..outside import Outside

SPARE = 1 << 20
"""
Bytes that an answer may be longer than the message that was announced.
"""


@frozen(kw_only=True)
class Line:
    """
    How to connect: to which hosts, how patiently, and how large an answer may be.
    """

    outside: Outside
    timeout: float
    largest: int


class Client(IMAPClient):  # type: ignore[misc]
    """
    A client that connects to the address which was found to be allowed.
    """

    def __init__(
        self, line: Line, host: str, port: int, context: ssl.SSLContext | None
    ) -> None:
        self._line = line
        tls = context is not None
        super().__init__(host, port, ssl=tls, ssl_context=context, timeout=line.timeout)

    def _create_IMAP4(self) -> Any:  # noqa: N802 - as the library calls it
        address = self._line.outside.address_of(self.host, self.port)
        place, line = (address, self.port), self._line
        if self.ssl_context is not None:
            return _Encrypted(*place, line, self.host, self.ssl_context)
        plain = _Plain(*place, line)
        plain.host = self.host  # whose certificate it must be after STARTTLS
        return plain


class _Bounded:
    """
    Reads no more at once than was asked for.
    """

    most: int

    def read(self, size: int) -> bytes:
        if size > self.most:
            message = f"an answer of {size:,} bytes, which nobody asked for"
            raise OSError(message)
        read: bytes = super().read(size)  # type: ignore[misc]
        return read


class _Plain(_Bounded, IMAP4WithTimeout):  # type: ignore[misc]
    def __init__(self, address: str, port: int, line: Line) -> None:
        self.most = line.largest + SPARE
        super().__init__(address, port, line.timeout)


class _Encrypted(_Bounded, IMAP4_TLS):  # type: ignore[misc]
    def __init__(
        self, address: str, port: int, line: Line, name: str, context: ssl.SSLContext
    ) -> None:
        self.most = line.largest + SPARE
        self.name = name
        super().__init__(address, port, context, line.timeout)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        place = (self.host, self.port)
        plain = socket.create_connection(place, timeout=timeout or self._timeout)
        context: ssl.SSLContext = self.ssl_context
        return context.wrap_socket(plain, server_hostname=self.name)
