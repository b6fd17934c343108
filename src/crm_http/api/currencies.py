"""
Currencies over HTTP: the organization's own, and what others are worth in it.
"""

from typing import Final

from crm_core import CrmWork
from crm_core.currencies import (
    Rates,
    list_rates,
    remove_rate,
    set_base_currency,
    set_rate,
)
from crm_core.shared import FieldError, Invalid, Permission

from ..calls import Call
from ..operations import Operation
from ..replies import Reply, json_reply
from .record_operations import ROOT
from .small_operations import drops
from .small_records import SmallRecords

_PLACE = f"{ROOT}/currencies"


def _reply(rates: Rates) -> Reply:
    return json_reply({"base": rates.base, "rates": rates.rates})


def show(call: Call) -> Reply:
    """
    The base currency, and every rate.
    """
    call.parameters()
    return _reply(call.run(list_rates))


def choose_base(call: Call) -> Reply:
    """
    Another base currency.
    """
    call.parameters()
    fields = call.fields
    unknown = [
        FieldError(name, "unknown", "No such field.")
        for name in fields
        if name != "currency"
    ]
    if unknown:
        raise Invalid(errors=unknown)

    def act(work: CrmWork) -> Reply:
        set_base_currency(work, currency=fields.get("currency"))
        return _reply(list_rates(work))

    return call.write(act, trail=False)


def set_one(call: Call) -> Reply:
    """
    A rate from a day on.
    """
    call.parameters()
    fields = call.fields
    return call.write(lambda work: json_reply(set_rate(work, **fields)))


RATES: Final = SmallRecords(
    noun="exchange_rate",
    path=f"{_PLACE}/rates",
    tag="Currencies",
    reads=Permission.ORGANIZATION_READ,
    writes=Permission.CURRENCY_WRITE,
)


OPERATIONS = [
    Operation(
        method="GET",
        path=_PLACE,
        name="show_currencies",
        tag="Currencies",
        summary="The currency that sums are shown in, and what others are worth in it",
        answer=show,
        requires=Permission.ORGANIZATION_READ,
        gives="Currencies",
    ),
    Operation(
        method="PUT",
        path=f"{_PLACE}/base",
        name="set_base_currency",
        tag="Currencies",
        summary="Choose the currency that sums are shown in",
        answer=choose_base,
        requires=Permission.CURRENCY_WRITE,
        takes="BaseCurrency",
        gives="Currencies",
        problems=("invalid", "rates-stand"),
    ),
    Operation(
        method="POST",
        path=RATES.path,
        name="set_exchange_rate",
        tag="Currencies",
        summary="Say what a currency is worth from a day on; one of that day is replaced",
        answer=set_one,
        requires=Permission.CURRENCY_WRITE,
        takes="NewExchangeRate",
        gives="ExchangeRate",
        written=True,
        problems=("invalid", "conflict"),
    ),
    drops(RATES, remove_rate, "Take back an exchange rate"),
]
