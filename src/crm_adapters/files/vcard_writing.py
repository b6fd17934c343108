"""
Rows of people or companies as vCards (3.0, which every address book reads).
"""

import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from crm_core.transfers import ExportPart

WIDTH = 75
_BREAKS = re.compile(r"\r\n|\r|\n")
_ESCAPED = re.compile(r"[\\,;]")
_TYPE = re.compile(r"[a-z0-9_-]+")
_EMAIL_TYPES = {"work": "WORK", "home": "HOME", "other": "OTHER"}
_PHONE_TYPES = {**_EMAIL_TYPES, "mobile": "CELL", "fax": "FAX"}

Row = Mapping[str, object]


def write_vcards(parts: Iterable[ExportPart]) -> Iterator[bytes]:
    """
    A card for every row, as UTF-8 in pieces.
    """
    for part in parts:
        yield "".join(map(_card, _rows(part))).encode()


def _rows(part: ExportPart) -> Iterator[Row]:
    for cells in part.rows:
        yield {
            column.name: msgspec.json.decode(cell) if column.json and cell else cell
            for column, cell in zip(part.columns, cells, strict=True)
        }


def _card(row: Row) -> str:
    first, last = _text(row, "first_name"), _text(row, "last_name")
    company = _text(row, "company") or _text(row, "name")
    emails = list(_reach(row, "email", "address", _EMAIL_TYPES))
    phones = list(_reach(row, "phone", "number", _PHONE_TYPES))
    person = first or last or emails or "first_name" in row
    reached = next((value for value, _ in (*emails, *phones)), "")
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"N:{_joined(last, first, '', '', '')}",
        f"FN:{escaped(f'{first} {last}'.strip() or (reached if person else company))}",
        *(f"EMAIL;TYPE=INTERNET,{types}:{escaped(text)}" for text, types in emails),
        *(f"TEL;TYPE={types}:{escaped(text)}" for text, types in phones),
        *_properties(row, company),
        *([] if person else ["X-ABShowAs:COMPANY"]),
        "END:VCARD",
    ]
    return "".join(map(folded, lines))


def _text(row: Row, name: str) -> str:
    return str(row.get(name) or "")


def _reach(
    row: Row, name: str, main: str, types: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """
    Every address or number with its types, the primary one marked.
    """
    members = row.get(f"{name}s")
    if not isinstance(members, list | tuple):
        members = [{main: row[name]}] if row.get(name) else []
    for place, member in enumerate(members):
        kind = types.get(str(member.get("kind") or "work"), "OTHER")
        yield str(member[main]), f"{kind},PREF" if place == 0 else kind


def _properties(row: Row, company: str) -> Iterator[str]:
    if company or row.get("department"):
        yield f"ORG:{_joined(company, *filter(None, [_text(row, 'department')]))}"
    for name, field in (("TITLE", "title"), ("NOTE", "notes"), ("NOTE", "description")):
        if row.get(field):
            yield f"{name}:{escaped(_text(row, field))}"
    address = row.get("address") or row
    if isinstance(address, Mapping):
        names = ("street", "city", "region", "postal_code", "country")
        parts = [_text(address, name) for name in names]
        if any(parts):
            yield f"ADR;TYPE=WORK:{_joined('', '', *parts)}"
    yield from _profiles(row)
    tags = row.get("tags")
    if isinstance(tags, list | tuple) and tags:
        yield "CATEGORIES:" + ",".join(escaped(str(tag)) for tag in tags)
    if row.get("do_not_contact") is True:
        yield "X-DO-NOT-CONTACT:true"
    for each in _objects(row, "consents"):
        said = "granted" if each["granted"] else "declined"
        consent = (each["purpose"], said, each["source"], each["at"])
        yield f"X-CONSENT:{_joined(*map(str, consent))}"
    if row.get("id"):
        yield f"UID:urn:uuid:{row['id']}"


def _objects(row: Row, name: str) -> Iterator[Mapping[str, object]]:
    found = row.get(name)
    if isinstance(found, list | tuple):
        yield from (each for each in found if isinstance(each, Mapping))


def _profiles(row: Row) -> Iterator[str]:
    if row.get("website"):
        yield f"URL:{escaped(_text(row, 'website'))}"
    profiles = row.get("social_profiles")
    for network, url in profiles.items() if isinstance(profiles, Mapping) else ():
        if network == "website" or not _TYPE.fullmatch(str(network)):
            yield f"URL:{escaped(str(url))}"
        else:
            yield f"X-SOCIALPROFILE;TYPE={network}:{escaped(str(url))}"


def _joined(*parts: str) -> str:
    return ";".join(escaped(part) for part in parts)


def escaped(text: str) -> str:
    """
    *text* as the value of a property: one line, separators marked as text.
    """
    return _BREAKS.sub(r"\\n", _ESCAPED.sub(r"\\\g<0>", text))


def folded(line: str) -> str:
    """
    *line* in pieces of at most 75 octets, no character split, with its end.
    """
    data = line.encode()
    if len(data) <= WIDTH:
        return f"{line}\r\n"
    pieces: list[str] = []
    at = 0
    while at < len(data):
        end = min(at + WIDTH - bool(at), len(data))
        while end < len(data) and data[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(data[at:end].decode())
        at = end
    return "\r\n ".join(pieces) + "\r\n"
