"""
Amounts of money as files write them: ``$1,234.50``, ``1.234,50 €``, ``EUR 500``.
"""

import re

from ...shared import Currency, Invalid, fold

_SIGNS = {
    "€": "EUR", "£": "GBP", "zł": "PLN", "zl": "PLN", "kč": "CZK", "kc": "CZK",
    "ft": "HUF", "lei": "RON", "лв": "BGN", "₽": "RUB", "руб": "RUB", "₴": "UAH",
    "грн": "UAH", "₺": "TRY", "tl": "TRY", "₪": "ILS", "₹": "INR", "rs": "INR",
    "₩": "KRW", "원": "KRW", "円": "JPY", "元": "CNY", "฿": "THB", "₫": "VND",
    "₱": "PHP", "₦": "NGN", "r$": "BRL", "us$": "USD", "$us": "USD", "a$": "AUD",
    "au$": "AUD", "c$": "CAD", "ca$": "CAD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD",
    "mx$": "MXN", "nt$": "TWD", "fr": "CHF", "sfr": "CHF",
}  # fmt: skip
_NAMES = {
    "euro": "EUR", "euros": "EUR", "us dollar": "USD", "us dollars": "USD",
    "u.s. dollar": "USD", "united states dollar": "USD", "pound sterling": "GBP",
    "british pound": "GBP", "pounds": "GBP", "swiss franc": "CHF",
    "canadian dollar": "CAD", "australian dollar": "AUD", "japanese yen": "JPY",
    "yen": "JPY", "zloty": "PLN", "polish zloty": "PLN", "indian rupee": "INR",
    "swedish krona": "SEK", "danish krone": "DKK", "norwegian krone": "NOK",
    "brazilian real": "BRL",
}  # fmt: skip
SHARED_SIGNS = {
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "ARS", "CLP", "COP"),
    "¥": ("JPY", "CNY"),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
}
"""
The currencies that share a sign, the likeliest first.
"""
_MARKED = re.compile(r"((?:[^\d.,+-]+\.?)?)\s*([+-]?\s*\d[\d.,\s'’]*?)\s*([^\d,]*)")
_EVEN = re.compile(r"[.,](-+|–|—)(?=\D*$)")


def parted(text: str) -> tuple[str, str]:
    """
    The number in *text*, and the sign or code of a currency that stands beside it;
    an empty sign where there is none.
    """
    found = _MARKED.fullmatch(_EVEN.sub("", text.strip())) if len(text) < 100 else None
    if found is None:
        return text, ""
    before, number, behind = (each.strip() for each in found.groups())
    sign = (before or behind).casefold().rstrip(".")
    known = sign in SHARED_SIGNS or currency_said(sign) is not None
    if (before and behind) or (sign and not known):
        return text, ""
    return number, sign


def currency_said(text: str) -> str | None:
    """
    The currency that a code, a sign or a name says; None when several have the sign,
    or none.
    """
    word = text.strip().casefold().rstrip(".")
    known = _SIGNS.get(word) or _NAMES.get(fold(word))
    if known:
        return known
    try:
        return Currency().parse(text[:20])
    except Invalid:
        return None
