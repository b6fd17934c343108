"""
Calendar files and calendar servers.
"""

from .caldav import CaldavServers
from .files import IcalendarFiles
from .recurrences import RfcRecurrences

__all__ = ["CaldavServers", "IcalendarFiles", "RfcRecurrences"]
