"""
What happened to each record, by when.
"""

revision = "0006"
down_revision = "0005"

TABLES: tuple[str, ...] = ()


def upgrade() -> None:
    """
    Nothing yet.
    """
