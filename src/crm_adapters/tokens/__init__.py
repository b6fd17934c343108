"""
Access tokens (JWT): checked on arrival, issued for development.
"""

from .claims import Claims, TokenRefused
from .issuing import issue
from .jwks import Cache, Jwks, KeysUnavailable
from .verifier import Key, Keys, SharedSecret, TokenVerifier

__all__ = [
    "Cache",
    "Claims",
    "Jwks",
    "Key",
    "Keys",
    "KeysUnavailable",
    "SharedSecret",
    "TokenRefused",
    "TokenVerifier",
    "issue",
]
