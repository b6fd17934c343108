"""
Cells that say one plain thing, as nearly all do, taken as they stand.

What is not plain is left to a closer look (``people.py``), which comes to the same
where both can tell.
"""

import re
from collections.abc import Callable, Mapping

from ...shared import digits
from .cells import looks_decoded_twice, split_list, split_name
from .drafts import Draft, says_honorific
from .headers import EMAIL_KINDS, PHONE_KINDS, ColumnMapping
from .plan import Columns, Plan

Values = Mapping[str, object]
Found = list[tuple[str, ColumnMapping]]

_ADDRESS = re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9.-]+").fullmatch
_NUMBER = re.compile(r"[+(]?[0-9][0-9 ()./+-]*").fullmatch


def take_easy(draft: Draft, values: Values, plan: Plan) -> list[ColumnMapping]:
    """
    Put into *draft* what is plain; the columns that are left.
    """
    left = [*plan.rest]
    fields, origins = draft.fields, draft.origins
    for column in plan.texts:
        if value := values.get(column.header):
            text = _plain(value)
            if text:
                fields[column.field] = text
                origins[column.field] = column.header
            elif text is None:
                left.append(column)
    for column in plan.singles:
        if value := values.get(column.header):
            text = _plain(value)
            if text is None or (
                text and not _SINGLES[column.field](draft, text, column)
            ):
                left.append(column)
    for thing, columns in plan.groups:
        if not _GROUPS[thing](draft, values, columns):
            left += columns
    return left


def _plain(value: object) -> str | None:
    """
    The trimmed text of a filled cell; None when it may be more than the text it is.
    """
    if type(value) is not str:
        return None
    text = value.strip()
    if not text or (text.isascii() and text[0] not in "[{"):
        return text
    return None if text[0] in "[{" or looks_decoded_twice(text) else text


def _take_title(draft: Draft, text: str, column: ColumnMapping) -> bool:
    if not column.chosen and says_honorific(text):
        return False
    draft.put("title", text, column.header)
    return True


def _take_company(draft: Draft, text: str, column: ColumnMapping) -> bool:
    draft.company = text
    draft.origins["company"] = column.header
    return True


def _take_owner(draft: Draft, text: str, column: ColumnMapping) -> bool:
    draft.owner, draft.owner_chosen = text, column.chosen
    draft.origins["assigned_to"] = column.header
    return True


def _take_tags(draft: Draft, text: str, column: ColumnMapping) -> bool:
    draft.put("tags", split_list(text), column.header)
    return True


def _take_custom(draft: Draft, text: str, column: ColumnMapping) -> bool:
    draft.custom[str(column.kind)] = text
    draft.origins[column.spelling] = column.header
    return True


def _take_full_name(draft: Draft, text: str, column: ColumnMapping) -> bool:
    if "@" in text or not text[0].isalpha() or len(text) < 10:
        return False
    names = split_name(text, draft.name_order)
    for name, part in zip(("first_name", "last_name"), names, strict=True):
        if part:
            draft.put(name, part, column.header)
    return True


def _take_address(draft: Draft, values: Values, columns: Columns) -> bool:
    parts: dict[str, object] = {}
    for column in columns:
        if value := values.get(column.header):
            text = _plain(value)
            if text is None:
                return False
            if text:
                parts[column.field] = text
                draft.origins[f"address.{column.field}"] = column.header
    if parts:
        draft.fields["address"] = parts
    return True


def _take_emails(draft: Draft, values: Values, columns: Columns) -> bool:
    found = _alike(values, columns, _ADDRESS)
    if found:
        _put(draft, "emails", "address", _distinct(found, str.lower), EMAIL_KINDS)
    return found is not None


def _take_phones(draft: Draft, values: Values, columns: Columns) -> bool:
    found = _alike(values, columns, _NUMBER)
    if found:
        _put(draft, "phones", "number", _distinct(found, digits), PHONE_KINDS)
    return found is not None


def _alike(
    values: Values, columns: Columns, like: Callable[[str], object]
) -> Found | None:
    """
    The texts of *columns*, when all of them are *like* one plain address or number.
    """
    found: Found = []
    for column in columns:
        if value := values.get(column.header):
            if type(value) is not str:
                return None
            if text := value.strip():
                if like(text) is None:
                    return None
                found.append((text, column))
    return found


def _distinct(found: Found, key_of: Callable[[str], str]) -> Found:
    if len(found) == 1:
        return found
    distinct: dict[str, tuple[str, ColumnMapping]] = {}
    for each in found:
        key = key_of(each[0])
        known = distinct.get(key)
        if known is None or (known[1].kind is None and each[1].kind is not None):
            distinct[key] = each
    return [*distinct.values()]


def _put(
    draft: Draft, name: str, main: str, found: Found, kinds: frozenset[str]
) -> None:
    draft.fields[name] = [
        {main: text, "kind": column.kind if column.kind in kinds else "other"}
        if column.kind
        else {main: text}
        for text, column in found
    ]
    draft.origins[name] = found[0][1].header
    if len(found) > 1:
        for n, (_, column) in enumerate(found):
            draft.origins[f"{name}.{n}"] = column.header


_SINGLES: Mapping[str, Callable[[Draft, str, ColumnMapping], bool]] = {
    "title": _take_title,
    "company": _take_company,
    "owner": _take_owner,
    "tags": _take_tags,
    "custom": _take_custom,
    "full_name": _take_full_name,
}
_GROUPS: Mapping[str, Callable[[Draft, Values, Columns], bool]] = {
    "email": _take_emails,
    "phone": _take_phones,
    "address": _take_address,
}
