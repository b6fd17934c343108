"""
Who a person or company is, by the cells of a row: names, words, owner, wishes.
"""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from ...shared import fold
from .cells import is_blank, says_yes, split_addresses, split_list, split_name
from .drafts import CLEAR, Cell, Cells, Draft, first_of, put_first
from .vocabulary import fold_header, word_set

_GONE = word_set(
    "unsubscribed bounced complained cleaned spam blocked blacklisted desabonne"
    " abgemeldet suppressed optedout optout"
)
_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def put_names(draft: Draft, cells: Cells) -> None:
    """
    First and last name, or a whole name taken apart.
    """
    put_first(draft, cells, "first_name")
    put_first(draft, cells, "last_name")
    whole = [
        cell
        for cell in cells.get("full_name", ())
        if not is_blank(cell.text)
        and not ("@" in cell.text and _is_address(cell.text, draft))
    ]
    if not whole:
        return
    parts = [str(draft.fields.get(name) or "") for name in ("first_name", "last_name")]
    if not any(parts):
        kept = whole.pop(0)
        parts = [*split_name(kept.text, draft.name_order)]
        for name, part in zip(("first_name", "last_name"), parts, strict=True):
            if part:
                draft.put(name, part, kept.header)
    known = set(fold(" ".join(parts)).replace(",", " ").split())
    for cell in whole:
        if not set(fold(cell.text).replace(",", " ").split()) <= known:
            draft.unused.append(cell.header)


def _is_address(name: str, draft: Draft) -> bool:
    """
    Whether a name is but the e-mail address, as where no name is known.
    """
    emails = draft.fields.get("emails")
    known = emails if isinstance(emails, list) else []
    said = {address for address, _ in split_addresses(name)}
    return said <= {each["address"] for each in known}


def put_company_id(draft: Draft, cells: Cells, name: str = "company_id") -> None:
    """
    The id of a company of this CRM, or of what *name* points at; the numbers of other
    programs mean nothing here.
    """
    for cell in cells.get(name, ()):
        if cell.column.chosen or _ID.fullmatch(cell.text):
            put_first(draft, {name: [cell]}, name)
        else:
            draft.unused.append(cell.header)


def put_lists(draft: Draft, cells: Cells) -> None:
    """
    Tags from every column of them, further companies, and consents.
    """
    tags = cells.get("tags")
    if tags:
        words: list[object] = []
        for cell in tags:
            words += (
                cell.value if isinstance(cell.value, list) else split_list(cell.text)
            )
        words = [] if words == [CLEAR] else words
        draft.put("tags", list(dict.fromkeys(map(str, words))), tags[0].header)
    for name in ("affiliations", "consents"):
        for cell in cells.get(name, ()):
            if isinstance(cell.value, list):
                draft.put(name, cell.value, cell.header)
            else:
                draft.unused.append(cell.header)
    if "affiliations" in cells:
        _name_companies(draft)


def _name_companies(draft: Draft) -> None:
    """
    Keep what the further companies are called, for where their ids mean nothing.
    """
    members = draft.fields.get("affiliations")
    if not isinstance(members, list):
        return
    left = [dict(each) if isinstance(each, Mapping) else each for each in members]
    for each in left:
        if isinstance(each, dict) and isinstance(name := each.pop("company", ""), str):
            draft.joined[str(each.get("company_id")).lower()] = name
    draft.fields["affiliations"] = left


def put_notes(draft: Draft, cells: Cells, name: str) -> None:
    """
    The long text *name*: all its columns, one below the other.
    """
    texts = [cell for cell in cells.get(name, ()) if cell.text]
    if texts:
        text = "\n\n".join(dict.fromkeys(cell.text for cell in texts))
        draft.put(name, None if text == CLEAR else text, texts[0].header)


def put_do_not_contact(draft: Draft, cells: Cells) -> None:
    """
    Yes where the file says so; no only where a person mapped the column.
    """
    for cell in cells.get("do_not_contact", ()):
        said = cell.value if isinstance(cell.value, bool) else says_yes(cell.text)
        if said is not False:
            _stop(draft, cell, on=True)
        elif cell.column.chosen:
            _stop(draft, cell, on=False)
    for cell in cells.get("status", ()):
        if fold_header(cell.text[:40]).replace(" ", "") in _GONE:
            _stop(draft, cell, on=True)
        else:
            draft.unused.append(cell.header)


def _stop(draft: Draft, cell: Cell, *, on: bool) -> None:
    draft.put("do_not_contact", on, cell.header)


def put_owner(draft: Draft, cells: Cells) -> None:
    """
    Whose record it is, as the file names the person.
    """
    draft.owner = first_of(draft, cells, "owner", "assigned_to")
    draft.owner_chosen = any(cell.column.chosen for cell in cells.get("owner", ()))


def put_custom(draft: Draft, cells: Cells) -> None:
    """
    Values of the organization's own fields, still as the file has them.
    """
    for cell in cells.get("custom", ()):
        name = str(cell.column.kind)
        value = None if cell.text == CLEAR else cell.value
        if draft.custom.setdefault(name, value) != value:
            draft.unused.append(cell.header)
            continue
        draft.origins[f"custom.{name}"] = cell.header


def host_of(url: str) -> str:
    """
    The host of a web address, without ``www.``; empty when there is none.
    """
    if not url:
        return ""
    try:
        host = urlsplit(url if "://" in url else f"https://{url}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")
