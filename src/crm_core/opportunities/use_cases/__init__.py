"""
What people do with opportunities.
"""

from .records import (
    add_opportunity,
    archive_opportunity,
    edit_opportunities,
    edit_opportunity,
    get_opportunity,
    list_opportunities,
    purge_opportunity,
    restore_opportunity,
    show_opportunity,
)
from .selling import (
    lose_opportunity,
    move_opportunity,
    opportunity_board,
    rank_opportunity,
    reopen_opportunity,
    unattended_opportunities,
    win_opportunity,
)

__all__ = [
    "add_opportunity",
    "archive_opportunity",
    "edit_opportunities",
    "edit_opportunity",
    "get_opportunity",
    "list_opportunities",
    "lose_opportunity",
    "move_opportunity",
    "opportunity_board",
    "purge_opportunity",
    "rank_opportunity",
    "reopen_opportunity",
    "restore_opportunity",
    "show_opportunity",
    "unattended_opportunities",
    "win_opportunity",
]
