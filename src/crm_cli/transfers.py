"""
The commands that take records in from files, and give them out.
"""

from typing import Any

import click

from .session import Session, acting


@click.command("import")
@acting
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--dry-run", is_flag=True, help="Report the same, and write nothing.")
@click.option(
    "--map",
    "choices",
    multiple=True,
    metavar="HEADER=FIELD",
    help='Where a column goes; "-" leaves it out.',
)
@click.option(
    "--known",
    type=click.Choice(["update", "fill", "skip"]),
    default="update",
    show_default=True,
    help="Whether a row changes a known record, fills its gaps, or leaves it.",
)
@click.option(
    "--refused",
    metavar="FILE",
    help="Where refused rows go, with reasons.  [default: FILE.refused.csv]",
)
@click.option("--encoding", help="If it is not found out rightly.")
@click.option("--delimiter", help="If it is not found out rightly.")
@click.option("--header-line", type=int, help="Its number; 0 if there is none.")
def import_(session: Session, file: str, **given: Any) -> None:
    """
    Take {plural} in from a CSV or vCard file, or from - (standard input).

    Columns are known by their headers; --map says otherwise. A row about a known
    {noun} changes that one. Refused rows are written to a file with the reasons, to
    be mended and imported again; the others are taken, and exit code 3 says so. One
    undo takes all of it back.
    """
    from .importing import import_file

    import_file(session, file, **given)


@click.command("export")
@acting
@click.option("--filter", "filters", default="", metavar="TEXT", help="Only these.")
@click.option("--sort", metavar="FIELDS", help="Order them; a minus reverses.")
@click.option("--archived", is_flag=True, help="Those in the archive.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["csv", "vcard", "jsonl"]),
    help="By default what the file's name says, else csv.",
)
@click.option(
    "--excel", is_flag=True, help="CSV with the mark that Excel knows UTF-8 by."
)
@click.option(
    "-o",
    "--output",
    default="-",
    metavar="FILE",
    help="Where to; - is standard output.",
)
def export(session: Session, **given: Any) -> None:
    """
    Give {plural} out as CSV, vCards or JSON Lines.

    An existing file is replaced when the new one is whole, and not before.
    """
    from .exporting import export_records

    export_records(session, **given)
