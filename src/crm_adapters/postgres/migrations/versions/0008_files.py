"""
Files attached to records.
"""

revision = "0008"
down_revision = "0007"

TABLES: tuple[str, ...] = ()


def upgrade() -> None:
    """
    Nothing yet.
    """
