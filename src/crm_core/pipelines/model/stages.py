"""
Stages: what standing in one means, and what it takes to enter it.
"""

from enum import StrEnum

from attrs import frozen


class StageKind(StrEnum):
    """
    What standing in a stage means: still open, won, or lost.
    """

    OPEN = "open"
    WON = "won"
    LOST = "lost"


class Category(StrEnum):
    """
    How far an opportunity counts in a forecast.
    """

    PIPELINE = "pipeline"
    BEST_CASE = "best_case"
    COMMIT = "commit"
    CLOSED = "closed"
    OMITTED = "omitted"


@frozen(kw_only=True)
class Stage:
    """
    One stage of a pipeline.

    Args:
        key: What records, addresses and files call it; it never changes.
        name: What people call it.
        kind: Whether records in it are open, won or lost.
        probability: Percent of records here that are won, 0 to 100.
        stale_days: After how many days without a move a record is stale.
        required: Fields that a record needs to enter.
        roles: Who may move records here; everyone who may write them when empty.
        category: How far an opportunity here counts in a forecast.
        retired: It takes no more records; history still names it.
    """

    key: str
    name: str
    kind: StageKind = StageKind.OPEN
    probability: int = 0
    stale_days: int | None = None
    required: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    category: Category = Category.PIPELINE
    retired: bool = False
