"""
How far records came through their stages.
"""

from collections.abc import Iterable, Sequence

from attrs import frozen

from .rates import Outcome


@frozen(kw_only=True)
class Passage:
    """
    How many records ever stood in a stage, each counted once, and where they went.

    Args:
        stage: The key of the stage.
        entered: How many ever stood there.
        advanced: How many of them ever stood in a later one, or were won.
        lost: How many of the others were lost.
        open: How many of the others are still open.
        rate: Advanced of those that are no longer there; None while none is.
    """

    stage: str
    entered: int
    advanced: int
    lost: int
    open: int
    rate: float | None


def funnel(stages: Sequence[str], outcomes: Iterable[Outcome]) -> list[Passage]:
    """
    The passage of records through *stages*, in order. A record that came back to a
    stage counts once, and entered = advanced + lost + open in each.
    """
    members = list(outcomes)
    found = []
    for place, stage in enumerate(stages):
        later = frozenset(stages[place + 1 :])
        here = [each for each in members if stage in each.reached]
        ahead = [each for each in here if each.won or each.reached & later]
        others = [e for e in here if not (e.won or e.reached & later)]
        lost = sum(each.won is False for each in others)
        decided = len(ahead) + lost
        found.append(
            Passage(
                stage=stage,
                entered=len(here),
                advanced=len(ahead),
                lost=lost,
                open=len(others) - lost,
                rate=len(ahead) / decided if decided else None,
            )
        )
    return found
