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
    help='Where a column goes; "-" leaves it out, "new" or "new:KIND" makes a custom'
    " field of it. Remembered for files with the same headers.",
)
@click.option(
    "--value",
    "values",
    multiple=True,
    metavar="COLUMN:CELL=VALUE",
    help="What a cell is to be read as instead, as a stage that has another name here.",
)
@click.option(
    "--new-fields",
    is_flag=True,
    help="Make a custom field of every column that goes nowhere.",
)
@click.option(
    "--forget-map", is_flag=True, help="Forget where columns were said to go before."
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="NAME=FORMAT",
    help="date_order=dmy|mdy|ymd, decimal_mark=.|, phone_country=DE, or name_order="
    "'first last'|'last first'|'last, first', if not found out rightly.",
)
@click.option(
    "--known",
    type=click.Choice(["update", "fill", "skip", "create", "ask"]),
    default="update",
    show_default=True,
    help="Whether a row about a known record changes it, fills its gaps, leaves it,"
    " makes another one, or is put aside for you.",
)
@click.option(
    "--match",
    multiple=True,
    metavar="KEY",
    help="What a person is known by: email, phone (with the name), name, custom.NAME,"
    " duplicates (by the rules for them); a company: domain, name; a lead: id,"
    " email, name (with the company), custom.NAME; an opportunity: id, name (with the"
    " company), custom.NAME; in this order.  [default: all but custom"
    " fields and duplicates]",
)
@click.option(
    "--refused",
    metavar="FILE",
    help="Where refused rows go, with reasons.  [default: FILE.refused.csv]",
)
@click.option("--encoding", help="If it is not found out rightly.")
@click.option("--delimiter", help="If it is not found out rightly.")
@click.option("--header-line", type=int, help="Its number; 0 if there is none.")
@click.option("--sheet", help="Of a spreadsheet: its name or number.")
def import_(session: Session, file: str, **given: Any) -> None:
    """
    Take {plural} in from a file, or from - (standard input): CSV, XLSX, XLS, ODS,
    vCard or JSON Lines.

    Columns are known by their headers and cells; --map says otherwise. A row about a
    known {noun} changes that one. Refused rows are written to a file with the
    reasons, to be mended and imported again; the others are taken, and exit code 3
    says so. Interrupted, the same command goes on where it stopped. One undo takes
    all of it back.
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
    type=click.Choice(["csv", "xlsx", "vcard", "jsonl"]),
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
    Give {plural} out as CSV, a spreadsheet{cards} or JSON Lines.

    An existing file is replaced when the new one is whole, and not before.
    """
    from .exporting import export_records

    export_records(session, **given)
