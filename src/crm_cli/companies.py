"""
The command ``crm companies``.
"""

import click

from .bulk import bulk
from .output import print_json, say
from .records import record_group
from .session import Session, acting


@click.command()
@acting
@click.argument("which", metavar="ID|NAME")
def tree(session: Session, which: str) -> None:
    """
    Show the hierarchy a company stands in, with its people counted.
    """
    from crm_core.companies import company_tree

    kind = session.kind
    nodes = session.run(lambda work: company_tree(work, kind.find(work, which)))
    if session.as_json:
        print_json(nodes)
        return
    for node in nodes:
        below = (
            f", {node.contacts_below} with those below"
            if node.contacts_below != node.contacts
            else ""
        )
        people = "contact" if node.contacts == 1 else "contacts"
        say(f"{'  ' * node.depth}{node.name} ({node.contacts} {people}{below})")


companies = record_group(
    "companies",
    noun="company",
    example='name="Northwind Traders" industry=Retail website=northwind.example',
    commands=(bulk, tree),
)
