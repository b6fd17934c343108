"""
What the law gives a person, and what they agreed to.
"""

import click

from .answers import print_undo
from .output import print_json, say
from .session import Session, acting


@click.command()
@acting
@click.argument("which", metavar="ID|E-MAIL")
@click.argument("purpose")
@click.option("--declined", is_flag=True, help="They declined, or took it back.")
@click.option("--source", required=True, help="How we know, as 'trade fair form'.")
def consent(
    session: Session, which: str, purpose: str, declined: bool, source: str
) -> None:
    """
    Note that a person agreed to a purpose, or declined.
    """
    from crm_core.contacts import record_consent

    kind = session.kind
    written = session.write(
        lambda work: record_consent(
            work,
            kind.find(work, which),
            purpose=purpose,
            granted=not declined,
            source=source,
        )
    )
    print_undo(session, written, f"Noted for {written.result.name}.")


@click.command("personal-data")
@acting
@click.argument("which", metavar="ID|E-MAIL")
def personal_data(session: Session, which: str) -> None:
    """
    Print all that is known of a person, as JSON (GDPR, article 15).
    """
    from crm_core.privacy import export_person

    kind = session.kind
    print_json(
        session.run(lambda work: export_person(work, kind.find_any(work, which)))
    )


@click.command()
@acting
@click.argument("which", metavar="ID|E-MAIL")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(session: Session, which: str, yes: bool) -> None:
    """
    Forget a person for good, in the history too (GDPR, article 17).

    This cannot be taken back.
    """
    from crm_core.privacy import erase_person

    kind = session.kind
    id = session.run(lambda work: kind.find_any(work, which))
    if not yes:
        click.confirm(
            f"Forget {id} for good? This cannot be taken back.", abort=True, err=True
        )
    erasure = session.run(erase_person, id)
    if session.as_json:
        print_json(erasure)
    else:
        say(
            f"Forgotten: the record, and its values in {erasure.wiped_changes} changes; "
            f"{erasure.leads} leads are nobody's now, {erasure.opportunities} "
            f"opportunities lost the name; {erasure.left} left."
        )
