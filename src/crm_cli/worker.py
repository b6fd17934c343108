"""
The command ``crm worker``.
"""

import os
import signal
import sys
from threading import Thread
from time import sleep

import click

from .output import note
from .refusals import told

DRAIN_SECONDS = 20
BESIDE_DRAIN_SECONDS = 2
LEFT_SECONDS = 15


@click.command()
@click.option("--once", is_flag=True, help="End when nothing waits any more.")
@click.option("--beside", is_flag=True, help="End with the server that started it.")
def worker(once: bool, beside: bool) -> None:
    """
    Do the jobs that wait, such as sending mails and taking in large files.

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
            if beside:
                Thread(target=_end_with_standard_input, daemon=True).start()
            else:
                note("Working.")
            drain = BESIDE_DRAIN_SECONDS if beside else DRAIN_SECONDS
            try:
                work_until_ended(application, wait=not once, drain=drain)
            finally:
                application.close()


def _end_with_standard_input() -> None:
    """
    Ask this process to end when its standard input does, and see to it.
    """
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)
    sleep(LEFT_SECONDS)
    os._exit(1)
