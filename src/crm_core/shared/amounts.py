"""
Kinds of field that sales needs: amounts of money, currencies, percentages.
"""

from decimal import Decimal
from typing import ClassVar

from attrs import frozen

from .kinds import Number
from .values import clean_text, refuse

CURRENCIES = frozenset(
    [
        "AED",
        "AFN",
        "ALL",
        "AMD",
        "ANG",
        "AOA",
        "ARS",
        "AUD",
        "AWG",
        "AZN",
        "BAM",
        "BBD",
        "BDT",
        "BGN",
        "BHD",
        "BIF",
        "BMD",
        "BND",
        "BOB",
        "BRL",
        "BSD",
        "BTN",
        "BWP",
        "BYN",
        "BZD",
        "CAD",
        "CDF",
        "CHF",
        "CLP",
        "CNY",
        "COP",
        "CRC",
        "CUP",
        "CVE",
        "CZK",
        "DJF",
        "DKK",
        "DOP",
        "DZD",
        "EGP",
        "ERN",
        "ETB",
        "EUR",
        "FJD",
        "FKP",
        "GBP",
        "GEL",
        "GHS",
        "GIP",
        "GMD",
        "GNF",
        "GTQ",
        "GYD",
        "HKD",
        "HNL",
        "HTG",
        "HUF",
        "IDR",
        "ILS",
        "INR",
        "IQD",
        "IRR",
        "ISK",
        "JMD",
        "JOD",
        "JPY",
        "KES",
        "KGS",
        "KHR",
        "KMF",
        "KPW",
        "KRW",
        "KWD",
        "KYD",
        "KZT",
        "LAK",
        "LBP",
        "LKR",
        "LRD",
        "LSL",
        "LYD",
        "MAD",
        "MDL",
        "MGA",
        "MKD",
        "MMK",
        "MNT",
        "MOP",
        "MRU",
        "MUR",
        "MVR",
        "MWK",
        "MXN",
        "MYR",
        "MZN",
        "NAD",
        "NGN",
        "NIO",
        "NOK",
        "NPR",
        "NZD",
        "OMR",
        "PAB",
        "PEN",
        "PGK",
        "PHP",
        "PKR",
        "PLN",
        "PYG",
        "QAR",
        "RON",
        "RSD",
        "RUB",
        "RWF",
        "SAR",
        "SBD",
        "SCR",
        "SDG",
        "SEK",
        "SGD",
        "SHP",
        "SLE",
        "SOS",
        "SRD",
        "SSP",
        "STN",
        "SVC",
        "SYP",
        "SZL",
        "THB",
        "TJS",
        "TMT",
        "TND",
        "TOP",
        "TRY",
        "TTD",
        "TWD",
        "TZS",
        "UAH",
        "UGX",
        "USD",
        "UYU",
        "UZS",
        "VED",
        "VES",
        "VND",
        "VUV",
        "WST",
        "XAF",
        "XCD",
        "XCG",
        "XOF",
        "XPF",
        "YER",
        "ZAR",
        "ZMW",
        "ZWG",
    ]
)
"""
The currencies in use (ISO 4217).
"""

MOST = Decimal("9999999999.99")


@frozen
class Amount:
    """
    An amount of money, never negative, at most 9,999,999,999.99.
    """

    empty: Decimal | None = None
    name: ClassVar[str] = "number"

    def parse(self, raw: object, /) -> Decimal | None:
        value = Number().parse(raw)
        if value is None:
            return self.empty
        if value < 0:
            raise refuse("range", "An amount is never negative.")
        if value > MOST:
            raise refuse("range", f"At most {MOST:,}.")
        if value != round(value, 2):
            raise refuse("number", "At most two digits after the point.")
        return value.quantize(Decimal("0.01"))


@frozen
class WholeNumber:
    """
    A whole number between *least* and *most*.
    """

    least: int
    most: int
    empty: int | None = None
    name: ClassVar[str] = "number"

    def parse(self, raw: object, /) -> int | None:
        value = Number().parse(raw)
        if value is None:
            return self.empty
        if not self.least <= value <= self.most:
            raise refuse("range", f"Must be between {self.least} and {self.most}.")
        if value != int(value):
            raise refuse("number", "Must be a whole number.")
        return int(value)


@frozen
class Percent(WholeNumber):
    """
    A whole number of percent, 0 to 100.
    """

    least: int = 0
    most: int = 100


@frozen
class Currency:
    """
    A currency by its three letters, as EUR (ISO 4217).
    """

    longest: ClassVar[int] = 3
    empty: None = None
    name: ClassVar[str] = "text"

    def parse(self, raw: object, /) -> str | None:
        text = clean_text(raw, longest=20).upper()
        if not text:
            return None
        if text not in CURRENCIES:
            raise refuse("currency", f"No such currency: {text}. Write it as EUR.")
        return text
