"""
Learning from closed leads, and what came of it, in words.
"""

from functools import partial

from crm_core.leads import request_training, rescore_leads, train_scoring
from crm_core.scoring import Figures, Training

from .output import note, print_json, say
from .session import Session


def train_model(session: Session, *, later: bool) -> None:
    """
    Learn now, or have it done.
    """
    if later:
        session.run(request_training)
        if session.as_json:
            print_json({"requested": True})
        else:
            say("A worker will do it: crm worker.")
        return
    run = partial(session.application.crm.run, session.actor)
    training = train_scoring(run)
    rescore_leads(run)
    print_training(session, training)


def print_training(session: Session, training: Training | None) -> None:
    """
    What was learnt, or why nothing.
    """
    if session.as_json:
        print_json({"training": training and training.summary()})
    elif training is not None:
        _tell(training)


def _tell(training: Training) -> None:
    said = f"{training.trained_at:%Y-%m-%d %H:%M} UTC"
    say(f"Learnt on {said} from {training.won:,} won and {training.lost:,} lost leads.")
    if training.model is None:
        say(f"No model: {training.refused}")
    else:
        fields = sorted({column.field for column in training.model.columns})
        say(f"It looks at {', '.join(fields)}.")
    if training.report.figures is not None:
        _tell_figures(training.report.figures)
    for suspect in training.report.suspects:
        note(f"{suspect.field} knows the outcome too well: {suspect.why}.")


def _tell_figures(figures: Figures) -> None:
    say(
        f"On {figures.rows:,} later leads: AUC {figures.auc:.3f}"
        f" ({figures.auc_low:.3f} to {figures.auc_high:.3f}), calibration error"
        f" {figures.ece:.3f}, Brier {figures.brier:.3f}, lift {figures.lift:.2f}."
    )
