"""
The worker: does jobs by their names, each in units of work of its own.
"""

import logging
from contextlib import ExitStack
from functools import partial

from ..postgres.jobs import job_worker
from .activity_jobs import remind, send_reminder, spread_daily
from .application import Application
from .booking_jobs import capture_booking
from .calendar_jobs import sync_calendars, take_calendar
from .delivering import deliver_now, open_office
from .file_jobs import sweep_daily
from .form_jobs import send_confirmation
from .jobs import run_import, scan_organization, send_invitation
from .letterbox import open_letterbox
from .mail_jobs import ask_to_sign_in, capture_from_mail, read_mailbox
from .scoring import rescore, score_daily, train

JOBS = {
    "ask_to_sign_in": ask_to_sign_in,
    "rescore_leads": rescore,
    "run_import": run_import,
    "scan_duplicates": scan_organization,
    "capture_booking": capture_booking,
    "capture_from_mail": capture_from_mail,
    "read_mailbox": read_mailbox,
    "send_confirmation": send_confirmation,
    "send_invitation": send_invitation,
    "send_reminder": send_reminder,
    "take_calendar": take_calendar,
    "train_scoring": train,
}
DAILY = {
    "score_daily": score_daily,
    "sweep_daily": sweep_daily,
    "spread_daily": spread_daily,
}
MINUTELY = {"remind": remind, "sync_calendars": sync_calendars}


def work_until_ended(
    application: Application, *, wait: bool = True, drain: float = 20
) -> None:
    """
    Do the jobs that wait, and then those that come, until a signal ends it; without
    *wait* only the first ones. Jobs at work may take *drain* seconds to end, and are
    asked to leave off then. Mails are delivered, and mailboxes read, beside the jobs.
    """
    url = application.settings.database_url
    assert url is not None
    for chatty in ("blueprints", "periodic"):
        logging.getLogger(f"procrastinate.{chatty}").setLevel(logging.WARNING)
    tasks = {name: partial(do, application) for name, do in JOBS.items()}
    daily = {name: partial(do, application) for name, do in DAILY.items()}
    minutely = {name: partial(do, application) for name, do in MINUTELY.items()}
    with ExitStack() as beside:
        if wait:
            beside.callback(open_office(application))
            beside.callback(open_letterbox(application))
        job_worker(url, tasks, daily, minutely).run_worker(
            wait=wait,
            concurrency=4,
            # Without waiting it ends as soon as no job is left: the last ones take their time.
            shutdown_graceful_timeout=drain if wait else None,
            delete_jobs="successful",
            listen_notify=wait,
        )
    if not wait:
        deliver_now(application)
