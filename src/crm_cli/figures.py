"""
The commands that tell what became of leads and opportunities as a whole.
"""

from collections.abc import Callable
from typing import Any

import click

from .session import Session, acting

LEAD_GROUPS = ("source", "owner", "stage", "month", "campaign", "product")
DEAL_GROUPS = ("stage", "owner", "source", "competitor", "reason", "size", "month")


def _days(command: Callable[..., Any]) -> Callable[..., Any]:
    until = click.option("--until", metavar="DAY", help="The last day that counts.")
    since = click.option("--since", metavar="DAY", help="The first day that counts.")
    return since(until(command))


_owner = click.option("--owner", metavar="EMAIL|ID", help="Only what is theirs.")
_pipeline = click.option("--pipeline", metavar="ID|NAME", help="Else the default one.")


@click.command("conversion")
@acting
@click.option(
    "--by",
    type=click.Choice(LEAD_GROUPS),
    default="source",
    show_default=True,
    help="What they are grouped by.",
)
@_days
@_owner
def conversion(session: Session, **given: Any) -> None:
    """
    Tell how many leads were converted, of those that came in on some days.
    """
    from crm_core.analytics import lead_conversion

    from .telling import print_rates

    print_rates(session, lead_conversion, "converted", **given)


@click.command("win-loss")
@acting
@click.option(
    "--by",
    type=click.Choice(DEAL_GROUPS),
    default="reason",
    show_default=True,
    help="What they are grouped by.",
)
@_days
@_owner
def win_loss(session: Session, **given: Any) -> None:
    """
    Tell how many opportunities were won, of those that were closed on some days.
    """
    from crm_core.analytics import win_loss as tell

    from .telling import print_rates

    print_rates(session, tell, "won", **given)


@click.command("differences")
@acting
@_days
def differences(session: Session, **given: Any) -> None:
    """
    Tell what opportunities that are won have in common, and those that are lost.
    """
    from .telling import print_differences

    print_differences(session, **given)


@click.command("funnel")
@acting
@_days
@_pipeline
def funnel(session: Session, **given: Any) -> None:
    """
    Tell how far {plural} came that came in on some days, each counted once.
    """
    from .telling import print_funnel

    print_funnel(session, **given)
