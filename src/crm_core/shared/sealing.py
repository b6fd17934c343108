"""
Secrets of others that are kept: sealed, so that a copy of the database opens nothing.
"""

from typing import Protocol

from .errors import Unavailable


class SealMissing(Unavailable):
    """
    Secrets cannot be kept: whoever runs the CRM must set CRM_SEALING_KEY.
    """


class SealBroken(Unavailable):
    """
    A secret that is kept cannot be opened: it must be entered anew.
    """


class Seal(Protocol):
    """
    Seals secrets for one *purpose* each, which names whose they are: what is sealed for
    one opens for no other.
    """

    def seal(self, secret: str, /, *, purpose: str) -> str:
        """
        Raises:
            Unavailable: This installation has no key.
        """
        ...

    def unseal(self, sealed: str, /, *, purpose: str) -> str:
        """
        Raises:
            Unavailable: It was sealed with another key or for another purpose, or this
                installation has none.
        """
        ...


class NoSeal:
    """
    Where nothing can be sealed.
    """

    def seal(self, _secret: str, /, *, purpose: str) -> str:
        raise SealMissing(purpose=purpose)

    def unseal(self, _sealed: str, /, *, purpose: str) -> str:
        raise SealMissing(purpose=purpose)
