"""
What timelines are made of, and how it is said in words.
"""

from .changed import FIELDS, KINDS_OF_CHANGE, kind_of_change, named_in, told_change
from .entries import (
    KINDS_OF_ENTRY,
    Changed,
    Detail,
    Entry,
    Known,
    Linked,
    Place,
    Subject,
    Timeline,
)
from .linked import told_link
from .values import Words

KINDS = tuple(sorted((*KINDS_OF_CHANGE, *KINDS_OF_ENTRY)))

__all__ = [
    "FIELDS",
    "KINDS",
    "KINDS_OF_CHANGE",
    "KINDS_OF_ENTRY",
    "Changed",
    "Detail",
    "Entry",
    "Known",
    "Linked",
    "Place",
    "Subject",
    "Timeline",
    "Words",
    "kind_of_change",
    "named_in",
    "told_change",
    "told_link",
]
