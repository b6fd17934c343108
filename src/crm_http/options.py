"""
What whoever serves the CRM can decide about the serving.
"""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from attrs import field, frozen

from crm_adapters.limits import Limiter, LocalLimiter
from crm_core.mailboxes import Reading
from crm_core.shared import Storage

LOOPBACK = frozenset({"127.0.0.1", "[::1]", "localhost"})


@frozen(kw_only=True)
class SignedIn:
    """
    Somebody who has just used a one-time link, and the token they get.
    """

    name: str | None
    email: str | None
    organization: str
    roles: tuple[str, ...]
    token: str
    expires_at: datetime


def _nothing_wrong() -> None:
    """
    The check of a host that has its own.
    """


@frozen(kw_only=True)
class Options:
    """
    Limits, names and switches of the HTTP door.

    Args:
        base_url: The address that people use; its host is always allowed.
        allowed_hosts: Further names that requests may ask for; ``*`` allows any.
        cors_origins: Other sites whose pages may call the API.
        workers: Threads that answer requests: as many as database connections.
        most_requests: In flight at once; more are told to come back.
        most_exports: Under way at once, in one process; more are told to come back.
        largest_body: Of a JSON body, in bytes.
        largest_upload: Of a file to import, in bytes.
        patience: Seconds that a body may pause on its way, in or out.
        limiter: How often a person or an address may ask; None for ever so often.
        docs: Serve the OpenAPI document and the page that shows it.
        metrics: Serve ``/metrics``.
        access_log: Write a line for each request.
        check_ready: Raises when the database is away or its schema not ours.
        connections_in_use: Of the database's pool, for the metrics.
        storage: Where files are kept, attached ones and those that wait to be
            imported; without it none are attached, and all imports are at once.
        largest_file: Of a file to attach, in bytes.
        file_quota: Of all attached files of an organization, in bytes; 0 is no limit.
        reading: What reads mail and mailboxes; without it neither is done.
        sign_in: Redeems a one-time code; None for a code unknown, used or old.
    """

    base_url: str = "http://127.0.0.1:8001"
    allowed_hosts: tuple[str, ...] = ()
    cors_origins: tuple[str, ...] = ()
    workers: int = 10
    most_requests: int = 100
    most_exports: int = 5
    largest_body: int = 1_000_000
    largest_upload: int = 50_000_000
    patience: float = 10.0
    limiter: Limiter | None = field(factory=lambda: LocalLimiter(limit=6000))
    docs: bool = True
    metrics: bool = True
    access_log: bool = True
    check_ready: Callable[[], None] = _nothing_wrong
    connections_in_use: Callable[[], int] | None = None
    storage: Storage | None = None
    largest_file: int = 100_000_000
    file_quota: int = 10_000_000_000
    reading: Reading | None = None
    sign_in: Callable[[str], SignedIn | None] | None = None

    @property
    def hosts(self) -> frozenset[bytes]:
        """
        Every name that a request may ask for, in lower case, without port.
        """
        own = urlsplit(self.base_url).hostname or ""
        named = {f"[{own}]" if ":" in own else own, *self.allowed_hosts, *LOOPBACK}
        return frozenset(name.lower().encode() for name in named if name)
