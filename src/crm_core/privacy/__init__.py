"""
What the law gives a person: a copy of all that is known, and being forgotten.
"""

from .model import Erasure, PersonalData
from .ports import PrivacyWork, RefusedRows
from .tracing import Traces
from .use_cases import erase_person, export_person

__all__ = [
    "Erasure",
    "PersonalData",
    "PrivacyWork",
    "RefusedRows",
    "Traces",
    "erase_person",
    "export_person",
]
