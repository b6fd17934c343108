"""
Which hosts the CRM connects to when somebody names one: those of the internet, and of
the network that it is in itself only what a setting allows.
"""

import socket
from ipaddress import IPv6Address, ip_address

from attrs import frozen

ANY = "*"


class PrivateHost(OSError):
    """
    The host has an address in a private network.
    """


@frozen
class Outside:
    """
    Finds addresses to connect to.

    Args:
        allowed: Names of hosts that may be in a private network; ``*`` allows any.
    """

    allowed: frozenset[str] = frozenset()

    def address_of(self, host: str, port: int) -> str:
        """
        The address to connect to. All of the host's addresses must be allowed, so that
        it is no matter of chance which one is used, nor of what the name means a
        moment later.

        Raises:
            PrivateHost: One of them is not.
            OSError: Nobody knows the name.
        """
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except UnicodeError as error:
            message = f"{host} is no name of a host."
            raise OSError(message) from error
        addresses = [str(each[4][0]).partition("%")[0] for each in found]
        named = {ANY, host.lower().rstrip(".")} & self.allowed
        if not named and not all(map(_is_public, addresses)):
            message = f"{host} is in a private network, and not among those allowed."
            raise PrivateHost(message)
        return addresses[0]


def _is_public(address: str) -> bool:
    known = ip_address(address)
    if isinstance(known, IPv6Address):
        inner = known.ipv4_mapped or known.sixtofour
        known = inner or known
    return known.is_global and not known.is_multicast
