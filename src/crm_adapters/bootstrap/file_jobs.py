"""
The job of files: every night, what nothing has any more goes.
"""

import logging
from datetime import UTC, datetime
from functools import partial

from crm_core.files import sweep_files
from crm_core.shared import CrmError, Permission

from ..postgres import known_organizations
from .application import Application, storage
from .operating import operator

logger = logging.getLogger(__name__)


def sweep_daily(application: Application) -> None:
    """
    Sweep the stored contents of all organizations.
    """
    kept = storage(application.settings)
    for organization in known_organizations(application.engine):
        sweeper = operator(organization.id, Permission.FILE_PURGE)
        run = partial(application.crm.run, sweeper)
        try:
            swept = sweep_files(run, kept, organization.id, datetime.now(UTC))
        except CrmError:  # the others have theirs all the same
            logger.exception("The files of %s are not swept", organization.id)
        else:
            if swept.purges or swept.removed:
                logger.info("Swept the files of %s: %s", organization.id, swept)
