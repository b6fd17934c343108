"""
Schemas and examples of routing and scoring.
"""

from typing import Final

from crm_core.leads import Difference, NextLead, Replay, Scoring
from crm_core.routing import Method, NobodyFree, OutsideHours, Spread, Tally
from crm_core.scoring import BackTest, Bin, Figures, Suspect

from .examples import USER_ID
from .kinds import UUID, nullable, text
from .leads import HOURS, LEAD_ID
from .types import Schema, closed, listed, reference

LEAD_RULE_TYPES: Final[dict[type, str]] = {
    BackTest: "ScoringBackTest",
    Bin: "ReliabilityBin",
    Difference: "OwnerDifference",
    Figures: "ScoringFigures",
    NextLead: "NextLead",
    Replay: "RoutingReplay",
    Scoring: "LeadScore",
    Spread: "LeadSpread",
    Suspect: "SuspectedField",
    Tally: "MemberTally",
}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
_MOMENT: Final[Schema] = {"type": "string", "format": "date-time"}
_NUMBER: Final[Schema] = {"type": "number"}
_WORDS: Final = listed(text(100))
_WHEN: Final = text(
    2_000, description="Conditions as in the search box: `country:DE employees:>=50`."
)
_DAYS_OFF: Final = listed(
    closed(
        "Days, the first and the last included.",
        {
            "first": {"type": "string", "format": "date"},
            "last": {"type": "string", "format": "date"},
            "name": text(100),
        },
        "name",
        "last",
    )
)
_ROUTING: Final[dict[str, Schema]] = {
    "name": text(100, minLength=1),
    "position": {"type": "integer", "minimum": 0, "maximum": 1_000_000},
    "active": {"type": "boolean"},
    "when": _WHEN,
    "users": {**listed(UUID), "maxItems": 500},
    "teams": {**listed(UUID), "maxItems": 500},
    "method": {"type": "string", "enum": [*Method]},
    "weights": {
        "type": "object",
        "description": "Of `weighted`: 1 to 100 for each user; 1 for the others.",
        "additionalProperties": {"type": "integer", "minimum": 1, "maximum": 100},
    },
    "skills": {**_WORDS, "maxItems": 20},
    "outside_hours": {"type": "string", "enum": [*OutsideHours]},
    "nobody_free": {"type": "string", "enum": [*NobodyFree]},
}
_SCORING: Final[dict[str, Schema]] = {
    "name": text(100, minLength=1),
    "when": _WHEN,
    "points": {"type": "number", "minimum": -1_000, "maximum": 1_000},
    "half_life_days": {"type": "number", "minimum": 0.01, "maximum": 3_650},
    "since": text(100, description="The date that points fade from."),
    "each": text(100, description="The number that multiplies the points."),
    "cap": {"type": "number", "minimum": 0, "maximum": 1_000},
}
_FADING: Final = ("half_life_days", "since", "each", "cap")
_AVAILABILITY: Final[dict[str, Schema]] = {
    "capacity": nullable(_COUNT),
    "hours": nullable(HOURS),
    "absences": _DAYS_OFF,
    "skills": {"type": "object", "additionalProperties": _WORDS},
}


def lead_rule_inputs() -> dict[str, Schema]:
    """
    The bodies that routing and scoring take.
    """
    edited = "Members that are left out stay; null brings back what is usual."
    rule = closed("A rule of routing.", _ROUTING, *(n for n in _ROUTING if n != "name"))
    said = _nullable(_AVAILABILITY)
    trial = {
        "rules": nullable({**listed(rule), "maxItems": 100}),
        "days": {"type": ["integer", "null"], "minimum": 1, "maximum": 366},
    }
    chosen = {
        "ids": nullable({**listed(UUID), "maxItems": 10_000}),
        "filter": nullable(text(10_000)),
    }
    return {
        "NewRoutingRule": rule,
        "EditedRoutingRule": closed(edited, _nullable(_ROUTING), *_ROUTING),
        "NewScoringRule": closed("A rule of scoring.", _SCORING, *_FADING, "when"),
        "EditedScoringRule": closed(edited, _nullable(_SCORING), *_SCORING),
        "RuleOrder": closed(
            "The ids of all rules.", {"ids": {**listed(UUID), "maxItems": 100}}
        ),
        "RoutingTrial": closed(
            "Rules to try on the leads of the last days; left out, those in force.",
            trial,
            *trial,
        ),
        "ChosenLeads": closed("Which leads, by id or filter.", chosen, *chosen),
        "Absences": closed(
            "Days on which one is absent.", {"absences": said["absences"]}
        ),
        "AvailabilityFields": closed(edited, said, *said),
    }


def _nullable(members: dict[str, Schema]) -> dict[str, Schema]:
    return {
        name: each if "null" in each["type"] else nullable(each)
        for name, each in members.items()
    }


def lead_rule_answers() -> dict[str, Schema]:
    """
    What routing and scoring answer.
    """
    stored = {"created_at": _MOMENT, "updated_at": _MOMENT, "version": _COUNT}
    return {
        "RoutingRule": closed(
            "A rule: the first one that a lead meets chooses its owner.",
            {"id": UUID, **_ROUTING, **stored},
        ),
        "ScoringRule": closed(
            "Points for the leads that meet all conditions.",
            {"id": UUID, **_SCORING, **stored},
            *_FADING,
        ),
        "RoutingRuleList": _list("Rules in order.", "RoutingRule"),
        "ScoringRuleList": _list("Rules of scoring.", "ScoringRule"),
        "Availability": closed("When a person can have leads.", _AVAILABILITY),
        "NextLeads": _list("The leads to turn to, the most urgent first.", "NextLead"),
        "LearntScoring": closed(
            "The latest training; null when nobody has wanted one.",
            {"training": nullable(_training())},
        ),
        "TrainingRequested": closed(
            "A worker will do it.", {"requested": {"type": "boolean"}}
        ),
    }


def _training() -> Schema:
    model = closed(
        "What the model looks at.",
        {
            "fields": listed({"type": "string"}),
            "left_out": {
                "type": "object",
                "description": "Fields that tell nothing, with the reason.",
                "additionalProperties": {"type": "string"},
            },
            "rows": _COUNT,
            "auc": _NUMBER,
        },
    )
    return closed(
        "What was learnt from closed leads; or in `refused`, why nothing.",
        {
            "trained_at": _MOMENT,
            "won": _COUNT,
            "lost": _COUNT,
            "refused": nullable({"type": "string"}),
            "model": nullable(model),
            "report": reference("ScoringBackTest"),
        },
    )


def _list(says: str, of: str) -> Schema:
    return closed(says, {"items": listed(reference(of))})


_RULE_ID: Final = "0199f6a4-9e50-7f80-8a90-728394051627"
_AT: Final = "2026-01-31T09:00:00.000000Z"
_STORED: Final[dict[str, object]] = {
    "created_at": _AT,
    "updated_at": _AT,
    "version": 1,
}
_NEW_ROUTING: Final[dict[str, object]] = {
    "name": "Large in Germany",
    "when": "country:DE employees:>=50",
    "users": [USER_ID],
    "method": "round-robin",
}
_ROUTING_RULE: Final[dict[str, object]] = {
    "id": _RULE_ID,
    **_NEW_ROUTING,
    "position": 10,
    "active": True,
    "teams": [],
    "weights": {},
    "skills": [],
    "outside_hours": "assign",
    "nobody_free": "next",
    **_STORED,
}
_NEW_SCORING: Final[dict[str, object]] = {
    "name": "Large",
    "when": "employees:>=50",
    "points": 15,
}
_SCORING_RULE: Final[dict[str, object]] = {
    "id": _RULE_ID,
    **_NEW_SCORING,
    **_STORED,
}
_SPREAD: Final = {"least": 4, "most": 8, "evenness": 0.9}
_REPLAY: Final[dict[str, object]] = {
    "since": "2026-01-01T09:00:00.000000Z",
    "leads": 12,
    "differing": 1,
    "unassigned_before": 0.25,
    "unassigned_after": 0,
    "outside_hours": 0.5,
    "members": [
        {
            "user": USER_ID,
            "name": "Ada",
            "before": 8,
            "after": 6,
            "most_open": 4,
            "eligible": True,
        }
    ],
    "by_rule": {"Large in Germany": 12},
    "spread_before": _SPREAD,
    "spread_after": _SPREAD,
    "differences": [
        {
            "lead_id": LEAD_ID,
            "title": "Three anvils",
            "at": _AT,
            "before": None,
            "after": USER_ID,
            "why": ["Large in Germany: Ada was chosen, the only one free."],
        }
    ],
}
_ABSENT: Final = [{"first": "2026-12-24", "last": "2026-12-31", "name": "Christmas"}]
LEAD_RULE_EXAMPLES: Final[dict[str, object]] = {
    "Absences": {"absences": _ABSENT},
    "AvailabilityFields": {"absences": _ABSENT},
    "Availability": {
        "capacity": 20,
        "hours": {"time_zone": "Europe/Berlin", "week": {"mon": ["09:00-17:30"]}},
        "absences": _ABSENT,
        "skills": {"language": ["de", "en"]},
    },
    "ChosenLeads": {"ids": [LEAD_ID]},
    "EditedRoutingRule": {"active": False},
    "EditedScoringRule": {"points": 20},
    "LearntScoring": {"training": None},
    "LeadScore": {
        "score": 15,
        "reasons": [
            {"source": "rule", "name": "Large", "points": 15, "why": "employees:>=50"}
        ],
    },
    "NextLeads": {"items": []},
    "RoutingReplay": _REPLAY,
    "NewRoutingRule": _NEW_ROUTING,
    "NewScoringRule": _NEW_SCORING,
    "RoutingRule": _ROUTING_RULE,
    "RoutingRuleList": {"items": [_ROUTING_RULE]},
    "RoutingTrial": {"days": 30},
    "RuleOrder": {"ids": [_RULE_ID]},
    "ScoringRule": _SCORING_RULE,
    "ScoringRuleList": {"items": [_SCORING_RULE]},
    "TrainingRequested": {"requested": True},
}
