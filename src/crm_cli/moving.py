"""
The commands of what stands in the stages of a pipeline: moved, reopened, on a board.
"""

from typing import Any

import click

from .answers import print_written
from .counts import COUNT
from .session import Session, acting

noting = click.option("--notes", metavar="TEXT", help="What is said about it.")
versioned = click.option(
    "--version", type=int, help="Refuse if it is no longer at this version."
)


@click.command("move")
@acting
@click.argument("which", metavar="ID|NAME")
@click.argument("stage")
@click.argument("fields", nargs=-1, metavar="FIELD=VALUE...")
@noting
@versioned
def move(session: Session, which: str, stage: str, **given: Any) -> None:
    """
    Move {a_noun} to another stage, by its key or name.

    Fields that the stage requires may come with the move.
    """
    from .stages import act

    written = act(session, session.kind.move, which, stage=stage, **given)
    print_written(session, written, f"Moved to {written.result.stage}:")


@click.command("reopen")
@acting
@click.argument("which", metavar="ID|NAME")
@click.argument("fields", nargs=-1, metavar="FIELD=VALUE...")
@click.option("--stage", help="The stage to go on in; else the one before.")
@noting
@versioned
def reopen(session: Session, which: str, **given: Any) -> None:
    """
    Open {a_noun} again that was closed.
    """
    from .stages import act

    written = act(session, session.kind.reopen, which, **given)
    print_written(session, written, f"Reopened in {written.result.stage}:")


@click.command("board")
@acting
@click.option(
    "--filter", "filters", default="", metavar="TEXT", help="Narrow the board."
)
@click.option("--pipeline", metavar="ID|NAME", help="Which; else the default one.")
@click.option("--cards", type=COUNT, help="How many cards of each stage, 1 to 200.")
@click.option("--closed", is_flag=True, help="Show what was won and lost too.")
def board(session: Session, **given: Any) -> None:
    """
    Show the stages of a pipeline with their counts, sums and first {plural}.
    """
    from .stages import print_board

    print_board(session, **given)


@click.command("stages")
@acting
@click.argument("which", metavar="ID|NAME")
def stages(session: Session, which: str) -> None:
    """
    Show the way of {a_noun} through its stages, and how long it stood in each.
    """
    from .stages import print_way

    print_way(session, which)
