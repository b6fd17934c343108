"""
Pipelines, their stages, and the ranks of cards in them.
"""

from .attention import Attended, is_stale, needs_attention
from .board import Board, Card, Column, Standings, make_board, make_card
from .pipeline import (
    Pipeline,
    PipelineId,
    PipelineInUse,
    StageChange,
    StageChangeId,
    StageGone,
    StageInUse,
)
from .ranking import newest_rank, rank_between, top_rank
from .reading import RECORDS, pipeline_fields, read_moves, read_pipeline
from .stage_reading import Stages
from .stages import Category, Stage, StageKind
from .usual import usual_pipelines

__all__ = [
    "RECORDS",
    "Attended",
    "Board",
    "Card",
    "Category",
    "Column",
    "Pipeline",
    "PipelineId",
    "PipelineInUse",
    "Stage",
    "StageChange",
    "StageChangeId",
    "StageGone",
    "StageInUse",
    "StageKind",
    "Stages",
    "Standings",
    "is_stale",
    "make_board",
    "make_card",
    "needs_attention",
    "newest_rank",
    "pipeline_fields",
    "rank_between",
    "read_moves",
    "read_pipeline",
    "top_rank",
    "usual_pipelines",
]
