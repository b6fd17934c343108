"""
The commands that contacts and companies share.

Each is written once; ``record_group`` gives it the words of one kind of record.
"""

from collections.abc import Sequence
from copy import copy
from typing import Any

import click

from .answers import print_record, print_undo, print_written
from .counts import COUNT
from .filing import export, import_
from .session import Session, acting
from .timelines import timeline

allowing = click.option(
    "--allow-duplicates", is_flag=True, help="Even if it is probably there already."
)


@click.command("add")
@acting
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE...")
@allowing
def add(session: Session, fields: tuple[str, ...], **given: Any) -> None:
    """
    Add {a_noun}.

    Name its fields: {example}

    "crm {plural} fields" lists them. Tags and further addresses are written with
    commas between them, parts of an address as address.city=Oslo, fields of your own
    as custom.NAME=VALUE. A company or person may be named by name or e-mail address.
    """
    from .writing import add_record

    written = add_record(session, fields, **given)
    print_written(session, written, "Added")


@click.command("show")
@acting
@click.argument("which", metavar="ID|NAME")
def show(session: Session, which: str) -> None:
    """
    Show one {noun}.

    It is named by its id, or as people know it: a contact by its e-mail address, a
    company by its name.
    """
    from .reading import read_record

    print_record(session, read_record(session, which))


@click.command("list")
@acting
@click.option(
    "--filter", "filters", default="", metavar="TEXT", help="Narrow the list."
)
@click.option("--sort", metavar="FIELDS", help="Order it; a minus reverses.")
@click.option("--page-size", type=COUNT, help="How many at once, 1 to 200.")
@click.option("--page", type=COUNT, help="The number of the page.")
@click.option("--cursor", help="Go on behind an earlier page.")
@click.option("--archived", is_flag=True, help="Those in the archive.")
def list_(session: Session, **given: Any) -> None:
    """
    List {plural}, the latest change first.

    The filter is written as in the search box: --filter "tag:vip owner:me
    created_at:>=2026-01-01 -category:former"
    """
    from .reading import print_page

    print_page(session, **given)


@click.command("search")
@acting
@click.argument("words", nargs=-1, required=True)
@click.option("--page-size", type=COUNT, help="How many at once, 1 to 200.")
@click.option("--page", type=COUNT, help="The number of the page.")
@click.option("--cursor", help="Go on behind an earlier page.")
def search(session: Session, words: tuple[str, ...], **given: Any) -> None:
    """
    Find {plural} by words: parts of names, addresses, numbers, in any order.

    Filters may stand among the words, as tag:vip.
    """
    from .reading import print_page

    print_page(session, filters=" ".join(words), **given)


@click.command("edit")
@acting
@click.argument("which", metavar="ID|NAME")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE...")
@click.option("--version", type=int, help="Refuse if it is no longer at this version.")
@allowing
def edit(
    session: Session,
    which: str,
    fields: tuple[str, ...],
    **given: Any,
) -> None:
    """
    Change some fields of {a_noun}; FIELD= clears one.
    """
    from .writing import edit_record

    written = edit_record(session, which, fields, **given)
    print_written(session, written, "Edited")


@click.command("archive")
@acting
@click.argument("which", metavar="ID|NAME")
def archive(session: Session, which: str) -> None:
    """
    Put {a_noun} into the archive.
    """
    written = session.write(
        lambda work: session.kind.archive(work, session.kind.find(work, which))
    )
    print_written(session, written, "Archived")


@click.command("restore")
@acting
@click.argument("which", metavar="ID|NAME")
def restore(session: Session, which: str) -> None:
    """
    Bring {a_noun} back from the archive.
    """
    written = session.write(
        lambda work: session.kind.restore(
            work, session.kind.find(work, which, archived=True)
        )
    )
    print_written(session, written, "Restored")


@click.command("purge")
@acting
@click.argument("which", metavar="ID|NAME")
def purge(session: Session, which: str) -> None:
    """
    Delete {a_noun} from the archive; its history keeps it for an undo.
    """
    written = session.write(
        lambda work: session.kind.purge(
            work, session.kind.find(work, which, archived=True)
        )
    )
    print_undo(session, written, "Purged.")


@click.command("merge")
@acting
@click.argument("which", nargs=-1, required=True, metavar="ID|NAME...")
@click.option("--into", metavar="ID|NAME", help="The one that is left; else the first.")
@click.option(
    "--set",
    "words",
    multiple=True,
    metavar="FIELD=ID|VALUE",
    help="Take a field of one of them, or give it a value.",
)
@click.option("--preview", is_flag=True, help="Only show what would come of it.")
def merge(
    session: Session,
    which: tuple[str, ...],
    into: str | None,
    words: tuple[str, ...],
    preview: bool,
) -> None:
    """
    Make two to five {plural} one.

    The one that is left keeps its values and gets those it lacks; lists are joined;
    what pointed at the others points at it, and their ids lead to it.
    """
    from .merging import merge_records

    merge_records(session, which, into=into, words=words, preview=preview)


@click.command("history")
@acting
@click.argument("which", metavar="ID|NAME")
@click.option("--page-size", type=COUNT, default=50, help="How many changes, 1 to 200.")
@click.option("--cursor", help="Go on behind an earlier page.")
def history(session: Session, which: str, page_size: int, cursor: str | None) -> None:
    """
    Show every change of {a_noun}, newest first.
    """
    from .reading import print_history

    print_history(session, which, page_size=page_size, cursor=cursor)


@click.command("fields")
@acting
def fields(session: Session) -> None:
    """
    List the fields of {plural}, your own included.
    """
    from .reading import print_field_table

    print_field_table(session)


SHARED: Sequence[click.Command] = (
    add,
    show,
    list_,
    search,
    edit,
    archive,
    restore,
    purge,
    merge,
    history,
    timeline,
    fields,
    import_,
    export,
)


_ON_CARDS = ("contact", "company")
"""
The kinds of record that a vCard has a form for.
"""


def record_group(
    plural: str,
    *,
    noun: str,
    example: str,
    commands: Sequence[click.Command],
    watched: bool = True,
    without: Sequence[click.Command] = (),
) -> click.Group:
    """
    The group of one kind of record: the shared commands in its words, and its own.
    Those that are not *watched* for duplicates are not merged either; *without* are
    the shared commands that the kind has not.
    """
    group = click.Group(
        plural, help=f"Work with {plural}.", context_settings={"obj": noun}
    )
    words = {"noun": noun, "plural": plural, "example": example}
    words["a_noun"] = f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
    words["cards"] = ", vCards" if noun in _ON_CARDS else ""
    for command in (*SHARED, *commands):
        if (watched or command is not merge) and command not in without:
            group.add_command(_in_words(command, **words))
    if not watched:
        for each in group.commands.values():
            each.params = [p for p in each.params if p.name != "allow_duplicates"]
    return group


def _in_words(command: click.Command, **words: str) -> click.Command:
    own = copy(command)
    own.help = (command.help or "").format(**words)
    if command is export and not words["cards"]:
        own.params = [_without_cards(param) for param in own.params]
    if isinstance(own, click.Group):
        own.commands = {
            name: _in_words(each, **words) for name, each in own.commands.items()
        }
    return own


def _without_cards(param: click.Parameter) -> click.Parameter:
    if not isinstance(param.type, click.Choice):
        return param
    own = copy(param)
    own.type = click.Choice([each for each in param.type.choices if each != "vcard"])
    return own
