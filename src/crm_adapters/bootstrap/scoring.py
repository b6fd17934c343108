"""
Jobs of scoring: when rules or the model change, when somebody wants to have learnt, and
every day.
"""

import logging
from functools import partial

from crm_core.leads import keep_learning, rescore_leads, train_scoring
from crm_core.shared import CrmError, OrganizationId, Permission

from ..postgres import known_organizations
from ..postgres.jobs import Job
from .application import Application
from .operating import operator

logger = logging.getLogger(__name__)


def rescore(application: Application, job: Job) -> None:
    """
    Score the open leads of the organization whose rules or model have changed.
    """
    rescore_leads(_run(application, job.organization_id))


def train(application: Application, job: Job) -> None:
    """
    Learn from the closed leads of the organization that wants it.
    """
    train_scoring(_run(application, job.organization_id))


def score_daily(application: Application) -> None:
    """
    Learn again where that is due, and score the open leads of all organizations: points
    fade with the days.
    """
    for organization in known_organizations(application.engine):
        run = _run(application, organization.id)
        try:
            keep_learning(run)
            rescore_leads(run)
        except CrmError:  # the others have theirs all the same
            logger.exception("The leads of %s are not scored", organization.id)


def _run(application: Application, organization_id: OrganizationId) -> partial[object]:
    rights = Permission.LEAD_READ, Permission.SCORING_WRITE
    return partial(application.crm.run, operator(organization_id, *rights))
