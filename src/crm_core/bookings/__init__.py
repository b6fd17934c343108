"""
Bookings: when people are free, and pages on which others book a meeting.
"""
