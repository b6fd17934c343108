"""
The command ``crm serve``.
"""

import click

from .output import note
from .refusals import told


@click.command()
@click.option("--host", help="The address to listen on.")
@click.option("--port", type=int, help="The port to listen on; 0 takes a free one.")
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="How many processes serve.",
)
@click.option("--worker", is_flag=True, help="Run a worker beside it, for its jobs.")
def serve(host: str | None, port: int | None, processes: int, worker: bool) -> None:
    """
    Serve the HTTP API.

    Without a configured database it runs on the embedded one, and tokens are signed
    by a secret of this machine (crm token issue).
    """
    with told():
        from crm_adapters.bootstrap import base_url, with_database
        from crm_adapters.settings import read_settings

        from .serving import listening, serve_until_ended

        settings = read_settings(flags={"host": host, "port": port})
        with listening(settings) as (server, bound), with_database(bound) as ready:
            serve_until_ended(
                ready,
                server,
                processes=processes,
                worker=worker,
                ready=lambda: note(f"Serving on {base_url(ready)}"),
            )
