"""
What makes two records the same.
"""

from .addresses import Place, place
from .channels import Mailbox, free_mail, mailbox, significant_digits
from .commonness import Commonness
from .comparison import CERTAIN, REVIEW, Match, compare
from .evaluation import Evaluation, Quality, evaluate
from .evidence import Evidence
from .firms import FirmName, firm_name
from .keys import firm_locks, keys, name_keys, person_locks, suspicious
from .labelled import PLACES, labelled_profile, noun_of, place_named
from .likeness import Likeness, PlainLikeness
from .marks import IDENTITY, as_day, read_marks
from .pairing import Found, Pair, find_pairs
from .people import PersonName, person_name
from .profile import Profile, Spelling
from .rules import RULE_FIELDS, Action, MatchingRules

__all__ = [
    "CERTAIN",
    "IDENTITY",
    "PLACES",
    "REVIEW",
    "RULE_FIELDS",
    "Action",
    "Commonness",
    "Evaluation",
    "Evidence",
    "FirmName",
    "Found",
    "Likeness",
    "Mailbox",
    "Match",
    "MatchingRules",
    "Pair",
    "PersonName",
    "Place",
    "PlainLikeness",
    "Profile",
    "Quality",
    "Spelling",
    "as_day",
    "compare",
    "evaluate",
    "find_pairs",
    "firm_locks",
    "firm_name",
    "free_mail",
    "keys",
    "labelled_profile",
    "mailbox",
    "name_keys",
    "noun_of",
    "person_locks",
    "person_name",
    "place",
    "place_named",
    "read_marks",
    "significant_digits",
    "suspicious",
]
