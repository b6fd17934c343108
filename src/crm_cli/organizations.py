"""
The command ``crm organizations``.
"""

import click

from .output import Column, print_json, print_table, say
from .session import Session, acting


@click.group()
def organizations() -> None:
    """
    The organizations of this installation; they see nothing of each other.
    """


@organizations.command("list")
@acting
def list_(session: Session) -> None:
    """
    List the organizations.
    """
    from crm_adapters.bootstrap import known_organizations

    known = known_organizations(session.application.engine)
    if session.as_json:
        print_json({"items": known})
    else:
        columns = (
            Column("ID", lambda row: row.id),
            Column("NAME", lambda row: row.name),
        )
        print_table(columns, known)


@organizations.command("add")
@acting
@click.argument("name")
@click.option("--id", "named", metavar="ID", help="The id that the auth service uses.")
def add(session: Session, name: str, named: str | None) -> None:
    """
    Begin an organization.
    """
    from crm_core.shared import OrganizationId, new_uuid7, read_id

    from .beginning import begin_organization

    id = OrganizationId(read_id(named) if named else new_uuid7())
    begun = begin_organization(session.application, id, name=name)
    if session.as_json:
        print_json(begun)
    else:
        say(f"Added {begun.name} ({begun.id}).")


@organizations.command("time-zone")
@acting
@click.argument("zone")
def time_zone(session: Session, zone: str) -> None:
    """
    Say whose clocks the organization goes by, as Europe/Berlin, where a person has no
    time zone of their own.
    """
    from crm_core.access import set_time_zone

    moved = session.run(set_time_zone, time_zone=zone)
    if session.as_json:
        print_json(moved)
    else:
        say(f"{moved.name} goes by the clocks of {moved.time_zone} now.")


@organizations.command("rename")
@acting
@click.argument("name")
def rename(session: Session, name: str) -> None:
    """
    Give the organization another name.
    """
    from crm_core.access import rename_organization

    renamed = session.run(rename_organization, name=name)
    if session.as_json:
        print_json(renamed)
    else:
        say(f"It is called {renamed.name} now.")
