"""
The command ``crm duplicates rules``.
"""

import click

from .session import Session, acting


@click.command("rules")
@acting
@click.option(
    "--set",
    "words",
    multiple=True,
    metavar="RULE=VALUE",
    help="Change a rule; RULE= brings back the usual.",
)
def rules(session: Session, words: tuple[str, ...]) -> None:
    """
    Show the rules for duplicates, or change some.

    on_create and on_update: what happens to a record that is there already: block it,
    warn, or allow it. contact_review, contact_certain, company_review, company_certain:
    from which score on, 0.5 to 1, two are shown to a person, or need none. identity: the
    custom fields whose values tell records apart, with commas between them.
    """
    from attrs import asdict

    from crm_core.matching import change_matching_rules, show_matching_rules

    from .output import print_json, say
    from .refusals import Refused

    fields: dict[str, object] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            message = f"{word!r} is not written RULE=VALUE."
            raise Refused(message)
        fields[name] = value or None
    if fields:
        found = session.run(change_matching_rules, **fields)
    else:
        found = session.run(show_matching_rules)
    if session.as_json:
        print_json(found)
        return
    for name, value in asdict(found).items():
        say(f"{name} = {', '.join(value) if isinstance(value, tuple) else value}")
