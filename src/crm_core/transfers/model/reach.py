"""
How a person or company is reached: addresses, numbers, places, profiles of a row.
"""

from collections.abc import Iterable, Iterator, Mapping

from ...shared import FieldError, Invalid, Url, digits
from .cells import (
    exact_number,
    is_blank,
    items_of,
    kind_named,
    split_addresses,
    split_list,
    split_numbers,
)
from .drafts import CLEAR, Cell, Cells, Draft
from .headers import ADDRESS_PARTS, EMAIL_KINDS, PHONE_KINDS
from .kinds import NETWORKS
from .traits import host_of

_PLACES = ("work", None, "home", "other")
_EXCHANGE = "/o="

Channel = tuple[str, str | None, Cell]


def put_emails(draft: Draft, cells: Cells) -> None:
    """
    Every e-mail address with its kind; the primary one first.
    """
    found: dict[str, Channel] = {}
    for cell in cells.get("email", ()):
        exchange = cell.label.upper() == "EX"
        members = split_addresses(cell.text) if cell.text else items_of(cell.value)
        for address, inner in members:
            foreign = cell.column.spare and "@" not in address
            if exchange or foreign or address.startswith(_EXCHANGE):
                draft.unused.append(cell.header)
            elif not is_blank(address):
                kind = _kind(cell, inner, EMAIL_KINDS)
                _join(found, address.casefold(), (address, kind, cell))
    _put_channels(draft, "emails", "address", found.values())


def put_phones(draft: Draft, cells: Cells) -> None:
    """
    Every phone number with its kind.
    """
    found: dict[str, Channel] = {}
    for channel in phones_of(draft, cells):
        _join(found, digits(channel[0]) or channel[0], channel)
    _put_channels(draft, "phones", "number", found.values())


def phones_of(draft: Draft, cells: Cells) -> Iterator[Channel]:
    """
    The phone numbers of a row; one that lost digits in a spreadsheet is an error.
    """
    for cell in cells.get("phone", ()):
        members = split_numbers(cell.text) if cell.text else items_of(cell.value)
        for number, inner in members:
            exact = exact_number(number)
            if exact is None:
                message = f"A spreadsheet has cut digits off this number ({number})."
                draft.origins[cell.header] = cell.header
                draft.errors.append(FieldError(cell.header, "digits", message))
            elif not is_blank(exact):
                yield exact, _kind(cell, inner, PHONE_KINDS), cell


def _kind(cell: Cell, inner: str | None, known: frozenset[str]) -> str | None:
    kind = kind_named(inner) or kind_named(cell.label) or cell.column.kind
    return kind if kind is None or kind in known else "other"


def _join(found: dict[str, Channel], key: str, channel: Channel) -> None:
    known = found.get(key)
    if known is None or (known[1] is None and channel[1] is not None):
        found[key] = channel


def _put_channels(
    draft: Draft, name: str, main: str, channels: Iterable[Channel]
) -> None:
    ordered = sorted(channels, key=lambda each: not each[2].label.startswith("*"))
    if not ordered:
        return
    if [each[0] for each in ordered] == [CLEAR]:
        draft.put(name, [], ordered[0][2].header)
        return
    draft.put(
        name,
        [
            {main: value, "kind": kind} if kind else {main: value}
            for value, kind, _ in ordered
        ],
        ordered[0][2].header,
    )
    for n, (_, _, cell) in enumerate(ordered):
        draft.origins[f"{name}.{n}"] = cell.header


def put_address(draft: Draft, cells: Cells) -> None:
    """
    The postal address; of several the one at work, unless it is but a country.
    """
    places: dict[tuple[str, str | None], dict[str, list[Cell]]] = {}
    for name in ("address", *ADDRESS_PARTS):
        for cell in cells.get(name, ()):
            kind = kind_named(cell.label) or cell.column.kind
            place = places.setdefault((cell.column.group, kind), {})
            place.setdefault(name, []).append(cell)
    if not places:
        return
    best = min(places, key=lambda at: (len(places[at]) < 2, _PLACES.index(at[1])))
    chosen = places.pop(best)
    for (_, kind), place in places.items():
        unsaid = kind is None or best[1] is None
        if unsaid and place.keys().isdisjoint(chosen):
            chosen = {**chosen, **place}
        else:
            draft.unused += [cell.header for group in place.values() for cell in group]
    draft.fields["address"] = _parts(draft, chosen)


def _parts(draft: Draft, place: Mapping[str, list[Cell]]) -> dict[str, object] | None:
    parts: dict[str, object] = {}
    for name in ADDRESS_PARTS:
        group = place.get(name, [])
        if not group:
            continue
        if isinstance(group[0].value, Mapping):
            draft.origins["address"] = group[0].header
            return dict(group[0].value)
        draft.origins[f"address.{name}"] = group[0].header
        lines = list(dict.fromkeys(cell.text for cell in group))
        if name != "street":
            draft.unused += [cell.header for cell in group if cell.text != lines[0]]
            lines = lines[:1]
        parts[name] = "\n".join(lines)
    whole = place.get("address", [])
    if whole and not parts:
        draft.origins["address.street"] = whole[0].header
        parts["street"] = whole[0].text
    return None if set(parts.values()) == {CLEAR} else parts


def put_profiles(draft: Draft, cells: Cells) -> None:
    """
    Web addresses by network; whatever is none is noted as unused.
    """
    found: dict[str, object] = {}
    for cell in (*cells.get("social", ()), *cells.get("website", ())):
        for network, url in _profiles(cell):
            name = network or _network_of(url)
            full = _url(url, name)
            if full is None:
                draft.unused.append(cell.header)
            elif full not in found.values():
                free = next(n for n in _names(name) if n not in found)
                found[free] = full
                draft.origins.setdefault("social_profiles", cell.header)
    if found:
        draft.fields["social_profiles"] = found


def _profiles(cell: Cell) -> Iterator[tuple[str, str]]:
    network = str(cell.column.kind or "") if cell.column.field == "social" else ""
    if isinstance(cell.value, Mapping):
        yield from ((str(name), str(url)) for name, url in cell.value.items())
    elif isinstance(cell.value, list):
        yield from ((network, url) for url, _ in items_of(cell.value))
    else:
        yield from ((network, url) for url in split_list(cell.text))


def _network_of(url: str) -> str:
    host = host_of(url)
    for name, known in NETWORKS.items():
        if host == known or host.endswith("." + known):
            return name
    return "website"


def _url(text: str, network: str) -> str | None:
    handle = text.removeprefix("@")
    if network in NETWORKS and not set(handle) & set("./: "):
        text = f"https://{NETWORKS[network]}/{_PATHS.get(network, '')}{handle}"
    try:
        return Url(500).parse(text)
    except Invalid:
        return None


_PATHS = {"linkedin": "in/", "xing": "profile/", "youtube": "@", "tiktok": "@"}


def _names(network: str) -> Iterator[str]:
    yield network
    yield from (f"{network}_{n}" for n in range(2, 1000))
