"""
The worker: does jobs by their names, each in units of work of its own.
"""

import logging
from functools import partial

from ..postgres.jobs import job_worker
from .application import Application
from .form_jobs import send_confirmation
from .jobs import run_import, scan_organization, send_invitation
from .scoring import rescore, score_daily, train

JOBS = {
    "rescore_leads": rescore,
    "run_import": run_import,
    "scan_duplicates": scan_organization,
    "send_confirmation": send_confirmation,
    "send_invitation": send_invitation,
    "train_scoring": train,
}
DAILY = {"score_daily": score_daily}


def work_until_ended(
    application: Application, *, wait: bool = True, drain: float = 20
) -> None:
    """
    Do the jobs that wait, and then those that come, until a signal ends it; without
    *wait* only the first ones. Jobs at work may take *drain* seconds to end, and are
    asked to leave off then.
    """
    url = application.settings.database_url
    assert url is not None
    for chatty in ("blueprints", "periodic"):
        logging.getLogger(f"procrastinate.{chatty}").setLevel(logging.WARNING)
    tasks = {name: partial(do, application) for name, do in JOBS.items()}
    daily = {name: partial(do, application) for name, do in DAILY.items()}
    job_worker(url, tasks, daily).run_worker(
        wait=wait,
        concurrency=4,
        # Without waiting it ends as soon as no job is left: the last ones take their time.
        shutdown_graceful_timeout=drain if wait else None,
        delete_jobs="successful",
        listen_notify=wait,
    )
