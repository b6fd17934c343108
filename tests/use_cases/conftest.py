"""
Pipelines that several stories begin with.
"""

import pytest

from crm_core.pipelines import add_pipeline, list_pipelines

from .sales import STAGES


@pytest.fixture
def sales(crm, actor):
    """
    The pipeline that deals enter at first.
    """
    return crm.run(actor, list_pipelines, "opportunity")[0]


@pytest.fixture
def partners(crm, actor):
    """
    A second pipeline.
    """
    return crm.run(
        actor, add_pipeline, record="opportunity", name="Partners", stages=STAGES
    )
