"""
The command ``crm migrate``.
"""

import click

from .output import say
from .refusals import REFUSED, told


@click.command()
@click.option("--check", is_flag=True, help="Only say whether it is up to date.")
def migrate(check: bool) -> None:
    """
    Bring the database up to date.

    Two at once wait for each other; one that was interrupted is run again. With
    --check nothing is changed, and exit code 1 says that something is to be done.
    """
    with told():
        from crm_adapters.bootstrap import owners_database
        from crm_adapters.settings import read_settings

        with owners_database(read_settings()) as url:
            done = _bring(url, check=check)
    if not done:
        raise click.exceptions.Exit(REFUSED)


def _bring(url: str, *, check: bool) -> bool:
    from crm_adapters.bootstrap import connect_engine, revisions_of
    from crm_adapters.bootstrap import migrate as migrate_database

    engine = connect_engine(url, size=1)
    try:
        before = revisions_of(engine)
    finally:
        engine.dispose()
    was = before.found or "nothing"
    if before.up_to_date:
        say(f"The database is up to date ({before.newest}).")
    elif check:
        say(f"The database is at {was}; this CRM needs {before.newest}.")
    else:
        migrate_database(url)
        say(f"Migrated the database from {was} to {before.newest}.")
    return before.up_to_date or not check
