"""
The command ``crm doctor``.
"""

import logging

import click

from .output import print_json, say
from .refusals import REFUSED, told


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def doctor(as_json: bool) -> None:
    """
    Check the installation, and say how to mend what is wrong.

    Exit code 1 says that something does not work.
    """
    logging.getLogger("crm_adapters").addHandler(logging.NullHandler())
    with told():
        from crm_adapters.bootstrap import with_database
        from crm_adapters.bootstrap.checks import database, machine, services
        from crm_adapters.settings import read_settings

        settings = read_settings()
        findings = list(machine(settings))
        with with_database(settings) as ready:
            assert ready.database_url is not None
            findings += database(ready.database_url)
            findings += services(ready)
    if as_json:
        print_json(findings)
    else:
        width = max(len(finding.name) for finding in findings)
        for finding in findings:
            say(f"{finding.state:<4}  {finding.name:<{width}}  {finding.says}")
            if finding.mend:
                say(f"{'':<4}  {'':<{width}}  {finding.mend}")
    if any(finding.state == "fail" for finding in findings):
        raise click.exceptions.Exit(REFUSED)
