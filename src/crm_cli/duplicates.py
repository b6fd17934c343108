"""
The command ``crm duplicates``.
"""

from typing import Any

import click

from .counts import COUNT
from .lazy import LazyGroup
from .session import Session, acting

duplicates = LazyGroup(
    "duplicates",
    lazy={
        "evaluate": "Measure how well they are found, on a labelled file.",
        "rules": "The rules for them.",
    },
    help="Records that may be the same: merge them, or keep them apart.",
)

of_kind = click.option(
    "--kind",
    type=click.Choice(["contact", "company"]),
    default="contact",
    show_default=True,
    help="Which kind of record.",
)


@duplicates.command("list")
@acting
@of_kind
@click.option("--apart", is_flag=True, help="Those known to be different, instead.")
@click.option("--least", type=float, default=0.0, help="The least score, 0 to 1.")
@click.option("--page-size", type=COUNT, help="How many at once, 1 to 200.")
@click.option("--page", type=COUNT, help="The number of the page.")
@click.option("--cursor", help="Go on behind an earlier page.")
def list_(session: Session, **given: Any) -> None:
    """
    List pairs of records that may be the same, the likeliest first, and why.
    """
    from .merging import print_pairs

    print_pairs(session, **given)


@duplicates.command("scan")
@acting
@of_kind
@click.option("--all", "everything", is_flag=True, help="All, not only what changed.")
@click.option("--later", is_flag=True, help="Let a worker do it.")
def scan(session: Session, **given: Any) -> None:
    """
    Look for records that may be the same, among those changed since the last scan.
    """
    from .scanning import scan_records

    scan_records(session, **given)


@duplicates.command("merge")
@acting
@of_kind
@click.option("--certain", is_flag=True, help="Those that need no look; required.")
@click.option("--dry-run", is_flag=True, help="Only say what would be merged.")
def merge(session: Session, certain: bool, **given: Any) -> None:
    """
    Merge all records that the last scan found to be the same for certain.

    Each merge can be taken apart. Pairs that are kept apart, and records changed since
    the scan, are left alone; exit code 3 says that some were.
    """
    if not certain:
        message = "Say --certain; a single pair is merged by crm contacts merge."
        raise click.UsageError(message)
    from .scanning import merge_certain

    merge_certain(session, **given)


@duplicates.command("keep-apart")
@acting
@click.argument("pair", metavar="PAIR")
@click.option("--forget", is_flag=True, help="They may be the same after all.")
def keep_apart(session: Session, pair: str, forget: bool) -> None:
    """
    Remember that the two records of a pair are different: it is not brought up again.
    """
    from crm_core.duplicates import PairId, keep_apart
    from crm_core.shared import read_id

    from .answers import print_undo

    pair_id = PairId(read_id(pair))
    written = session.write(lambda work: keep_apart(work, pair_id, apart=not forget))
    said = "Forgotten." if forget else "Remembered: they are different."
    print_undo(session, written, said)


@duplicates.command("merges")
@acting
@click.option("--page-size", type=COUNT, help="How many at once, 1 to 200.")
@click.option("--page", type=COUNT, help="The number of the page.")
@click.option("--cursor", help="Go on behind an earlier page.")
def merges(session: Session, **given: Any) -> None:
    """
    List the merges that stand, the latest first: each can be taken apart.
    """
    from .merging import print_merges

    print_merges(session, **given)


@duplicates.command("unmerge")
@acting
@click.argument("merge", metavar="MERGE")
def unmerge(session: Session, merge: str) -> None:
    """
    Take a merge apart: all its records are back under their ids.

    What was written since stays as it is, is listed, and exit code 3 says so.
    """
    from .merging import take_apart

    take_apart(session, merge)
