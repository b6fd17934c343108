"""
Timelines: all that happened around a record, latest first.
"""

from .model import (
    KINDS,
    KINDS_OF_CHANGE,
    KINDS_OF_ENTRY,
    Changed,
    Detail,
    Entry,
    Known,
    Linked,
    Subject,
    Timeline,
)
from .ports import Timelines, TimelineWork, Wanted
from .use_cases import feed, timeline

__all__ = [
    "KINDS",
    "KINDS_OF_CHANGE",
    "KINDS_OF_ENTRY",
    "Changed",
    "Detail",
    "Entry",
    "Known",
    "Linked",
    "Subject",
    "Timeline",
    "TimelineWork",
    "Timelines",
    "Wanted",
    "feed",
    "timeline",
]
