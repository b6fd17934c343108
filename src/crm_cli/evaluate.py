"""
The command ``crm duplicates evaluate``.
"""

from typing import Any

import click


@click.command("evaluate")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--truth", required=True, metavar="COLUMN", help="The column that tells who is who."
)
@click.option(
    "--truth-pattern",
    "pattern",
    metavar="REGEX",
    help=r'The part of it that counts, as in "rec-(\d+)-".',
)
@click.option(
    "--map",
    "choices",
    multiple=True,
    metavar="COLUMN=PLACE",
    help='What a column is, as in "born=date.birth"; "-" leaves it out.',
)
@click.option(
    "--kind",
    type=click.Choice(["contact", "company"]),
    help="People or companies; else the columns tell.",
)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def evaluate(files: tuple[str, ...], **given: Any) -> None:
    """
    Measure how well duplicates are found, on files that tell who is the same.

    Files are compared by the rules of every scan, at the usual scores, without a
    database; several are linked with each other. Columns go where their names say, or
    where --map sends them: first_name, middle_name, last_name, suffix, full_name, name
    (of a company), email, phone, company, domain, house_number, street, street_2, city,
    postal_code, date.NAME and code.NAME.
    """
    from .evaluating import evaluate_files
    from .refusals import told

    with told():
        evaluate_files(files, **given)
