"""
The command ``crm feed``.
"""

from typing import Any

import click

from .session import Session, acting
from .timelines import narrowing, print_timeline


@click.command("feed")
@acting
@narrowing
def feed(session: Session, **given: Any) -> None:
    """
    Show what happened in the organization, latest first.

    Of all that one command or request wrote, one entry is told.
    """
    from crm_core.timelines import feed as told

    print_timeline(session, told, **given)
