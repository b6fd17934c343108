"""
The command ``crm demo``.
"""

import click

from .refusals import told


@click.command()
@click.option("--port", type=int, help="The port to serve on.  [default: 8001]")
@click.option("--fresh", is_flag=True, help="Begin anew: what was changed is lost.")
@click.option("--no-browser", is_flag=True, help="Open no browser.")
@click.option(
    "--size",
    type=click.Choice(["small", "large"]),
    default="small",
    show_default=True,
    help="400 contacts, or 100,000.",
)
def demo(port: int | None, fresh: bool, no_browser: bool, size: str) -> None:
    """
    Fill a believable organization, once, and serve it to look at.
    """
    with told():
        from .showing import show_demo

        show_demo(port=port, fresh=fresh, browser=not no_browser, size=size)
