"""
The commands ``crm leads routing`` and ``crm leads route``.
"""

from typing import IO

import click

from .answers import print_undo, print_written
from .counts import COUNT
from .moving import versioned
from .output import print_json, say
from .session import Session, acting

SHOWN = ("position", "name", "when", "users", "teams", "method", "active")


@click.command("route")
@acting
@click.argument("which", metavar="ID|TITLE", required=False)
@click.option("--where", metavar="FILTER", help="All leads that this finds, at once.")
@versioned
def route(
    session: Session, which: str | None, where: str | None, version: int | None
) -> None:
    """
    Give a lead to whom the rules of routing choose now, and say why.
    """
    from crm_core.leads import route_lead, route_leads

    from .reading import query_of
    from .stages import act

    if (which is None) == (where is None):
        message = "Name a lead, or say which with --where."
        raise click.UsageError(message)
    if where is not None:
        written = session.write(
            lambda work: route_leads(work, query=query_of(work, session.kind, where))
        )
        print_undo(session, written, f"Routed {len(written.result):,} leads.")
        return
    written = act(session, route_lead, which or "", version=version)
    print_written(session, written, "Routed")
    if not session.as_json:
        for why in written.result.assignment["why"]:
            say(why)


@click.group("routing")
def routing() -> None:
    """
    The rules that say who gets a lead.
    """


@routing.command("list")
@acting
def list_(session: Session) -> None:
    """
    List the rules in the order in which they are tried.
    """
    from crm_core.leads import list_routing_rules

    from .rule_words import print_rules

    print_rules(session, session.run(list_routing_rules), *SHOWN)


@routing.command("add")
@acting
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE...")
def add(session: Session, fields: tuple[str, ...]) -> None:
    """
    Add a rule, the last one to be tried.

    Name its fields: name=Germany when="country:DE" users=ada@example.com

    Further fields: teams, method (round-robin, least-load, weighted, owner),
    weights=ada@example.com:3, skills, outside_hours (assign, leave, next), nobody_free
    (next, leave), position, active. Lists have commas between their parts.
    """
    from crm_core.leads import add_routing_rule

    from .rule_words import as_answer, rule_values

    stored = session.run(
        lambda work: add_routing_rule(work, **rule_values(work, fields))
    )
    if session.as_json:
        print_json(as_answer(stored))
    else:
        say(f"Added {stored.name} ({stored.id}).")


@routing.command("edit")
@acting
@click.argument("which", metavar="ID|NAME")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE...")
@versioned
def edit(
    session: Session, which: str, fields: tuple[str, ...], version: int | None
) -> None:
    """
    Change a rule; FIELD= brings back what is usual.
    """
    from crm_core.leads import edit_routing_rule, list_routing_rules

    from .rule_words import as_answer, rule_named, rule_values

    stored = session.run(
        lambda work: edit_routing_rule(
            work,
            rule_named(list_routing_rules(work), which).id,
            version=version,
            **rule_values(work, fields),
        )
    )
    if session.as_json:
        print_json(as_answer(stored))
    else:
        say(f"Edited {stored.name}.")


@routing.command("remove")
@acting
@click.argument("which", metavar="ID|NAME")
def remove(session: Session, which: str) -> None:
    """
    Remove a rule.
    """
    from crm_core.leads import list_routing_rules, remove_routing_rule

    from .rule_words import rule_named

    written = session.write(
        lambda work: remove_routing_rule(
            work, rule_named(list_routing_rules(work), which).id
        )
    )
    print_undo(session, written, f"Removed {which}.")


@routing.command("order")
@acting
@click.argument("which", nargs=-1, required=True, metavar="ID|NAME...")
def order(session: Session, which: tuple[str, ...]) -> None:
    """
    Say in which order all rules are tried.
    """
    from crm_core.leads import list_routing_rules, order_routing_rules

    from .rule_words import print_rules, rule_named

    def write(work: object) -> object:
        rules = list_routing_rules(work)  # type: ignore[arg-type]
        ids = [rule_named(rules, each).id for each in which]
        return order_routing_rules(work, ids)  # type: ignore[arg-type]

    print_rules(session, session.write(write).result, *SHOWN)


@routing.command("simulate")
@acting
@click.option(
    "--rules",
    "file",
    type=click.File("rb"),
    metavar="FILE",
    help="Rules to try, as a JSON list; else those in force.",
)
@click.option("--days", type=COUNT, default=30, show_default=True, help="How long ago.")
def simulate(session: Session, file: IO[bytes] | None, days: int) -> None:
    """
    Replay the leads that came in the last days under other rules.

    It says who would have got what, and why. Nothing is written.
    """
    from .rule_words import print_replay

    print_replay(session, file=file, days=days)
