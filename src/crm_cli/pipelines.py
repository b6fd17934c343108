"""
The command ``crm pipelines``.
"""

from typing import IO, TYPE_CHECKING

import click

from .answers import print_undo
from .output import Column, print_fields, print_json, print_table, say
from .session import Session, acting

if TYPE_CHECKING:
    from crm_core.pipelines import Pipeline

_short = click.option(
    "--stage",
    "short",
    multiple=True,
    metavar="NAME[:PERCENT|:won|:lost]",
    help="A stage, in order: repeat it.",
)
_file = click.option(
    "--stages",
    "file",
    type=click.File("rb"),
    metavar="FILE",
    help="All stages, as a JSON list.",
)
_reasons = click.option(
    "--reason", "reasons", multiple=True, help="Why one may be lost: repeat it."
)


@click.group()
def pipelines() -> None:
    """
    The stages that leads and opportunities go through.
    """


@pipelines.command("list")
@acting
@click.argument("record", required=False, metavar="[lead|opportunity]")
def list_(session: Session, record: str | None) -> None:
    """
    List the pipelines, of each kind of record the default one first.
    """
    from crm_core.pipelines import list_pipelines

    found = session.run(list_pipelines, record)
    if session.as_json:
        print_json({"items": found})
        return
    columns = (
        Column("ID", lambda each: each.id),
        Column("RECORD", lambda each: each.record),
        Column("NAME", lambda each: each.name),
        Column("STAGES", lambda each: [stage.name for stage in each.live]),
        Column("DEFAULT", lambda each: each.default),
    )
    print_table(columns, found)


@pipelines.command("show")
@acting
@click.argument("which", metavar="ID|NAME")
def show(session: Session, which: str) -> None:
    """
    Show a pipeline with its stages, those too that take no more records.
    """
    from .pipeline_words import find_pipeline

    pipeline = session.run(find_pipeline, which)
    if session.as_json:
        print_json(pipeline)
        return
    print_fields(
        (name, getattr(pipeline, name))
        for name in ("id", "record", "name", "default", "reasons", "version")
    )
    say("")
    columns = (
        Column("KEY", lambda stage: stage.key),
        Column("STAGE", lambda stage: stage.name),
        Column("KIND", lambda stage: "retired" if stage.retired else stage.kind),
        Column("CHANCE", lambda stage: f"{stage.probability} %"),
        Column("STALE", lambda stage: stage.stale_days and f"{stage.stale_days} days"),
        Column("FORECAST", lambda stage: stage.category),
        Column("REQUIRES", lambda stage: stage.required),
        Column("ROLES", lambda stage: stage.roles),
    )
    print_table(columns, pipeline.stages)


@pipelines.command("add")
@acting
@click.argument("record", metavar="lead|opportunity")
@click.argument("name")
@_short
@_file
@_reasons
@click.option("--default", is_flag=True, help="New records enter it.")
def add(
    session: Session,
    record: str,
    name: str,
    short: tuple[str, ...],
    file: IO[bytes] | None,
    reasons: tuple[str, ...],
    default: bool,
) -> None:
    """
    Add a pipeline.

    Its stages are written as --stage "Proposal:50", in order, with the percent of
    records there that are won; --stage Won:won and --stage Lost:lost end it. A JSON
    file says more: [{"name": "Proposal", "probability": 50, "stale_days": 21,
    "required": ["value"], "roles": ["manager"]}, ...].
    """
    from crm_core.pipelines import add_pipeline

    from .pipeline_words import read_stages

    fields = {"record": record, "name": name, "reasons": reasons, "default": default}
    stages = read_stages(short, file)
    written = session.write(lambda work: add_pipeline(work, **fields, stages=stages))
    _print(session, written.result, f"Added {written.result.name}.")


@pipelines.command("edit")
@acting
@click.argument("which", metavar="ID|NAME")
@click.option("--name", help="What it is called from now on.")
@_short
@_file
@_reasons
@click.option(
    "--move",
    "moves",
    multiple=True,
    metavar="STAGE=STAGE",
    help="Where the records of a stage go that ends: repeat it.",
)
@click.option("--default", is_flag=True, help="New records enter it.")
@click.option("--version", type=int, help="Refuse if it is no longer at this version.")
def edit(
    session: Session,
    which: str,
    name: str | None,
    short: tuple[str, ...],
    file: IO[bytes] | None,
    reasons: tuple[str, ...],
    moves: tuple[str, ...],
    default: bool,
    version: int | None,
) -> None:
    """
    Change a pipeline.

    Stages are given all together, each known by its key or its name; what is not said
    of one stays. Those left out take no more records, and --move proposal=negotiation
    says where their records go.
    """
    from crm_core.pipelines import edit_pipeline

    from .pipeline_words import find_pipeline, read_moves, read_stages

    fields: dict[str, object] = {"name": name, "default": default or None}
    fields |= {"reasons": reasons or None, "stages": read_stages(short, file)}
    given = {key: value for key, value in fields.items() if value is not None}
    targets = read_moves(moves)
    written = session.write(
        lambda work: edit_pipeline(
            work, find_pipeline(work, which).id, version=version, moves=targets, **given
        )
    )
    _print(session, written.result, f"Edited {written.result.name}.")


@pipelines.command("remove")
@acting
@click.argument("which", metavar="ID|NAME")
@click.option("--into", metavar="ID|NAME", help="Where its records go.")
def remove(session: Session, which: str, into: str | None) -> None:
    """
    Delete a pipeline; its records go into the same stages of another one.
    """
    from crm_core.pipelines import remove_pipeline

    from .pipeline_words import find_pipeline

    written = session.write(
        lambda work: remove_pipeline(
            work,
            find_pipeline(work, which).id,
            into=None if into is None else find_pipeline(work, into).id,
        )
    )
    print_undo(session, written, f"Removed {which}.")


def _print(session: Session, pipeline: "Pipeline", said: str) -> None:
    if session.as_json:
        print_json(pipeline)
    else:
        say(said)
