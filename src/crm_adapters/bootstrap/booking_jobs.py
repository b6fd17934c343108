"""
What the worker does for booking pages.
"""

from uuid import UUID

from crm_core.bookings import BookingId, booking_actor, capture_again

from ..postgres.jobs import Job
from .application import Application


def capture_booking(application: Application, job: Job) -> None:
    """
    Make whoever has booked a meeting a lead, if that has not been done yet.
    """
    booking_id = BookingId(UUID(job.data["booking_id"]))
    actor = booking_actor(job.organization_id)
    capture_again(application.crm.run, actor, booking_id)
