"""
A group whose commands are imported when they are run: its help needs none of them.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class LazyGroup(click.Group):
    """
    A group that knows a short help of each command, which has the name of its module;
    commands may be added as to any group.
    """

    def __init__(self, name: str, *, lazy: Mapping[str, str], **settings: Any) -> None:
        super().__init__(name, **settings)
        self.lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return [*self.commands, *self.lazy]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in self.lazy:
            return self.commands.get(cmd_name)
        name = cmd_name.replace("-", "_")
        command: click.Command = getattr(import_module(f"crm_cli.{name}"), name)
        return command

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002
        formatter: click.HelpFormatter,
    ) -> None:
        with formatter.section("Commands"):
            own = {n: each.get_short_help_str() for n, each in self.commands.items()}
            formatter.write_dl([*own.items(), *self.lazy.items()])
