"""
The composition root: from settings to a CRM that runs.

Nothing here is global and nothing connects before it is used, so a process may hold
several applications. ``Application.close`` leaves no connection behind.

What is needed seldom is in modules of its own: ``checks``, ``files``, ``worker``.
"""

from ..postgres import KnownOrganization, connect_engine, known_organizations, migrate
from .application import (
    Application,
    base_url,
    build,
    check_database,
    file_limits,
    mailer,
    rate_limiter,
    storage,
)
from .databases import (
    Revisions,
    owners_database,
    revisions_of,
    with_database,
    with_token_secret,
)
from .receiving import reading
from .tokens import issue_token, token_verifier

__all__ = [
    "Application",
    "KnownOrganization",
    "Revisions",
    "base_url",
    "build",
    "check_database",
    "connect_engine",
    "file_limits",
    "issue_token",
    "known_organizations",
    "mailer",
    "migrate",
    "owners_database",
    "rate_limiter",
    "reading",
    "revisions_of",
    "storage",
    "token_verifier",
    "with_database",
    "with_token_secret",
]
