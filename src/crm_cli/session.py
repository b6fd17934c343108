"""
What every command works with: the application, built when needed, and who acts.
"""

from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, Concatenate, NamedTuple, ParamSpec, TypeVar
from uuid import UUID

import click

from .refusals import told

if TYPE_CHECKING:
    from crm_adapters.bootstrap import Application
    from crm_adapters.settings import Settings
    from crm_core import CrmWork
    from crm_core.shared import Actor

    from .kinds import Kind

P = ParamSpec("P")
R = TypeVar("R")


class Written(NamedTuple):
    """
    What a command wrote, and the change set that takes it back.
    """

    result: Any
    change_set_id: UUID


class Session:
    """
    One command at work. Nothing is read or connected before it is needed.
    """

    def __init__(
        self,
        *,
        as_json: bool = False,
        organization: str | None = None,
        as_user: str | None = None,
        noun: str | None = None,
    ) -> None:
        self.as_json = as_json
        self.noun = noun
        self.organization = organization
        self.as_user = as_user
        self._closing = ExitStack()

    def close(self) -> None:
        """
        End what the command has begun.
        """
        self._closing.close()

    @cached_property
    def kind(self) -> "Kind":
        """
        The kind of record that the command works on.
        """
        from .kinds import KINDS

        assert self.noun is not None
        return KINDS[self.noun]

    @cached_property
    def settings(self) -> "Settings":
        from crm_adapters.settings import read_settings

        return read_settings()

    @cached_property
    def application(self) -> "Application":
        """
        The CRM on the configured database, else on the embedded one, which then
        runs until the command ends.
        """
        from crm_adapters.bootstrap import build, with_database

        settings = self._closing.enter_context(with_database(self.settings))
        application = build(settings)
        self._closing.callback(application.close)
        return application

    @cached_property
    def actor(self) -> "Actor":
        """
        Who acts: the person that --as names, else the operator.
        """
        from .acting import actor_for

        return actor_for(
            self.application, organization=self.organization, as_user=self.as_user
        )

    @cached_property
    def zone(self) -> str:
        """
        The time zone whose clocks moments are shown and read by: one's own where
        records are planned, else UTC.
        """
        from crm_core.activities import own_zone

        if self.noun is None or not self.kind.local:
            return "UTC"
        return self.run(lambda work: own_zone(work, None))

    @cached_property
    def names(self) -> dict[Any, str]:
        """
        What people are called, by their ids.
        """
        from crm_core.access import list_users
        from crm_core.shared import Forbidden

        try:
            users = self.run(list_users)
        except Forbidden:
            return {}
        return {user.id: user.name or user.email or str(user.id) for user in users}

    def run(
        self,
        use_case: "Callable[Concatenate[CrmWork, P], R]",
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """
        Run *use_case* in a transaction of its own.
        """
        actor = self.actor
        return self.application.crm.run(actor, use_case, *args, **kwargs)

    def write(self, use_case: "Callable[[CrmWork], Any]", /) -> Written:
        """
        Run *use_case*, and answer too what takes its writes back.
        """
        return self.run(lambda work: Written(use_case(work), work.change_set_id))


def acting(function: Callable[..., None]) -> Callable[..., Any]:
    """
    Give a command a session, and the options that say who acts.
    """

    @click.option(
        "--organization",
        metavar="ID|NAME",
        help="The organization to work in; needed when there are several.",
    )
    @click.option(
        "--as",
        "as_user",
        metavar="EMAIL|ID",
        help="Act as this person, with their permissions.",
    )
    @click.option("--json", "as_json", is_flag=True, help="Print JSON.")
    @wraps(function)
    def command(
        organization: str | None,
        as_user: str | None,
        as_json: bool,
        **given: Any,
    ) -> None:
        session = Session(
            as_json=as_json,
            organization=organization,
            as_user=as_user,
            noun=click.get_current_context().obj,
        )
        with told(), closing(session):
            function(session, **given)

    return command
