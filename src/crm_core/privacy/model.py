"""
What is known of a person, and the proof that it is known no longer.
"""

from collections.abc import Mapping

from attrs import frozen

from ..changes import HistoryEntry
from ..contacts import ContactId
from ..files import File


@frozen(kw_only=True)
class PersonalData:
    """
    All that is known of one person: the record, every change to it, the leads that
    came from this person, what was sent through web forms and booked, and files and activities
    about either.
    """

    record: dict[str, object]
    history: list[HistoryEntry]
    leads: list[dict[str, object]]
    submissions: list[dict[str, object]]
    bookings: list[dict[str, object]]
    files: list[File]
    activities: list[dict[str, object]]
    emails: list[dict[str, object]]


@frozen(kw_only=True)
class Erasure:
    """
    The proof of an erasure: what was wiped, and that nothing is left.

    *wiped_changes* counts the entries of the trail that lost their values, *leads* the
    leads that were made nobody's, *opportunities* those that lost the person's names,
    *submissions* what had come in through web forms, *bookings* what was booked, *files* those about nobody else,
    *activities* and *emails* those that the person was taken out of, *refused_rows* what
    imports had refused.
    """

    contact_id: ContactId
    wiped_changes: int
    leads: int
    opportunities: int
    submissions: int
    bookings: int
    files: int
    activities: int
    emails: int
    refused_rows: int
    left: int


NOBODY: Mapping[str, object] = {
    "title": "Erased person",
    "description": None,
    "first_name": "",
    "last_name": "",
    "email": None,
    "phone": None,
    "job_title": None,
    "company_name": None,
    "website": None,
    "address": None,
    "contact_id": None,
    "referrer": None,
    "landing_page": None,
    "capture": None,
    "answers": {},
    "score_reasons": [],
    "lost_note": None,
    "next_step": None,
    "assignment": None,
    "custom": {},
}
"""
What stays of a lead whose person is forgotten: that there was one, and its outcome.
"""
