"""
Pipelines that several stories begin with.
"""

import pytest

from crm_adapters.folder import FolderStorage
from crm_core.pipelines import add_pipeline, list_pipelines

from .filing import Shelf
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


@pytest.fixture
def storage(tmp_path):
    """
    Where the contents of files are kept.
    """
    return FolderStorage(tmp_path / "files")


@pytest.fixture
def shelf(crm, storage):
    """
    Attaches files.
    """
    return Shelf(storage, crm)
