"""
The command ``crm calendar``.
"""

from typing import TYPE_CHECKING

import click

from .output import Column, note, print_json, print_table, say
from .session import Session, acting

if TYPE_CHECKING:
    from uuid import UUID

    from crm_core.activities import ActivityId
    from crm_core.calendars import ConnectionStatus, Sent


@click.group("calendar")
def calendar() -> None:
    """
    Invitations to meetings, and one's calendar in other programs and on servers.
    """


@calendar.command("feed")
@acting
@click.option("--show", is_flag=True, help="Only tell whether there is one.")
def feed(session: Session, show: bool) -> None:
    """
    Make a secret address of your calendar, for calendar programs to read.

    It is told this once; an older one stops working.
    """
    from crm_adapters.bootstrap import base_url
    from crm_core.calendars import open_calendar_feed, show_calendar_feed

    if show:
        known = session.run(show_calendar_feed)
        if session.as_json:
            print_json({"created_at": known.created_at})
        else:
            say(f"There is one, since {known.created_at:%Y-%m-%d %H:%M} UTC.")
        return
    opened = session.run(open_calendar_feed)
    url = f"{base_url(session.settings)}/calendar/{opened.secret}.ics"
    if session.as_json:
        print_json({"url": url, "created_at": opened.created_at})
    else:
        say(url)


@calendar.command("revoke-feed")
@acting
def revoke(session: Session) -> None:
    """
    Let the secret address of your calendar work no more.
    """
    from crm_core.calendars import revoke_calendar_feed

    session.run(revoke_calendar_feed)
    if session.as_json:
        print_json({"revoked": True})
    else:
        say("Revoked.")


_ALL = click.option("--all", "whole", is_flag=True, help="The whole series it is of.")


@calendar.command("invite")
@acting
@click.argument("activity", metavar="ID")
@_ALL
def invite(session: Session, activity: str, whole: bool) -> None:
    """
    Invite the participants of a meeting by mail, or tell them what has changed.
    """
    from crm_core.calendars import invite_participants

    _tell(
        session,
        session.run(invite_participants, _activity(activity), scope=_scope(whole)),
    )


@calendar.command("call-off")
@acting
@click.argument("activity", metavar="ID")
@_ALL
def call_off(session: Session, activity: str, whole: bool) -> None:
    """
    Cancel a meeting and tell those who were invited.
    """
    from crm_core.calendars import cancel_meeting

    _tell(
        session, session.run(cancel_meeting, _activity(activity), scope=_scope(whole))
    )


@calendar.command("connect")
@acting
@click.argument("url")
@click.option("--user", "username", required=True, help="Whom the server knows.")
@click.option("--calendar", "named", help="Its name, if there are several.")
@click.password_option(
    confirmation_prompt=False,
    help="Asked for unless CRM_CALENDAR_PASSWORD has it.",
    envvar="CRM_CALENDAR_PASSWORD",
)
def connect(
    session: Session, url: str, username: str, named: str | None, password: str
) -> None:
    """
    Keep your activities in step with a calendar on a server (CalDAV).
    """
    from crm_adapters.bootstrap.calendar_jobs import calendar_servers
    from crm_core.calendars import connect_calendar

    fields = {"url": url, "username": username, "password": password}
    if named:
        fields["calendar"] = named
    servers = calendar_servers(session.application)
    connection = connect_calendar(session.run, servers, fields)
    if session.as_json:
        print_json({"id": connection.id, "calendar_url": connection.calendar_url})
    else:
        say(f"{connection.id}  {connection.calendar_name}")


@calendar.command("connections")
@acting
def connections(session: Session) -> None:
    """
    Tell how far each of your calendars on servers is in step, and why one is not.
    """
    from crm_core.calendars import list_connections

    found = session.run(list_connections)
    if session.as_json:
        print_json({"items": [_told(each) for each in found]})
        return
    columns = (
        Column("ID", lambda each: each.connection.id),
        Column("CALENDAR", lambda each: each.connection.calendar_name),
        Column("STATE", lambda each: each.connection.state.value),
        Column("IN STEP", lambda each: each.connection.succeeded_at),
        Column("OBJECTS", lambda each: each.objects),
        Column("WHY NOT", lambda each: each.connection.failure),
    )
    print_table(columns, found)
    for each in found:
        for href, reason in each.problems.items():
            note(f"{href}: {reason}")


@calendar.command("sync")
@acting
@click.argument("connection", metavar="ID")
def sync(session: Session, connection: str) -> None:
    """
    Bring a calendar in step now.
    """
    from attrs import asdict

    from crm_adapters.bootstrap.calendar_jobs import calendar_servers
    from crm_core.calendars import ConnectionId, sync_calendar

    servers = calendar_servers(session.application)
    done = asdict(sync_calendar(session.run, servers, ConnectionId(_id(connection))))
    if session.as_json:
        print_json(done)
    else:
        told = (f"{count} {name}" for name, count in done.items() if count)
        say(", ".join(told) or "Nothing was new.")


@calendar.command("password")
@acting
@click.argument("connection", metavar="ID")
@click.password_option(
    confirmation_prompt=False,
    help="Asked for unless CRM_CALENDAR_PASSWORD has it.",
    envvar="CRM_CALENDAR_PASSWORD",
)
def password_(session: Session, connection: str, password: str) -> None:
    """
    Give another password to a calendar server.
    """
    from crm_core.calendars import ConnectionId, renew_password

    known = ConnectionId(_id(connection))
    _done(session, session.run(renew_password, known, password=password).id)


@calendar.command("disconnect")
@acting
@click.argument("connection", metavar="ID")
def disconnect(session: Session, connection: str) -> None:
    """
    Keep in step with a calendar no more; both sides stay as they are.
    """
    from crm_core.calendars import ConnectionId, remove_connection

    known = ConnectionId(_id(connection))
    session.run(remove_connection, known)
    _done(session, known)


def _told(status: "ConnectionStatus") -> dict[str, object]:
    from attrs import asdict

    known = asdict(status.connection)
    del known["token"]
    return {**known, "objects": status.objects, "problems": status.problems}


def _done(session: Session, id: "UUID") -> None:
    if session.as_json:
        print_json({"id": id})
    else:
        say("Done.")


def _id(text: str) -> "UUID":
    from crm_core.shared import Invalid, read_id

    try:
        return read_id(text)
    except Invalid as error:
        raise Invalid(errors=error.under("id")) from None


def _activity(text: str) -> "ActivityId":
    from crm_core.activities import ActivityId

    return ActivityId(_id(text))


def _scope(whole: bool) -> str:
    return "all" if whole else "this"


def _tell(session: Session, sent: "Sent") -> None:
    if session.as_json:
        print_json(sent)
        return
    for address in sent.invited:
        say(f"Told {address}.")
    for address in sent.withdrawn:
        say(f"Told {address} that it is off.")
    if not sent.invited and not sent.withdrawn:
        say("Everyone knows already.")
