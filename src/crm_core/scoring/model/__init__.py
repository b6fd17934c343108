"""
What somebody is worth pursuing: rules, and a model learnt from those who are closed.
"""

from .back_testing import BackTest, Part, back_test, judge_later
from .drift import Memory
from .evaluation import Bin, Figures, auc, measure, reliability
from .leaks import Suspect
from .learning import BY_CHANCE, LEAST_OF_EACH, NoSignal, Refusal, TooFewClosed, learn
from .learnt import LearntModel, Reason, Scored
from .rules import Rule, RuleReason, RuleScore, read_rules, score
from .storing import model_from_data, model_to_data
from .trained import Training, train_on
from .values import forms_of, moment_of, number_of, text_of

__all__ = [
    "BY_CHANCE",
    "LEAST_OF_EACH",
    "BackTest",
    "Bin",
    "Figures",
    "LearntModel",
    "Memory",
    "NoSignal",
    "Part",
    "Reason",
    "Refusal",
    "Rule",
    "RuleReason",
    "RuleScore",
    "Scored",
    "Suspect",
    "TooFewClosed",
    "Training",
    "auc",
    "back_test",
    "forms_of",
    "judge_later",
    "learn",
    "measure",
    "model_from_data",
    "model_to_data",
    "moment_of",
    "number_of",
    "read_rules",
    "reliability",
    "score",
    "text_of",
    "train_on",
]
