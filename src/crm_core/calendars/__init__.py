"""
Calendars: invitations, feeds, and servers to keep in step with.
"""
