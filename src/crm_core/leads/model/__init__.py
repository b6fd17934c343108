"""
Leads, what is asked about them, and how fast they are answered.
"""

from .conversion import Conversion
from .facts import (
    ACTIVITIES,
    ACTIVITY_FACTS,
    LEARNT_FROM,
    CapturedLead,
    ClosedLead,
    facts_of,
    learnable,
)
from .fields import LEAD_FIELDS
from .lead import Lead, LeadClosed, LeadId, LeadInUse, LeadRow
from .priorities import NextLead, who_next
from .qualification import (
    Question,
    QuestionKind,
    qualified,
    read_answers,
    read_questions,
)
from .replay import Difference, Replay
from .settings import SalesSettings
from .status import OPEN, LeadStatus
from .worth import Scorer, Scoring

__all__ = [
    "ACTIVITIES",
    "ACTIVITY_FACTS",
    "LEAD_FIELDS",
    "LEARNT_FROM",
    "OPEN",
    "CapturedLead",
    "ClosedLead",
    "Conversion",
    "Difference",
    "Lead",
    "LeadClosed",
    "LeadId",
    "LeadInUse",
    "LeadRow",
    "LeadStatus",
    "NextLead",
    "Question",
    "QuestionKind",
    "Replay",
    "SalesSettings",
    "Scorer",
    "Scoring",
    "facts_of",
    "learnable",
    "qualified",
    "read_answers",
    "read_questions",
    "who_next",
]
