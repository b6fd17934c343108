"""
The commands of ``crm emails`` about what waits to be sent.
"""

import click

from .output import note, print_fields, print_json
from .session import Session, acting


@click.command("outbox")
@acting
def outbox(session: Session) -> None:
    """
    Show how much waits to be sent, since when, and why.
    """
    from attrs import asdict

    from crm_core.emails import show_outbox

    found = session.run(show_outbox)
    if session.as_json:
        print_json(found)
        return
    members = asdict(found)
    counts = [(state, str(n)) for state, n in sorted(members["by_state"].items())]
    held = [("held", str(found.held))] if found.held else []
    print_fields([*counts, *held, ("oldest", found.oldest)])
    for reason, n in found.reasons.items():
        note(f"{n} × {reason}")


@click.command("deliver")
@click.option("--once", is_flag=True, help="End when nothing waits any more.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def deliver(once: bool, as_json: bool) -> None:
    """
    Deliver what waits to be sent; the worker does so too. Any number may run.

    On SIGTERM or Ctrl-C the mail at hand is finished.
    """
    from .refusals import told

    with told():
        from signal import SIGINT, SIGTERM, signal

        from attrs import asdict

        from crm_adapters.bootstrap import build, with_database
        from crm_adapters.bootstrap.delivering import Office
        from crm_adapters.logs import logging_to
        from crm_adapters.settings import read_settings

        settings = read_settings()
        with (
            logging_to(level=settings.log_level, style=settings.log_format),
            with_database(settings) as ready,
        ):
            application = build(ready)
            office = Office(application=application)
            for each in (SIGINT, SIGTERM):
                signal(each, lambda *_: office.ended.set())
            try:
                if not once:
                    note("Delivering.")
                    office.deliver_until_ended()
                    return
                done = office.deliver_all()
            finally:
                application.close()
        if as_json:
            print_json(asdict(done))
        else:
            print_fields((n, str(v) if v else None) for n, v in asdict(done).items())


COMMANDS = (outbox, deliver)
