"""
The ASGI application.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore

from litestar import Litestar

from crm_core import Crm
from crm_core.files import Limits

from .api import OPERATIONS
from .authentication import Authenticate, Authenticator, HostAuthenticator
from .calls import Desk
from .dispatch import Dispatch, routes
from .edge import Edge
from .options import Options
from .site import site_operations
from .telemetry import Metrics


def create_app(
    crm: Crm,
    authenticate: Authenticate | Authenticator,
    options: Options | None = None,
) -> Litestar:
    """
    Serve *crm* to the actors that *authenticate* recognizes.

    Args:
        crm: What is served.
        authenticate: A function of the ASGI headers that answers an actor or raises
            Forbidden, or an authenticator such as ``TokenAuthenticator``.
        options: Limits, names and switches.
    """
    chosen = options or Options()
    threads = ThreadPoolExecutor(chosen.workers, thread_name_prefix="crm-http")
    metrics = Metrics(chosen.connections_in_use)
    authenticator = (
        authenticate
        if isinstance(authenticate, Authenticator)
        else HostAuthenticator(authenticate)
    )
    exports = BoundedSemaphore(chosen.most_exports)
    desk = Desk(
        crm,
        threads,
        exports,
        chosen.patience,
        chosen.storage,
        chosen.base_url,
        Limits(largest=chosen.largest_file, quota=chosen.file_quota),
        chosen.reading,
    )
    dispatch = Dispatch(desk, authenticator, chosen)
    app = Litestar(
        routes([*OPERATIONS, *site_operations(chosen, metrics)], dispatch),
        on_shutdown=[threads.shutdown],
        openapi_config=None,
        logging_config=None,
    )
    app.asgi_handler = Edge(app.asgi_router, chosen, metrics)
    return app
