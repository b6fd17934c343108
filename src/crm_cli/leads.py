"""
The command ``crm leads``.
"""

from typing import Any

import click

from .answers import print_undo, print_written
from .bulk import bulk
from .counts import COUNT
from .figures import conversion, funnel
from .moving import board, move, noting, reopen, stages, versioned
from .output import print_json
from .records import merge, record_group
from .routing import route, routing
from .score import next_, score
from .session import Session, acting


@click.command("disqualify")
@acting
@click.argument("which", metavar="ID|TITLE")
@click.argument("fields", nargs=-1, metavar="FIELD=VALUE...")
@click.option("--reason", "lost_reason", required=True, help="Why it is given up.")
@noting
@versioned
def disqualify(session: Session, which: str, **given: Any) -> None:
    """
    Give a lead up, for one of the reasons of its pipeline.
    """
    from crm_core.leads import disqualify_lead

    from .stages import act

    written = act(session, disqualify_lead, which, **given)
    print_written(session, written, "Disqualified")


@click.command("respond")
@acting
@click.argument("which", metavar="ID|TITLE")
@versioned
def respond(session: Session, which: str, **given: Any) -> None:
    """
    Note that somebody answered a lead for the first time.
    """
    from crm_core.leads import respond_to_lead

    from .stages import act

    print_written(session, act(session, respond_to_lead, which, **given), "Answered")


@click.command("convert")
@acting
@click.argument("which", metavar="ID|TITLE")
@click.argument("fields", nargs=-1, metavar="FIELD=VALUE...")
@click.option("--contact", metavar="ID|EMAIL", help="The contact that it is from.")
@click.option("--company", metavar="ID|NAME", help="The company that it is from.")
@click.option(
    "--opportunity", metavar="ID|NAME", help="An opportunity that it belongs to."
)
@click.option("--no-opportunity", is_flag=True, help="Make no opportunity.")
@noting
@versioned
def convert(session: Session, which: str, **given: Any) -> None:
    """
    Turn a lead into a contact, a company and an opportunity, in one change set.

    Who is known already is matched. Fields are those of the new opportunity, where they
    are not to be those of the lead. To convert a lead again changes nothing.
    """
    from .converting import convert as act

    written = act(session, which, **given)
    done = written.result
    if session.as_json:
        print_json(done)
        return
    became = {
        "contact": done.contact_id,
        "company": done.company_id,
        "opportunity": done.opportunity_id,
    }
    said = ", ".join(f"{noun} {id}" for noun, id in became.items() if id)
    print_undo(session, written, f"Converted to {said or 'nothing'}.")


@click.command("overdue")
@acting
@click.option("--page-size", type=COUNT, help="How many at once, 1 to 200.")
@click.option("--page", type=COUNT, help="The number of the page.")
@click.option("--cursor", help="Go on behind an earlier page.")
def overdue(session: Session, **given: Any) -> None:
    """
    List leads that nobody has answered in time, the longest overdue first.
    """
    from .converting import print_overdue

    print_overdue(session, **given)


@click.command("settings")
@acting
@click.option(
    "--set",
    "words",
    multiple=True,
    metavar="SETTING=VALUE",
    help="Change a setting; SETTING= brings back the usual.",
)
def settings(session: Session, words: tuple[str, ...]) -> None:
    """
    Show how leads are worked on, or change it.

    response_hours: how many working hours a new lead waits at most for its first
    answer; 0 promises nothing. working_hours: the hours of a week and the holidays, as
    JSON. questions: what is asked to qualify a lead, as JSON. fiscal_year_start: the
    month, 1 to 12, with which a fiscal year begins.
    """
    from .converting import show_or_change_settings

    show_or_change_settings(session, words)


leads = record_group(
    "leads",
    noun="lead",
    example="first_name=Ada last_name=Lovelace email=ada@example.com source=fair",
    commands=(
        bulk,
        move,
        disqualify,
        reopen,
        respond,
        convert,
        board,
        stages,
        overdue,
        settings,
        next_,
        route,
        routing,
        score,
        conversion,
        funnel,
    ),
    without=(merge,),
)
_add = leads.commands["add"]
_add.params = [
    *_add.params,
    click.Option(
        ["--route"], is_flag=True, help="Let the rules of routing choose the owner."
    ),
]
