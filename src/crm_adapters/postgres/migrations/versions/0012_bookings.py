"""
Pages on which others book a meeting.
"""

revision = "0012"
down_revision = "0011"

TABLES: tuple[str, ...] = ()


def upgrade() -> None:
    """
    Nothing yet.
    """
