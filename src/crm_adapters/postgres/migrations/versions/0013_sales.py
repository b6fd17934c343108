"""
What selling lacked.
"""

revision = "0013"
down_revision = "0012"

TABLES: tuple[str, ...] = ()


def upgrade() -> None:
    """
    Nothing yet.
    """
