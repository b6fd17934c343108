"""
The jobs that wait in the database, and a worker that does them.

Jobs are deferred in the transaction whose events they answer; this is only the other
end. The worker's role sees the queue and no table of any organization.
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from attrs import frozen
from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy

from crm_core.shared import OrganizationId, Unavailable

from .schema import SCHEMA, WORKER_ROLE

QUEUE = "crm"
# From seconds to hours between two tries: a relay may be away for a night.
AGAIN = RetryStrategy(
    max_attempts=14, exponential_wait=2, retry_exceptions={Unavailable}
)
STALLED_SECONDS = 60


@frozen(kw_only=True)
class Job:
    """
    What an event left to be done. It may be done twice: *event_id* tells. *ending*
    says whether the worker would like to end: a long job leaves off then.
    """

    organization_id: OrganizationId
    event_id: UUID
    data: Mapping[str, Any]
    ending: Callable[[], bool] = lambda: False


Do = Callable[[Job], None]


def job_worker(
    url: str,
    tasks: Mapping[str, Do],
    daily: Mapping[str, Callable[[], None]] = {},
    minutely: Mapping[str, Callable[[], None]] = {},
) -> App:
    """
    A worker of the queue in the database at *url*, which does the jobs of *tasks* by
    their names, every night those of *daily*, and every minute those of *minutely*. It
    needs a connection of its own, without a pooler in between.
    """
    connector = PsycopgConnector(
        conninfo=url,
        min_size=1,
        max_size=4,
        kwargs={
            "options": f"-c search_path={SCHEMA} -c role={WORKER_ROLE}",
            "application_name": "crm-worker",
        },
    )
    app = App(connector=connector, worker_defaults={"queues": [QUEUE]})
    for name, do in tasks.items():
        app.task(name=name, queue=QUEUE, retry=AGAIN, pass_context=True)(_runner(do))
    for name, begin in daily.items():
        _regularly(app, name, begin, cron="17 3 * * *")
    for name, begin in minutely.items():
        _regularly(app, name, begin, cron="* * * * *")
    _rescue_stalled(app)
    return app


def _regularly(app: App, name: str, begin: Callable[[], None], *, cron: str) -> None:
    """
    Do it once each time, whichever worker comes first.
    """

    @app.periodic(cron=cron)
    @app.task(name=name, queue=QUEUE, queueing_lock=name, retry=AGAIN)
    def run(timestamp: int) -> None:  # noqa: ARG001
        begin()


def _runner(do: Do) -> Callable[..., None]:
    def run(
        context: JobContext,
        *,
        organization_id: str,
        event_id: str,
        data: Mapping[str, Any],
        **_more: object,
    ) -> None:
        do(
            Job(
                organization_id=OrganizationId(UUID(organization_id)),
                event_id=UUID(event_id),
                data=data,
                ending=context.should_abort,
            )
        )

    return run


def _rescue_stalled(app: App) -> None:
    """
    Let jobs be done again whose worker was killed.
    """

    @app.periodic(cron="* * * * *")
    @app.task(
        name="rescue_stalled", queue=QUEUE, queueing_lock="rescue", pass_context=True
    )
    async def rescue(context: JobContext, timestamp: int) -> None:  # noqa: ARG001
        manager = context.app.job_manager
        stalled = await manager.get_stalled_jobs(
            queue=QUEUE, seconds_since_heartbeat=STALLED_SECONDS
        )
        for job in stalled:
            await manager.retry_job(job)
