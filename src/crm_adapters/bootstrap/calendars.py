"""
Calendar files, with a database or without.
"""

from crm_core.calendars import CalendarFiles, NoCalendarFiles


def calendar_files() -> CalendarFiles:
    """
    What reads and writes calendar files.
    """
    try:
        from ..calendar import IcalendarFiles
    except ImportError:
        return NoCalendarFiles()
    return IcalendarFiles()
