"""
The command ``crm worker``.
"""

import click

from .output import note
from .refusals import told


@click.command()
@click.option("--once", is_flag=True, help="End when nothing waits any more.")
def worker(once: bool) -> None:
    """
    Do the jobs that wait, such as sending mails.

    Any number of workers may run. On SIGTERM or Ctrl-C jobs at work are finished.
    """
    with told():
        from crm_adapters.bootstrap import build, with_database
        from crm_adapters.bootstrap.worker import work_until_ended
        from crm_adapters.logs import logging_to
        from crm_adapters.settings import read_settings

        settings = read_settings()
        with (
            logging_to(level=settings.log_level, style=settings.log_format),
            with_database(settings) as ready,
        ):
            application = build(ready)
            note("Working.")
            try:
                work_until_ended(application, wait=not once)
            finally:
                application.close()
