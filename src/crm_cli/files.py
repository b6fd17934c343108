"""
The command ``crm files``.
"""

from typing import TYPE_CHECKING, Any

import click

from .answers import print_undo
from .counts import COUNT
from .output import Column, print_fields, print_json, print_table, say
from .session import Session, Written, acting

if TYPE_CHECKING:
    from crm_core.files import File

_WHICH = click.argument("which", metavar="ID|NAME")
_TO = click.option(
    "--to",
    "to",
    multiple=True,
    metavar="KIND:ID|NAME",
    help="A record that it is about: contact:ada@example.com, company:Acme, lead:ID.",
)


@click.group("files")
def files() -> None:
    """
    Files attached to contacts, companies, leads and opportunities.
    """


@files.command("attach")
@acting
@click.argument("path", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@_TO
@click.option("--name", help="What it is called, instead of as it is here.")
@click.option("--description", metavar="TEXT", help="What is to be said of it.")
def attach(session: Session, path: str, **said: Any) -> None:
    """
    Keep a file from this machine, or from - (standard input).
    """
    from .attaching import attach_path

    _print(session, attach_path(session, path, **said), "Attached")


@files.command("list")
@acting
@_TO
@click.option(
    "--filter",
    "filters",
    default="",
    metavar="TEXT",
    help='Narrow the list: words of names, as "offer bytes:>=100000".',
)
@click.option("--sort", metavar="FIELDS", help="Order it; a minus reverses.")
@click.option("--page-size", type=COUNT, help="How many at once, 1 to 200.")
@click.option("--page", type=COUNT, help="The number of the page.")
@click.option("--cursor", help="Go on behind an earlier page.")
@click.option("--archived", is_flag=True, help="Those in the archive.")
def list_(session: Session, **given: Any) -> None:
    """
    List files, the latest change first; of one record with --to.
    """
    from .attaching import page_of
    from .reading import as_answer, print_position

    found, request = page_of(session, **given)
    if session.as_json:
        print_json(as_answer(found, request))
        return
    columns = (
        Column("ID", lambda file: file.id),
        Column("NAME", lambda file: file.name),
        Column("KIND", lambda file: file.content_type),
        Column("BYTES", lambda file: f"{file.size:,}"),
        Column("ABOUT", lambda file: file.about),
        Column("ATTACHED", lambda file: file.created_at),
    )
    print_table(columns, found.items)
    print_position(found, "files")


@files.command("show")
@acting
@_WHICH
def show(session: Session, which: str) -> None:
    """
    Show what is known of a file.
    """
    from attrs import asdict

    from .attaching import file_named

    file = session.run(file_named, which)
    if session.as_json:
        print_json(file)
        return
    who = session.names.get(file.created_by, file.created_by)
    known = asdict(file, recurse=False) | {"created_by": who}
    print_fields(known.items())


@files.command("download")
@acting
@_WHICH
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Where to; - is standard output.  [default: its name, in this folder]",
)
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def download(session: Session, which: str, output: str | None, force: bool) -> None:
    """
    Write a file to this machine, whole or not at all.
    """
    from .attaching import download_file

    download_file(session, which, output, force=force)


@files.command("rename")
@acting
@_WHICH
@click.argument("name")
@click.option("--description", metavar="TEXT", help="What is to be said of it.")
def rename(session: Session, which: str, name: str, description: str | None) -> None:
    """
    Give a file another name.
    """
    more = {} if description is None else {"description": description}
    _edit(session, which, "Renamed", name=name, **more)


@files.command("relate")
@acting
@_WHICH
@_TO
def relate(session: Session, which: str, to: tuple[str, ...]) -> None:
    """
    Let a file be about further records.
    """
    _edit(session, which, "Related", add=to)


@files.command("detach")
@acting
@_WHICH
@click.option(
    "--from",
    "gone",
    multiple=True,
    required=True,
    metavar="KIND:ID|NAME",
    help="A record that it is about no more.",
)
def detach(session: Session, which: str, gone: tuple[str, ...]) -> None:
    """
    Let a file be about a record no more; the file stays.
    """
    _edit(session, which, "Detached", remove=gone)


@files.command("archive")
@acting
@_WHICH
def archive(session: Session, which: str) -> None:
    """
    Put a file into the archive.
    """
    from crm_core.files import archive_file

    from .attaching import file_named

    written = session.write(lambda work: archive_file(work, file_named(work, which).id))
    _print(session, written, "Archived")


@files.command("restore")
@acting
@_WHICH
def restore(session: Session, which: str) -> None:
    """
    Bring a file back from the archive.
    """
    from crm_core.files import restore_file

    from .attaching import file_named

    written = session.write(
        lambda work: restore_file(work, file_named(work, which, archived=True).id)
    )
    _print(session, written, "Restored")


@files.command("purge")
@acting
@_WHICH
def purge(session: Session, which: str) -> None:
    """
    Delete a file from the archive; for thirty days an undo brings it back.
    """
    from crm_core.files import purge_file

    from .attaching import file_named

    written = session.write(
        lambda work: purge_file(work, file_named(work, which, archived=True).id)
    )
    print_undo(session, written, "Purged.")


@files.command("usage")
@acting
def usage(session: Session) -> None:
    """
    Show how much room the organization's files take.
    """
    from crm_adapters.bootstrap import file_limits
    from crm_core.files import show_usage

    used = session.run(show_usage, file_limits(session.settings))
    if session.as_json:
        print_json(used)
        return
    room = f" of {used.quota:,}" if used.quota else ""
    say(f"{used.files:,} files, {used.bytes:,}{room} bytes.")


@files.command("sweep")
@acting
def sweep(session: Session) -> None:
    """
    Remove stored contents that nothing has any more, as the worker does every night.
    """
    from .attaching import sweep_now

    swept = sweep_now(session)
    if session.as_json:
        print_json(swept)
    else:
        say(f"Removed {swept.removed:,} contents; {swept.purges:,} purges are final.")


def _edit(session: Session, which: str, done: str, **given: Any) -> None:
    from .attaching import edit_named

    _print(session, edit_named(session, which, **given), done)


def _print(session: Session, written: Written, done: str) -> None:
    file: File = written.result
    if session.as_json:
        print_json(file)
    else:
        print_undo(session, written, f"{done} {file.name} ({file.id}).")
