"""
Text as the CRM keeps it: normalised, without what a database or a reader refuses.
"""

import re
from functools import lru_cache
from unicodedata import normalize

from .errors import Invalid
from .wording import digits, fold

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BREAK = re.compile(r"[\t\r\n\u2028\u2029]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LOCAL = re.compile(r"[^\s@\"(),:;<>\[\]\\\x00-\x1f\x7f]+")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")


def refuse(code: str, message: str) -> Invalid:
    """
    A refusal of a value whose field the caller names.
    """
    return Invalid.of("", code, message)


def clean_text(raw: object, *, longest: int, lines: bool = False) -> str:
    """
    *raw* as stored text: NFC, trimmed, at most *longest* code points.

    Raises:
        Invalid: Not text, too long, or with characters that would mislead a
            reader (bidi controls) or that cannot be stored (NUL, lone surrogates).
    """
    if not isinstance(raw, str):
        raise refuse("type", "Must be text.")
    text = str.__getitem__(raw, slice(None))
    if text.isprintable():  # no control, break, direction mark or surrogate
        plain = text if text.isascii() else normalize("NFC", text)
        return _fitting(plain.strip(), longest)
    if not text.isascii():
        if _SURROGATE.search(text):
            raise refuse("characters", "Contains half a character (a surrogate).")
        text = normalize("NFC", text)
        if not lines and _BIDI.search(text):
            raise refuse("characters", "Contains text-direction control characters.")
    if _CONTROL.search(text):
        raise refuse("characters", "Contains control characters.")
    text = text.strip()
    if lines and "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not lines and _BREAK.search(text):
        raise refuse("characters", "Must be a single line.")
    return _fitting(text, longest)


def _fitting(text: str, longest: int) -> str:
    if len(text) > longest:
        raise refuse("length", f"At most {longest} characters; this has {len(text)}.")
    return text


@lru_cache(maxsize=10_000)
def email_key(address: str) -> str:
    """
    What two spellings of one e-mail address share: folded case, the domain in
    its ASCII form (RFC 5891). ``+tag`` stays.
    """
    local, _, domain = address.rpartition("@")
    return f"{local.casefold()}@{domain_key(domain)}"


@lru_cache(maxsize=10_000)
def domain_key(domain: str) -> str:
    """
    A domain in its ASCII, lower-case form.

    Raises:
        Invalid: Not the name of a host on the internet.
    """
    bare = domain.strip().rstrip(".").lower()
    try:
        ascii_form = bare if bare.isascii() else bare.encode("idna").decode("ascii")
    except UnicodeError:
        raise refuse("domain", "Not a domain name.") from None
    labels = ascii_form.split(".")
    if len(labels) < 2 or len(ascii_form) > 253:
        raise refuse("domain", "Not a domain name.")
    if not all(_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        raise refuse("domain", "Not a domain name.")
    return ascii_form


def bare_domain(domain: str) -> str:
    """
    A domain as ``domain_key`` has it, without the ``www.`` of a website.
    """
    key = domain_key(domain)
    while key.startswith("www.") and "." in key[4:]:
        key = key[4:]
    return key


def clean_email(raw: object) -> str:
    """
    *raw* as an e-mail address, spelled as given.

    Raises:
        Invalid: Not an address (RFC 5321 without quoted local parts).
    """
    text = clean_text(raw, longest=254)
    if text.lower().startswith("mailto:"):
        text = text[7:]
    local, at, domain = text.rpartition("@")
    try:
        domain_key(domain)
    except Invalid:
        at = ""
    dotted = local.startswith(".") or local.endswith(".") or ".." in local
    spaced = domain.split() != [domain]
    if not at or len(local) > 64 or dotted or spaced or not _LOCAL.fullmatch(local):
        raise refuse("email", "Not an e-mail address.")
    return text


def clean_phone(raw: object) -> str:
    """
    *raw* as a phone number, spelled as given.

    Raises:
        Invalid: No number that a person could dial.
    """
    text = clean_text(raw, longest=50)
    while text.lower().startswith("tel:"):
        text = text[4:].strip()
    if len(digits(text)) < 3:
        raise refuse("phone", "A phone number has at least three digits.")
    return text


def clean_tag(raw: object) -> str:
    """
    *raw* as a tag: one line without commas and semicolons, at most 50 characters.
    """
    return _tag(clean_text(raw, longest=50))


@lru_cache(maxsize=4096)
def _tag(said: str) -> str:
    text = " ".join(said.split())
    if not text or "," in text or ";" in text:
        raise refuse("tag", "A tag is a word or a few, without comma or semicolon.")
    return text


def tag_key(tag: str) -> str:
    """
    What two spellings of one tag share.
    """
    return fold(tag)
