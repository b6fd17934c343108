"""
The command line and the settings.
"""

from collections.abc import Iterator

import click

from crm_adapters.settings import settings_table
from crm_cli.main import crm

WIDTH = 84


def every_command(
    command: click.Command, parent: click.Context | None = None
) -> Iterator[click.Context]:
    """
    *command* and all below it, in the order of its help.
    """
    name = command.name if parent else "crm"
    context = command.make_context(
        name, [], parent, resilient_parsing=True, terminal_width=WIDTH
    )
    yield context
    if isinstance(command, click.Group):
        for word in command.list_commands(context):
            below = command.get_command(context, word)
            if below is not None:
                below.name = word
                yield from every_command(below, context)


def command_line() -> str:
    """
    The help of every command.
    """
    return "\n\n".join(
        f"## `{context.command_path}`\n\n```text\n{_help(context)}\n```"
        for context in every_command(crm)
    )


def _help(context: click.Context) -> str:
    lines = context.command.get_help(context).splitlines()
    return "\n".join(line.rstrip() for line in lines)


SECTIONS = {"command-line": command_line, "settings": settings_table}
