"""
Where mail comes from.
"""

revision = "0010"
down_revision = "0009"

TABLES: tuple[str, ...] = ()


def upgrade() -> None:
    """
    Nothing yet.
    """
