"""
A training: the model that was learnt, or why none, and how good it would have been.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from attrs import asdict, frozen

from .back_testing import BackTest, Part, back_test
from .evaluation import Bin, Figures
from .leaks import Suspect
from .learning import Refusal, learn
from .learnt import Facts, LearntModel
from .storing import model_from_data, model_to_data


@frozen(kw_only=True)
class Training:
    """
    What was learnt from closed rows.

    Args:
        won: How many won rows there were to learn from,
        lost: and how many lost ones.
        model: What gives probabilities; None when nothing was learnt.
        refused: Why nothing was; empty when there is a model.
        report: How good it would have been on rows that it had not seen.
    """

    trained_at: datetime
    won: int
    lost: int
    model: LearntModel | None
    refused: str
    report: BackTest

    def to_data(self) -> dict[str, Any]:
        """
        The training as JSON can hold it, all but its moment.
        """
        return {
            "won": self.won,
            "lost": self.lost,
            "model": model_to_data(self.model) if self.model else None,
            "refused": self.refused,
            "report": asdict(self.report),
        }

    def summary(self) -> dict[str, Any]:
        """
        What people may know of it: of the model what it looks at, not its weights.
        """
        model = self.model
        return {
            "trained_at": self.trained_at,
            "won": self.won,
            "lost": self.lost,
            "refused": self.refused or None,
            "model": model
            and {
                "fields": sorted({column.field for column in model.columns}),
                "left_out": dict(model.left_out),
                "rows": model.rows,
                "auc": model.auc,
            },
            "report": asdict(self.report),
        }

    @classmethod
    def of_data(cls, data: Mapping[str, Any], trained_at: datetime) -> "Training":
        """
        The training that ``to_data`` wrote.

        Raises:
            Invalid: Its model is of another version.
        """
        model = data["model"]
        return cls(
            trained_at=trained_at,
            won=data["won"],
            lost=data["lost"],
            model=model_from_data(model) if model else None,
            refused=data["refused"],
            report=_report(data["report"]),
        )


def train_on(
    rows: Sequence[Facts],
    won: Sequence[bool],
    times: Sequence[float],
    *,
    at: datetime,
) -> Training:
    """
    Learn from closed rows, and judge that on the later ones of them. Where the
    back-test finds no signal the model does not speak, whatever it learnt from all.
    """
    report = back_test(rows, won, times)
    learnt = None if report.refused else learn(rows, won, times)
    model = learnt if isinstance(learnt, LearntModel) else None
    refused = learnt.told if isinstance(learnt, Refusal) else report.refused
    wins = sum(won)
    return Training(
        trained_at=at,
        won=wins,
        lost=len(won) - wins,
        model=model,
        refused=refused,
        report=report,
    )


def _report(data: Mapping[str, Any]) -> BackTest:
    figures = data["figures"]
    return BackTest(
        refused=data["refused"],
        figures=Figures(**figures) if figures else None,
        parts=tuple(
            Part(each["learnt"], Figures(**each["figures"]), each["refused"])
            for each in data["parts"]
        ),
        reliability=tuple(Bin(**each) for each in data["reliability"]),
        suspects=tuple(Suspect(**each) for each in data["suspects"]),
    )
