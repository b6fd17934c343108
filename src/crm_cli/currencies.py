"""
The command ``crm currencies``.
"""

import click

from .answers import print_undo
from .output import Column, note, print_json, print_table, say
from .session import Session, acting


@click.group()
def currencies() -> None:
    """
    The currency that sums are shown in, and what others are worth in it.
    """


@currencies.command("show")
@acting
def show(session: Session) -> None:
    """
    Show the base currency and the rates, by currency and day.
    """
    from crm_core.currencies import list_rates

    known = session.run(list_rates)
    if session.as_json:
        print_json({"base": known.base, "rates": known.rates})
        return
    note(f"Sums are shown in {known.base}.")
    columns = (
        Column("ID", lambda rate: rate.id),
        Column("CURRENCY", lambda rate: rate.currency),
        Column("FROM", lambda rate: rate.day),
        Column(f"{known.base} FOR ONE", lambda rate: f"{rate.rate:f}"),
    )
    print_table(columns, known.rates)


@currencies.command("base")
@acting
@click.argument("currency")
def base(session: Session, currency: str) -> None:
    """
    Choose the currency that sums are shown in, while there are no rates.
    """
    from crm_core.currencies import list_rates, set_base_currency

    session.run(set_base_currency, currency=currency)
    known = session.run(list_rates)
    if session.as_json:
        print_json({"base": known.base, "rates": known.rates})
    else:
        say(f"Sums are shown in {known.base}.")


@currencies.command("rate")
@acting
@click.argument("currency")
@click.argument("rate")
@click.option("--day", metavar="YYYY-MM-DD", help="From which day on; else today.")
def rate(session: Session, currency: str, rate: str, day: str | None) -> None:
    """
    Say what one unit of a currency is worth in the base currency.

    It holds from its day until the next rate; one of the same day is replaced.
    """
    from crm_core.currencies import set_rate

    fields = {"currency": currency, "rate": rate, "day": day}
    done = session.run(set_rate, **fields)
    if session.as_json:
        print_json(done)
    else:
        say(f"One {done.currency} is worth {done.rate:f} from {done.day} on.")


@currencies.command("remove-rate")
@acting
@click.argument("rate", metavar="ID")
def remove_rate(session: Session, rate: str) -> None:
    """
    Take back an exchange rate.
    """
    from crm_core.currencies import ExchangeRateId, remove_rate
    from crm_core.shared import read_id

    rate_id = ExchangeRateId(read_id(rate))
    written = session.write(lambda work: remove_rate(work, rate_id))
    print_undo(session, written, "Removed.")
