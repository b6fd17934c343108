"""
The command ``crm migrate``.
"""

import click

from .output import say
from .refusals import REFUSED, Refused, told


@click.command()
@click.option("--check", is_flag=True, help="Only say whether it is up to date.")
def migrate(check: bool) -> None:
    """
    Bring the database up to date.

    Two at once wait for each other; one that was interrupted is run again. With
    --check nothing is changed, and exit code 1 says that something is to be done.
    """
    with told():
        from sqlalchemy.exc import DBAPIError

        from crm_adapters.bootstrap import owners_database
        from crm_adapters.settings import read_settings

        try:
            with owners_database(read_settings()) as url:
                done = _bring(url, check=check)
        except DBAPIError as error:
            raise Refused(f"the database refuses: {error.orig}") from None
    if not done:
        raise click.exceptions.Exit(REFUSED)


def _bring(url: str, *, check: bool) -> bool:
    from crm_adapters.postgres import connect_engine, current_revision, newest_revision
    from crm_adapters.postgres import migrate as migrate_database

    newest = newest_revision()
    engine = connect_engine(url, size=1)
    try:
        found = current_revision(engine)
        if found == newest:
            say(f"The database is up to date ({newest}).")
            return True
        if found is not None and found > newest:
            raise Refused(
                f"the database is at {found}, newer than this CRM ({newest})."
            )
        if not check:
            migrate_database(url)
            found, before = current_revision(engine), found or "nothing"
            say(f"Migrated the database from {before} to {found}.")
            return True
    finally:
        engine.dispose()
    say(f"The database is at {found or 'nothing'}; this CRM needs {newest}.")
    return False
