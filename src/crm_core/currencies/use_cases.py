"""
What people do with currencies.
"""

from attrs import evolve

from ..access import Organization
from ..shared import Currency, FieldError, Invalid, NotFound, Permission, use_case
from .model import RATE_FIELDS, ExchangeRate, ExchangeRateId, Rates, RatesStand
from .ports import CurrencyWork
from .reading import rates_of


@use_case(requires=Permission.ORGANIZATION_READ)
def list_rates(work: CurrencyWork) -> Rates:
    """
    The base currency, and what others are worth in it.
    """
    return rates_of(work)


@use_case(requires=Permission.CURRENCY_WRITE)
def set_rate(work: CurrencyWork, /, **fields: object) -> ExchangeRate:
    """
    Say what one unit of ``currency`` is worth in the base currency (``rate``) from a
    ``day`` on, today by default; a rate of the same day is replaced.

    Raises:
        Invalid: Naming every field that is wrong.
    """
    values = RATE_FIELDS.parse(fields)
    errors = [
        FieldError(name, "required", "Required.")
        for name in ("currency", "rate")
        if values.get(name) is None
    ]
    known = rates_of(work)
    if values.get("currency") == known.base:
        message = "The base currency is worth itself."
        errors.append(FieldError("currency", "choice", message))
    if errors:
        raise Invalid(errors=errors)
    values["day"] = values.get("day") or work.now.date()
    work.name(f"Set the rate of {values['currency']}")
    for each in known.rates:
        if (each.currency, each.day) == (values["currency"], values["day"]):
            return work.exchange_rates.save(
                evolve(each, rate=values["rate"], updated_at=work.now)  # type: ignore[arg-type]
            )
    rate = ExchangeRate(
        id=ExchangeRateId(work.new_id()),
        created_at=work.now,
        updated_at=work.now,
        **values,  # type: ignore[arg-type]
    )
    work.exchange_rates.add(rate)
    return rate


@use_case(requires=Permission.CURRENCY_WRITE)
def remove_rate(work: CurrencyWork, rate_id: ExchangeRateId) -> None:
    """
    Take back an exchange rate.
    """
    rate = work.exchange_rates.get(rate_id)
    work.name(f"Remove a rate of {rate.currency}")
    work.exchange_rates.remove(rate)


@use_case(requires=Permission.CURRENCY_WRITE)
def set_base_currency(work: CurrencyWork, *, currency: object) -> Organization:
    """
    Choose the currency that sums are shown in.

    Raises:
        RatesStand: There are rates into the one before.
    """
    try:
        code = Currency().parse(currency)
    except Invalid as error:
        raise Invalid(errors=error.under("currency")) from None
    if code is None:
        raise Invalid.of("currency", "required", "Required.")
    known = rates_of(work)
    if code != known.base and known.rates:
        raise RatesStand
    organization = _organization(work)
    changed = evolve(organization, base_currency=code, updated_at=work.now)
    work.organizations.save(changed)
    return work.organizations.get()


def _organization(work: CurrencyWork) -> Organization:
    try:
        return work.organizations.get()
    except NotFound:  # saving it makes it known
        id = work.actor.organization_id
        return Organization(
            id=id, name=str(id), created_at=work.now, updated_at=work.now
        )
