"""
What merging means: pure rules.
"""

from .combining import combined
from .merges import (
    FieldConflict,
    KeptField,
    Merge,
    Merged,
    MergeId,
    Moved,
    OtherValue,
    SurvivorMerged,
    Unmerged,
)
from .pairs import Pair, PairId, PairRow, PairState, ordered
from .references import REFERENCES, Reference, moved_values, pointers
from .scans import FoundPair, Looked, Scan, Scanned, grouped, look
from .subjects import COMPANY, CONTACT, MOST_MERGED, SUBJECTS, Subject
from .unmerging import taken_back

__all__ = [
    "COMPANY",
    "CONTACT",
    "MOST_MERGED",
    "REFERENCES",
    "SUBJECTS",
    "FieldConflict",
    "FoundPair",
    "KeptField",
    "Looked",
    "Merge",
    "MergeId",
    "Merged",
    "Moved",
    "OtherValue",
    "Pair",
    "PairId",
    "PairRow",
    "PairState",
    "Reference",
    "Scan",
    "Scanned",
    "Subject",
    "SurvivorMerged",
    "Unmerged",
    "combined",
    "grouped",
    "look",
    "moved_values",
    "ordered",
    "pointers",
    "taken_back",
]
