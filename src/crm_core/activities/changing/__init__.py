"""
How values, series and what follows from them change together.
"""

from .applying import Change, change_many, change_one, pending
from .recurring import (
    begun,
    detached,
    ended_from,
    known_series,
    open_from,
    recurring_anew,
    series_of,
    spread,
)
from .storing import added, added_all, live_activity, store
from .values import (
    new_activity,
    own_zone,
    parse_activity,
    parse_planned,
    read_recurrence,
)

__all__ = [
    "Change",
    "added",
    "added_all",
    "begun",
    "change_many",
    "change_one",
    "detached",
    "ended_from",
    "known_series",
    "live_activity",
    "new_activity",
    "open_from",
    "own_zone",
    "parse_activity",
    "parse_planned",
    "pending",
    "read_recurrence",
    "recurring_anew",
    "series_of",
    "spread",
    "store",
]
