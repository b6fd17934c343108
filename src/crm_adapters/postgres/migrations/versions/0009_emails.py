"""
Messages sent and received, and what they are written from.
"""

revision = "0009"
down_revision = "0008"

TABLES: tuple[str, ...] = ()


def upgrade() -> None:
    """
    Nothing yet.
    """
