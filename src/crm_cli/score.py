"""
The command ``crm leads score``.
"""

from typing import Any

import click

from .counts import COUNT
from .moving import versioned
from .output import Column, note, print_json, print_table, say
from .session import Session, acting

SHOWN = ("name", "when", "points", "each", "cap", "since", "half_life_days")


@click.group("score")
def score() -> None:
    """
    How likely leads are won, and how well that is known.
    """


@click.command("next")
@acting
@click.option("--limit", type=COUNT, default=20, show_default=True, help="How many.")
def next_(session: Session, limit: int) -> None:
    """
    Say who is next, and why.
    """
    from crm_core.leads import prioritised_leads

    found = session.run(prioritised_leads, limit=limit)
    if session.as_json:
        print_json({"items": found})
        return
    columns = (
        Column("ID", lambda each: each.lead.id),
        Column("TITLE", lambda each: each.lead.title),
        Column("URGENCY", lambda each: each.urgency),
        Column("WHY", lambda each: " ".join(each.why)),
    )
    print_table(columns, found)


@score.command("show")
@acting
@click.argument("which", metavar="ID|TITLE")
def show(session: Session, which: str) -> None:
    """
    Show what a lead is worth at this moment, with every reason.
    """
    from crm_core.leads import score_lead

    found = session.run(lambda work: score_lead(work, session.kind.find(work, which)))
    if session.as_json:
        print_json(found)
        return
    say(f"Score: {'none' if found.score is None else found.score}")
    columns = (
        Column("BY", lambda each: each["source"]),
        Column("REASON", lambda each: each["name"]),
        Column("POINTS", lambda each: each.get("points", each.get("effect"))),
        Column("WHY", lambda each: each["why"]),
    )
    print_table(columns, found.reasons)


@score.command("rules")
@acting
def rules(session: Session) -> None:
    """
    List the rules that give leads points.
    """
    from crm_core.leads import list_scoring_rules

    from .rule_words import print_rules

    print_rules(session, session.run(list_scoring_rules), *SHOWN)


@score.command("add-rule")
@acting
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE...")
def add_rule(session: Session, fields: tuple[str, ...]) -> None:
    """
    Add a rule of points.

    Name its fields: name=Large when="employees:>=50" points=15

    Further fields: each, cap, and half_life_days with since. A worker scores all open
    leads anew, or "crm leads score again".
    """
    from crm_core.leads import add_scoring_rule

    from .rule_words import as_answer, rule_values

    stored = session.run(
        lambda work: add_scoring_rule(work, **rule_values(work, fields))
    )
    if session.as_json:
        print_json(as_answer(stored))
    else:
        say(f"Added {stored.name} ({stored.id}).")


@score.command("edit-rule")
@acting
@click.argument("which", metavar="ID|NAME")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE...")
@versioned
def edit_rule(
    session: Session, which: str, fields: tuple[str, ...], version: int | None
) -> None:
    """
    Change a rule; FIELD= takes a part out.
    """
    from crm_core.leads import edit_scoring_rule, list_scoring_rules

    from .rule_words import as_answer, rule_named, rule_values

    stored = session.run(
        lambda work: edit_scoring_rule(
            work,
            rule_named(list_scoring_rules(work), which).id,
            version=version,
            **rule_values(work, fields),
        )
    )
    if session.as_json:
        print_json(as_answer(stored))
    else:
        say(f"Edited {stored.name}.")


@score.command("remove-rule")
@acting
@click.argument("which", metavar="ID|NAME")
def remove_rule(session: Session, which: str) -> None:
    """
    Remove a rule.
    """
    from crm_core.leads import list_scoring_rules, remove_scoring_rule

    from .answers import print_undo
    from .rule_words import rule_named

    written = session.write(
        lambda work: remove_scoring_rule(
            work, rule_named(list_scoring_rules(work), which).id
        )
    )
    print_undo(session, written, f"Removed {which}.")


@score.command("again")
@acting
def again(session: Session) -> None:
    """
    Score all open leads anew, now.
    """
    from functools import partial

    from crm_core.leads import rescore_leads

    count = rescore_leads(partial(session.application.crm.run, session.actor))
    if session.as_json:
        print_json({"scored": count})
    else:
        say(f"Scored {count:,} leads.")


@score.command("train")
@acting
@click.option("--later", is_flag=True, help="Leave it to a worker.")
def train(session: Session, *, later: bool) -> None:
    """
    Learn from the leads that were converted or disqualified, and score the open ones.
    """
    from .learning import train_model

    train_model(session, later=later)


@score.command("report")
@acting
def report(session: Session) -> None:
    """
    Show what was learnt last, or why nothing, and how good it would have been.
    """
    from crm_core.leads import show_training

    from .learning import print_training

    training = session.run(show_training)
    if training is None and not session.as_json:
        note("Nobody has had anything learnt yet: crm leads score train.")
    print_training(session, training)


@score.command("evaluate")
@click.argument("train", metavar="TRAIN")
@click.option("--test", metavar="FILE", help="Learn from TRAIN, judge this file.")
@click.option(
    "--target", required=True, metavar="COLUMN", help="The column with the outcome."
)
@click.option("--positive", metavar="VALUE", help="What stands there for won.")
@click.option(
    "--drop",
    multiple=True,
    metavar="A,B",
    help="Columns to leave out; quote a name with a comma: '\"a, b\",c'.",
)
@click.option(
    "--order",
    metavar="COLUMN",
    help="A number or day by which later rows are foretold from earlier ones.",
)
@click.option(
    "--folds",
    type=click.IntRange(2, 20),
    default=5,
    show_default=True,
    help="Into how many parts the rows are split; not with --test.",
)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def evaluate(train: str, **given: Any) -> None:
    """
    Measure how well a model learnt from closed leads foretells others.

    TRAIN is any table with a column that says how it ended. Without a database, the
    model that scores leads is learnt from part of the rows and judged by the others:
    in folds, with --order from the past only, with --test on another file. Where it
    orders them no better than chance, the answer is "no signal".
    """
    from .refusals import told
    from .scoring_evaluation import evaluate_file

    with told():
        evaluate_file(train, **given)
