"""
What the CRM announces about pipelines.
"""

from attrs import frozen

from ..shared import Event
from .model import PipelineId


@frozen(kw_only=True)
class PipelineChanged(Event):
    """
    A pipeline is new, has other stages, or is gone.
    """

    pipeline_id: PipelineId
