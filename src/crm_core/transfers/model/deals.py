"""
A whole row as the draft of an opportunity.
"""

import re
from collections.abc import Callable
from collections.abc import Mapping as MappingType
from decimal import Decimal

from ...shared import Invalid, read_id
from .cells import split_addresses
from .deal_words import category_said
from .drafts import CLEAR, Cell, Cells, Draft, filled_cells, first_of, put_first
from .easy import take_easy
from .formats import Formats
from .mapping import Mapping
from .money import SHARED_SIGNS, currency_said, parted
from .traits import (
    host_of,
    put_company_id,
    put_custom,
    put_lists,
    put_notes,
    put_owner,
)
from .written import read_day, read_number

TIME = re.compile(r"[T ]\d{1,2}:\d{2}.*", re.DOTALL)
_TEXTS = (
    *("name", "source", "competitor", "lost_reason", "lost_note"),
    *("next_step", "recurring_period"),
)
_LISTS = ("contact_roles", "line_items")
_NAMED = ("pipeline", "stage", "status", "probability_source")
AMOUNTS = ("value", "recurring_value")
DAYS = ("close_date", "expected_close_date", "actual_close_date", "next_step_on")

Read = Callable[[Draft, Cell, Formats], object]


def draft_opportunity(values: MappingType[str, object], mapping: Mapping) -> Draft:
    """
    What a row says about an opportunity.

    What needs a look at the organization is *named*: its pipeline, stage and status,
    people, a closing day of which the stage says whether it is past, a sign that
    several currencies share.
    """
    draft = Draft()
    left = take_easy(draft, values, mapping.plan)
    cells = filled_cells(draft, values, left, mapping.labels)
    for name in _TEXTS:
        put_first(draft, cells, name)
    put_notes(draft, cells, "description")
    put_lists(draft, cells)
    put_owner_and_own(draft, cells)
    put_money(draft, cells, mapping.formats)
    put_days(draft, cells, mapping.formats)
    _put_people(draft, cells)
    _put_product(draft, cells)
    for name in _NAMED:
        put_named(draft, cells, name)
    if not draft.fields.get("name") and "name" not in draft.origins:
        _make_name(draft)
    return draft


def put_owner_and_own(draft: Draft, cells: Cells) -> None:
    """
    Whose it is, and the organization's own fields.
    """
    if "owner" in cells:
        put_owner(draft, cells)
    put_custom(draft, cells)


def put_named(draft: Draft, cells: Cells, name: str) -> None:
    """
    What the first filled column *name* says, to be looked up.
    """
    if said := first_of(draft, cells, name):
        draft.named[name] = said


def put_id(draft: Draft, cells: Cells) -> None:
    """
    The id that a record is known by; it never gets one.
    """
    put_company_id(draft, cells, "id")
    if "id" in draft.fields:
        try:
            draft.named["id"] = str(read_id(draft.fields.pop("id")))
        except Invalid as error:
            draft.errors += error.under("id")


def put_money(draft: Draft, cells: Cells, formats: Formats) -> None:
    """
    Amounts, the currency, the probability and what is forecast.
    """
    for name in AMOUNTS:
        _put_read(draft, cells, name, formats, _amount)
    recurring = cells.get("recurring_value", [])
    period = recurring[0].column.kind if recurring else None
    if period and "recurring_value" in draft.fields:
        draft.fields.setdefault("recurring_period", period)
    _put_read(draft, cells, "probability", formats, _percent)
    _put_read(draft, cells, "currency", formats, _currency)
    _put_read(draft, cells, "forecast_category", formats, _category)


def put_days(draft: Draft, cells: Cells, formats: Formats) -> None:
    """
    Days; that of closing is only *named*, since the stage says which one it is.
    """
    for name in DAYS:
        _put_read(draft, cells, name, formats, _day)
    closing = draft.fields.pop("close_date", None)
    if closing is not None:
        draft.named["close_date"] = str(closing)


def _put_read(
    draft: Draft, cells: Cells, name: str, formats: Formats, read: Read
) -> None:
    """
    The field *name* from the first of its columns that is filled, once read; what
    cannot be read is an error of the row.
    """
    group = cells.get(name)
    if not group:
        return
    kept = group[0]
    draft.unused += [cell.header for cell in group[1:] if cell.value != kept.value]
    try:
        value = None if kept.text == CLEAR else read(draft, kept, formats)
    except Invalid as error:
        draft.origins[name] = kept.header
        draft.errors += error.under(name)
    else:
        draft.put(name, value, kept.header)


def _amount(draft: Draft, cell: Cell, formats: Formats) -> object:
    if not cell.text:
        return cell.value
    number, sign = parted(cell.text)
    if sign in SHARED_SIGNS:
        draft.named["sign"] = sign
    elif currency := currency_said(sign):
        draft.fields.setdefault("currency", currency)
        draft.origins.setdefault("currency", cell.header)
    return read_number(number, formats.decimal_mark)


def _percent(_: Draft, cell: Cell, formats: Formats) -> object:
    if not cell.text:
        return cell.value
    number = read_number(cell.text.rstrip("% \xa0"), formats.decimal_mark)
    if cell.column.kind == "fraction" and "%" not in cell.text:
        number = f"{Decimal(number) * 100:f}"
    whole, point, rest = number.partition(".")
    return whole if point and not rest.strip("0") else number


def _currency(_: Draft, cell: Cell, __: Formats) -> object:
    return currency_said(cell.text) or cell.text


def _category(_: Draft, cell: Cell, __: Formats) -> object:
    return category_said(cell.text)


def _day(_: Draft, cell: Cell, formats: Formats) -> object:
    if not cell.text:
        return cell.value
    bare = TIME.sub("", cell.text)
    return read_day(bare, formats.date_order, serial=True)


def _put_people(draft: Draft, cells: Cells) -> None:
    """
    The company and the people that a row names.
    """
    draft.company = first_of(draft, cells, "company") or draft.company
    draft.domain = host_of(
        first_of(draft, cells, "company_domain")
        or first_of(draft, cells, "company_website")
    )
    for name in ("company_id", "contact_id", "team_id"):
        put_company_id(draft, cells, name)
    put_id(draft, cells)
    put_named(draft, cells, "contact_name")
    told = first_of(draft, cells, "contact_email")
    if not told and "@" in draft.named.get("contact_name", ""):
        told = draft.named.pop("contact_name")
        draft.origins["contact_email"] = draft.origins["contact_name"]
    if told:
        draft.named["contact_email"] = "\n".join(
            address for address, _ in split_addresses(told)
        )


def _put_product(draft: Draft, cells: Cells) -> None:
    """
    What is sold: line items as this CRM writes them, or one product for the whole
    amount.
    """
    for name in _LISTS:
        for cell in cells.get(name, ()):
            if isinstance(cell.value, list):
                draft.put(name, cell.value, cell.header)
            elif cell.text == CLEAR:
                draft.put(name, [], cell.header)
            else:
                draft.unused.append(cell.header)
    product = first_of(draft, cells, "product")
    if product and product != CLEAR and "line_items" not in draft.fields:
        item = {"product": product, "unit_price": draft.fields.get("value") or 0}
        draft.put("line_items", [item], draft.origins["product"])


def _make_name(draft: Draft) -> None:
    """
    A name where the file has none: for whom, and what.
    """
    items = draft.fields.get("line_items")
    product = items[0].get("product") if isinstance(items, list) and items else None
    told = [each for each in (draft.company or draft.domain, product) if each]
    if told:
        draft.fields["name"] = ": ".join(map(str, told))[:255]
