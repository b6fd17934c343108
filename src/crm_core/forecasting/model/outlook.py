"""
All that is known of what a period will bring.
"""

from datetime import date

from attrs import frozen

from ...shared import UserId
from .forecast import Forecast
from .goals import Attainment
from .periods import Period
from .submissions import Submission
from .weighted import Weighted

STALE_DAYS = 7
"""
A word that is older than this is told to be stale.
"""


@frozen(kw_only=True)
class Said:
    """
    What was last said of one person's period, by whom, and how many *days* ago; it is
    *stale* after a week.

    Args:
        own: What the person said, when somebody else had the last word.
    """

    owner: UserId
    last: Submission
    own: Submission | None
    days: int
    stale: bool


@frozen(kw_only=True)
class Outlook:
    """
    What a period will bring, as known on the day *on*, in the base *currency*.

    Args:
        calibrated: What own history says of it; None when there is too little, and
            *silence* says so.
        silent: The people with deals in the period who have said nothing of it.
    """

    period: Period
    on: date
    currency: str
    weighted: Weighted
    calibrated: Forecast | None
    silence: str | None
    goals: tuple[Attainment, ...]
    said: tuple[Said, ...]
    silent: tuple[UserId, ...]
