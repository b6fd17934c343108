"""
Calls, meetings, tasks and notes.
"""

revision = "0007"
down_revision = "0006"

TABLES: tuple[str, ...] = ()


def upgrade() -> None:
    """
    Nothing yet.
    """
