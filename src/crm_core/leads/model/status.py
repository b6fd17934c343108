"""
How far a lead has come.
"""

from enum import StrEnum

from ...pipelines import Pipeline, Stage, StageKind


class LeadStatus(StrEnum):
    """
    How far a lead has come, which follows from its stage.
    """

    NEW = "new"
    WORKING = "working"
    CONVERTED = "converted"
    DISQUALIFIED = "disqualified"


OPEN = (LeadStatus.NEW, LeadStatus.WORKING)


def status_in(pipeline: Pipeline, stage: Stage) -> LeadStatus:
    """
    What standing in a stage means: ``new`` is the first one only.
    """
    match stage.kind:
        case StageKind.WON:
            return LeadStatus.CONVERTED
        case StageKind.LOST:
            return LeadStatus.DISQUALIFIED
    first = pipeline.first().key == stage.key
    return LeadStatus.NEW if first else LeadStatus.WORKING
