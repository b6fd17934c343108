"""
The CRM over HTTP: a JSON API, its documentation, and a page to sign in.
"""

from .app import create_app
from .authentication import (
    Authenticate,
    Authenticator,
    HostAuthenticator,
    TokenAuthenticator,
)
from .options import Options, SignedIn

__all__ = [
    "Authenticate",
    "Authenticator",
    "HostAuthenticator",
    "Options",
    "SignedIn",
    "TokenAuthenticator",
    "create_app",
]
