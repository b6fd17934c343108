"""
What stories of pipelines begin with and ask.
"""

from crm_core.opportunities import get_opportunity
from crm_core.pipelines import list_pipelines, stage_history
from crm_core.shared import RecordRef

STAGES = [
    {"name": "Talk", "probability": 20},
    {"name": "Proposal", "probability": 40},
    {"name": "Won", "kind": "won"},
    {"name": "Lost", "kind": "lost"},
]
WITHOUT_DISCOVERY = [
    {"key": key} for key in ("qualification", "proposal", "negotiation", "won", "lost")
]


def names(crm, actor, record="opportunity"):
    return [each.name for each in crm.run(actor, list_pipelines, record)]


def places(refused):
    return sorted(error.field for error in refused.value.errors)


def stands(crm, actor, deal):
    """
    In which pipeline and stage a deal stands.
    """
    found = crm.run(actor, get_opportunity, deal.id)
    return found.pipeline_id, found.stage


def way(crm, actor, deal):
    moves = crm.run(actor, stage_history, RecordRef("opportunity", deal.id))
    return [(move.from_stage, move.to_stage) for move in moves]


def in_change_set(crm, actor, use_case, *args, **given):
    """
    What a use case answers, and what takes it back.
    """
    with crm.works.open(actor) as work:
        return use_case(work, *args, **given), work.change_set_id
