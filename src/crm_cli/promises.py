"""
The commands of ``crm opportunities forecast`` that work on the organization's own deals.
"""

from collections.abc import Callable
from typing import Any

import click

from .answers import print_undo
from .output import print_json, say
from .session import Session, acting

_PERIOD_HELP = "month, next_quarter, year, 2026-07, 2026-Q3 and the like."


def _scoped(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--owner", metavar="EMAIL|ID", help="Only the deals of one."),
        click.option("--team", metavar="ID", help="Only the deals that count for it."),
    ):
        function = option(function)
    return function


_pipeline = click.option(
    "--pipeline", metavar="ID|NAME", help="Only the deals in one pipeline."
)
_period = click.option("--period", metavar="PERIOD", help=f"One only: {_PERIOD_HELP}")


@click.command("show")
@acting
@click.argument("period", default="quarter")
@_scoped
@_pipeline
def show(session: Session, period: str, **scope: str | None) -> None:
    """
    Show what a period will bring.

    PERIOD is month, quarter or year, also as next_quarter or last_month, or one by
    name, as 2026-07 or 2026-Q3.
    """
    from crm_core.forecasting import show_forecast

    from .outlooks import scope_asked, tell_outlook

    outlook = session.run(
        lambda work: show_forecast(work, period=period, **scope_asked(work, **scope))
    )
    if session.as_json:
        print_json(outlook)
    else:
        tell_outlook(session, outlook)


@click.command("back-test")
@acting
@_scoped
@_pipeline
def back_test(session: Session, **scope: str | None) -> None:
    """
    Show how good the forecast of the next month was at each month's end.
    """
    from crm_core.forecasting import back_test_forecast

    from .forecast_evaluation import print_back_test
    from .outlooks import scope_asked

    found = session.run(
        lambda work: back_test_forecast(work, **scope_asked(work, **scope))
    )
    print_back_test(found, as_json=session.as_json)


@click.command("accuracy")
@acting
@_period
@_scoped
def accuracy(session: Session, period: str | None, **scope: str | None) -> None:
    """
    Show how right each person was on periods that are over.
    """
    from crm_core.forecasting import forecast_accuracy

    from .outlooks import print_records, scope_asked

    found = session.run(
        lambda work: forecast_accuracy(
            work, period=period, **scope_asked(work, **scope)
        )
    )
    if session.as_json:
        print_json({"items": found})
    else:
        print_records(session, found)


@click.command("goals")
@acting
@_period
def goals(session: Session, period: str | None) -> None:
    """
    List what is to be won, by whom.
    """
    from crm_core.forecasting import list_goals

    from .outlooks import print_goals

    found = session.run(list_goals, period=period)
    if session.as_json:
        print_json({"items": found})
    else:
        print_goals(session, found)


@click.command("set-goal")
@acting
@click.argument("period")
@click.argument("amount")
@click.option("--owner", metavar="EMAIL|ID", help="Whose goal it is.")
@click.option("--team", metavar="ID", help="Whose goal it is.")
def set_goal(
    session: Session, period: str, amount: str, owner: str | None, team: str | None
) -> None:
    """
    Say what is to be won in a period: by a person, by a team, or by all.

    A goal of the same period and people is replaced.
    """
    from crm_core import forecasting

    from .outlooks import owner_asked

    written = session.write(
        lambda work: forecasting.set_goal(
            work,
            period=period,
            amount=amount,
            owner=owner_asked(work, owner),
            team=team,
        )
    )
    goal = written.result
    if session.as_json:
        print_json(goal)
    else:
        said = f"The goal of {goal.period.name} is {goal.amount:,} {goal.currency}"
        print_undo(session, written, f"{said} ({goal.id}).")


@click.command("remove-goal")
@acting
@click.argument("goal", metavar="ID")
def remove_goal(session: Session, goal: str) -> None:
    """
    Take back a goal.
    """
    from crm_core import forecasting
    from crm_core.shared import read_id

    goal_id = forecasting.GoalId(read_id(goal))
    written = session.write(lambda work: forecasting.remove_goal(work, goal_id))
    print_undo(session, written, "Removed the goal.")


@click.command("submissions")
@acting
@_period
@_scoped
def submissions(session: Session, period: str | None, **scope: str | None) -> None:
    """
    List what people said a period would bring, word by word.
    """
    from crm_core.forecasting import list_submissions

    from .outlooks import print_submissions, scope_asked

    found = session.run(
        lambda work: list_submissions(work, period=period, **scope_asked(work, **scope))
    )
    if session.as_json:
        print_json({"items": found})
    else:
        print_submissions(session, found)


def _amounts(function: Callable[..., Any]) -> Callable[..., Any]:
    for name, says in (
        ("--pipeline", "What may be won beyond that."),
        ("--best-case", "What may be won on top."),
        ("--commit", "What will be won in all, the won deals among it."),
    ):
        function = click.option(name, metavar="AMOUNT", help=says)(function)
    return function


@click.command("submit")
@acting
@click.argument("period")
@_amounts
@click.option("--note", help="What is to be known of it.")
def submit(session: Session, period: str, **words: str | None) -> None:
    """
    Say what your own deals will bring in a period; it is kept as it is.
    """
    from crm_core.forecasting import submit_forecast

    _print(session, session.run(submit_forecast, period=period, **words))


@click.command("adjust")
@acting
@click.argument("submission", metavar="ID")
@_amounts
@click.option("--note", required=True, help="Why.")
def adjust(session: Session, submission: str, **words: str | None) -> None:
    """
    Say otherwise than somebody has; what they said is kept.
    """
    from crm_core.forecasting import SubmissionId, adjust_forecast
    from crm_core.shared import read_id

    which = SubmissionId(read_id(submission))
    _print(session, session.run(adjust_forecast, which, **words))


def _print(session: Session, said: Any) -> None:
    if session.as_json:
        print_json(said)
        return
    say(
        f"Kept {said.id}: {said.period.name}, commit {said.commit:,}, best case"
        f" {said.best_case:,}, pipeline {said.pipeline:,} {said.currency}."
    )


COMMANDS = (
    show,
    back_test,
    goals,
    set_goal,
    remove_goal,
    submit,
    adjust,
    submissions,
    accuracy,
)
