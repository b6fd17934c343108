"""
Calendars that are shared and kept in step.
"""

revision = "0011"
down_revision = "0010"

TABLES: tuple[str, ...] = ()


def upgrade() -> None:
    """
    Nothing yet.
    """
