"""
The command ``crm users``.
"""

from typing import TYPE_CHECKING

import click

from .output import Column, print_json, print_table, say
from .session import Session, acting

if TYPE_CHECKING:
    from crm_core import CrmWork
    from crm_core.routing import Availability


@click.group()
def users() -> None:
    """
    The people who use the CRM.
    """


@users.command("list")
@acting
def list_(session: Session) -> None:
    """
    List the people of the organization.
    """
    from crm_core.access import list_users

    found = session.run(list_users)
    if session.as_json:
        print_json({"items": found})
        return
    columns = (
        Column("ID", lambda user: user.id),
        Column("NAME", lambda user: user.name),
        Column("E-MAIL", lambda user: user.email),
        Column("ROLES", lambda user: user.roles),
        Column("ACTIVE", lambda user: user.active),
    )
    print_table(columns, found)


@users.command("invite")
@acting
@click.argument("email")
@click.option("--name", required=True, help="As people call them.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    default=("rep",),
    show_default=True,
    help="What they may do; again for more.",
)
def invite(session: Session, email: str, name: str, roles: tuple[str, ...]) -> None:
    """
    Let a person in, and send them a mail with a one-time link.
    """
    from crm_core.access import invite_user

    user = session.run(invite_user, email=email, name=name, roles=roles)
    if session.as_json:
        print_json(user)
    else:
        say(f"Invited {user.name} ({user.id}) as {', '.join(user.roles)}.")


@users.command("link")
@acting
@click.argument("which", metavar="ID|E-MAIL")
def link(session: Session, which: str) -> None:
    """
    Print a link that lets a person sign in once, within 24 hours.
    """
    from crm_adapters.bootstrap import base_url
    from crm_core.access import create_sign_in_link

    from .assignments import user_named

    code = session.run(
        lambda work: create_sign_in_link(work, user_named(work, which).id)
    )
    address = f"{base_url(session.application.settings)}/sign-in/{code}"
    if session.as_json:
        print_json({"link": address})
    else:
        say(address)


@users.command("availability")
@acting
@click.argument("which", metavar="ID|E-MAIL")
@click.argument("fields", nargs=-1, metavar="FIELD=VALUE...")
def availability(session: Session, which: str, fields: tuple[str, ...]) -> None:
    """
    Show when a person can have leads, or change it.

    capacity=20: the most open leads. absences=2026-12-24..2026-12-31: days with commas
    between them. skills.language=de,en: what they know. hours: the hours of a week and
    the holidays, as JSON. FIELD= takes it back.
    """
    from crm_core.routing import set_availability, show_availability

    from .assignments import user_named
    from .rule_words import availability_values

    def run(work: "CrmWork") -> "Availability":
        user_id = user_named(work, which).id
        if not fields:
            return show_availability(work, user_id)
        return set_availability(work, user_id, **availability_values(work, fields))

    _print_availability(session, session.run(run))


@users.command("absent")
@acting
@click.argument("days", nargs=-1, metavar="[DAY|DAY..DAY]...")
def absent(session: Session, days: tuple[str, ...]) -> None:
    """
    Say when you are away yourself: all days, or none to take them back.
    """
    from crm_core.routing import set_own_absences

    from .rule_words import days as read

    absences = read(days)
    _print_availability(session, session.run(set_own_absences, absences=absences))


def _print_availability(session: Session, said: "Availability") -> None:
    if session.as_json:
        print_json(said.to_json())
        return
    for name, value in said.to_json().items():
        say(f"{name} = {'' if value is None else value}")


@users.command("save")
@acting
@click.argument("which", metavar="ID|E-MAIL")
@click.option("--name", help="As people call them.")
@click.option("--email", help="Their address.")
@click.option("--role", "roles", multiple=True, help="All their roles, one each.")
@click.option("--team", "teams", multiple=True, metavar="ID", help="All their teams.")
@click.option("--active/--inactive", default=None, help="Whether they may come in.")
@click.option("--time-zone", help="Whose clocks they live by, as Europe/Berlin.")
def save(
    session: Session,
    which: str,
    name: str | None,
    email: str | None,
    roles: tuple[str, ...],
    teams: tuple[str, ...],
    active: bool | None,
    time_zone: str | None,
) -> None:
    """
    Tell the CRM about a person: a known one, or a new one by the id that the auth
    service knows them by.
    """
    from crm_core import CrmWork
    from crm_core.access import User, save_user
    from crm_core.shared import TeamId, UserId, read_id

    from .assignments import user_named

    given = {"name": name, "email": email, "active": active, "time_zone": time_zone}
    fields = {key: value for key, value in given.items() if value is not None}

    def run(work: CrmWork) -> User:
        known = "@" in which or which == "me"
        id = user_named(work, which).id if known else UserId(read_id(which))
        return save_user(
            work,
            id,
            roles=roles or None,
            teams=[TeamId(read_id(team)) for team in teams] or None,
            **fields,
        )

    user = session.run(run)
    if session.as_json:
        print_json(user)
    else:
        say(f"Saved {user.name or user.email or 'a person'} ({user.id}).")
