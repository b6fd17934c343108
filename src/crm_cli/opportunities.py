"""
The command ``crm opportunities``.
"""

from typing import Any

import click

from .answers import print_written
from .bulk import bulk
from .figures import differences, funnel, win_loss
from .forecast import forecast
from .moving import board, move, noting, reopen, stages, versioned
from .output import print_json
from .records import record_group
from .session import Session, acting


@click.command("win")
@acting
@click.argument("which", metavar="ID|NAME")
@click.argument("fields", nargs=-1, metavar="FIELD=VALUE...")
@noting
@versioned
def win(session: Session, which: str, **given: Any) -> None:
    """
    Mark an opportunity as won, today unless actual_close_date= says else.
    """
    from crm_core.opportunities import win_opportunity

    from .stages import act

    print_written(session, act(session, win_opportunity, which, **given), "Won")


@click.command("lose")
@acting
@click.argument("which", metavar="ID|NAME")
@click.argument("fields", nargs=-1, metavar="FIELD=VALUE...")
@click.option("--reason", "lost_reason", required=True, help="Why it is lost.")
@noting
@versioned
def lose(session: Session, which: str, **given: Any) -> None:
    """
    Mark an opportunity as lost.
    """
    from crm_core.opportunities import lose_opportunity

    from .stages import act

    print_written(session, act(session, lose_opportunity, which, **given), "Lost")


@click.command("rank")
@acting
@click.argument("which", metavar="ID|NAME")
@click.option("--after", metavar="ID|NAME", help="The card ahead of it.")
@click.option("--before", metavar="ID|NAME", help="The card behind it.")
def rank(session: Session, which: str, **places: str | None) -> None:
    """
    Put a card between two others of its column; on top without either.
    """
    from crm_core.opportunities import rank_opportunity

    kind = session.kind
    written = session.write(
        lambda work: rank_opportunity(
            work,
            kind.find(work, which),
            **{n: kind.find(work, text) for n, text in places.items() if text},
        )
    )
    print_written(session, written, "Ranked")


@click.command("attention")
@acting
def attention(session: Session) -> None:
    """
    List open opportunities that are overdue or stale, the longest neglected first.
    """
    from crm_core.opportunities import unattended_opportunities

    from .stages import print_cards

    cards = session.run(unattended_opportunities)
    if session.as_json:
        print_json({"items": cards})
    else:
        print_cards(session, cards)


opportunities = record_group(
    "opportunities",
    noun="opportunity",
    example='name="Enterprise deal" value=50000 company_id=Northwind stage=proposal',
    commands=(
        bulk,
        move,
        win,
        lose,
        reopen,
        rank,
        board,
        stages,
        attention,
        forecast,
        funnel,
        win_loss,
        differences,
    ),
    watched=False,
)
