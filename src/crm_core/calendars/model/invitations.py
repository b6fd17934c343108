"""
Invitations to meetings (RFC 5546), and the answers to them.
"""

from datetime import datetime

from attrs import frozen

from ...activities import ActivityId, Attendance, SeriesId
from ...shared import email_key

ANSWERS = {
    "ACCEPTED": Attendance.ACCEPTED,
    "DECLINED": Attendance.DECLINED,
    "TENTATIVE": Attendance.TENTATIVE,
    "NEEDS-ACTION": Attendance.NEEDS_ACTION,
}
SPELLED = {answer: spelled for spelled, answer in ANSWERS.items()}


@frozen(kw_only=True)
class Invited:
    """
    Who can be invited: a participant with an address.
    """

    address: str
    name: str = ""
    status: Attendance = Attendance.NEEDS_ACTION

    @property
    def key(self) -> str:
        """
        What two spellings of the address share.
        """
        return email_key(self.address)


@frozen(kw_only=True)
class Invitation:
    """
    That somebody was invited to a meeting, or to a whole series when there is no
    *occurrence*: by which *sequence* last.
    """

    uid: str
    occurrence: datetime | None = None
    activity_id: ActivityId
    series_id: SeriesId | None = None
    address: str
    name: str = ""
    sequence: int = 0
    sent_at: datetime
    answered_at: datetime | None = None
    withdrawn_at: datetime | None = None

    @property
    def key(self) -> str:
        """
        What two spellings of the address share.
        """
        return email_key(self.address)

    @property
    def open(self) -> bool:
        """
        Whether it still holds.
        """
        return self.withdrawn_at is None


@frozen(kw_only=True)
class Sent:
    """
    Who was written to: invited or told of a change, and told that it is off.
    """

    invited: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()


@frozen(kw_only=True)
class AnswerTaken:
    """
    What became of a calendar that came by mail: whether it *changed* the states of
    participants, of which meeting, and a *note* for who reads the mail.
    """

    note: str
    changed: bool = False
    activity_id: ActivityId | None = None
