"""
The command ``crm opportunities forecast``.
"""

from typing import Any

import click

from .promises import COMMANDS


@click.group("forecast")
def forecast() -> None:
    """
    What a period will bring, and how good such forecasts were.
    """


@forecast.command("evaluate")
@click.argument("file")
@click.option(
    "--opened", required=True, metavar="COLUMN", help="The day a deal was opened."
)
@click.option(
    "--closed", required=True, metavar="COLUMN", help="The day it was won or lost."
)
@click.option(
    "--status", required=True, metavar="COLUMN", help="Whether it was won or lost."
)
@click.option(
    "--won", required=True, metavar="VALUE", help="What stands there when it was won."
)
@click.option(
    "--lost",
    metavar="VALUE",
    help="What stands there when it was lost; else all that has a closing day.",
)
@click.option("--amount", required=True, metavar="COLUMN", help="What it brought.")
@click.option(
    "--expected",
    metavar="COLUMN",
    help="What it was expected to bring while it was open.",
)
@click.option(
    "--dates",
    type=click.Choice(["dmy", "mdy", "ymd"]),
    help="What stands first in days; else the cells tell.",
)
@click.option(
    "--decimal-mark", type=click.Choice([".", ","]), help="Else the cells tell."
)
@click.option(
    "--horizon",
    type=click.IntRange(1, 12),
    default=1,
    show_default=True,
    help="How many months ahead the month lies that is forecast.",
)
@click.option(
    "--from", "since", metavar="MONTH", help="The first month to forecast, as 2026-07."
)
@click.option(
    "--until",
    metavar="DAY",
    help="The day of the file, as 2026-07-31; else its latest day.",
)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def evaluate(file: str, **given: Any) -> None:
    """
    Measure how good the calibrated forecast is, on a file of deals.

    At each month's end what the next month brings is forecast from what was known
    then, without a database, and compared with what came and with plain methods. Deals
    without a closing day are open. Exit code 3 says that some rows could not be used.
    """
    from .forecast_evaluation import evaluate_file
    from .refusals import told

    with told():
        evaluate_file(file, **given)


for command in COMMANDS:
    forecast.add_command(command)
