"""
A whole row as the draft of a lead.
"""

from collections.abc import Mapping as MappingType

from ...shared import Invalid, Moment
from .cells import is_blank, split_addresses
from .deals import TIME, put_days, put_id, put_money, put_named, put_owner_and_own
from .drafts import CLEAR, Cells, Draft, filled_cells, first_of, put_first
from .easy import take_easy
from .formats import Formats
from .headers import ADDRESS_PARTS
from .mapping import Mapping
from .people import put_phone
from .reach import put_address
from .traits import host_of, put_company_id, put_lists, put_names, put_notes
from .written import read_day, read_number

_TEXTS = (
    *("title", "job_title", "website", "source", "campaign", "medium", "referrer"),
    *("landing_page", "product", "language", "lost_reason", "lost_note", "next_step"),
)
_NAMED = ("pipeline", "stage", "status", "probability_source")
_NAMES = frozenset({"first_name", "last_name", "full_name"})


def draft_lead(values: MappingType[str, object], mapping: Mapping) -> Draft:
    """
    What a row says about a lead.

    Its company stays a name until the lead is converted. What needs a look at the
    organization is *named*: the pipeline, stage and status.
    """
    draft = Draft(name_order=mapping.formats.name_order)
    left = take_easy(draft, values, mapping.plan)
    cells = filled_cells(draft, values, left, mapping.labels)
    if not _NAMES.isdisjoint(cells):
        put_names(draft, cells)
    for name in _TEXTS:
        put_first(draft, cells, name)
    put_notes(draft, cells, "description")
    put_lists(draft, cells)
    put_owner_and_own(draft, cells)
    if not cells.keys().isdisjoint({"address", *ADDRESS_PARTS}):
        put_address(draft, cells)
    put_money(draft, cells, mapping.formats)
    put_days(draft, cells, mapping.formats)
    _put_reach(draft, cells)
    _put_company(draft, cells)
    _put_size(draft, cells, mapping.formats)
    _put_conversion(draft, cells, mapping.formats)
    for name in ("answers", "capture"):
        _put_details(draft, cells, name)
    for name in ("company_id", "contact_id"):
        put_company_id(draft, cells, name)
    put_id(draft, cells)
    for name in _NAMED:
        put_named(draft, cells, name)
    return draft


def _put_reach(draft: Draft, cells: Cells) -> None:
    """
    The first e-mail address and the first number; a lead has one of each.
    """
    for cell in cells.get("email", ()):
        for address, _ in split_addresses(cell.text) if cell.text else ():
            if is_blank(address):
                continue
            if "email" in draft.fields:
                draft.unused.append(cell.header)
            else:
                value = None if address == CLEAR else address
                draft.put("email", value, cell.header)
    put_phone(draft, cells)


def _put_company(draft: Draft, cells: Cells) -> None:
    draft.company = first_of(draft, cells, "company") or draft.company
    if draft.company:
        name = None if draft.company == CLEAR else draft.company
        draft.put("company_name", name, draft.origins["company"])
        draft.company = name or ""
    known = host_of(str(draft.fields.get("website") or ""))
    for name in ("company_website", "company_domain"):
        site = first_of(draft, cells, name)
        if site and not known:
            draft.put("website", site, draft.origins[name])
            known = host_of(site)
        elif site and host_of(site) != known:
            draft.unused.append(draft.origins[name])
    draft.domain = known


def _put_size(draft: Draft, cells: Cells, formats: Formats) -> None:
    """
    How many work there, where the file says a number and no range.
    """
    said = first_of(draft, cells, "employees")
    if not said:
        return
    try:
        draft.fields["employees"] = (
            None if said == CLEAR else read_number(said, formats.decimal_mark)
        )
    except Invalid:
        draft.unused.append(draft.origins["employees"])


def _put_conversion(draft: Draft, cells: Cells, formats: Formats) -> None:
    said = first_of(draft, cells, "converted_at")
    if not said:
        return
    try:
        draft.named["converted_at"] = _moment(said, formats)
    except Invalid as error:
        draft.errors += error.under("converted_at")


def _moment(said: str, formats: Formats) -> str:
    """
    A moment as this CRM writes it, or the beginning of a day.
    """
    try:
        return str(Moment().parse(said))
    except Invalid:
        day = read_day(TIME.sub("", said), formats.date_order, serial=True)
        return f"{day}T00:00:00+00:00"


def _put_details(draft: Draft, cells: Cells, name: str) -> None:
    """
    What exports of this CRM write as an object of names and values.
    """
    for cell in cells.get(name, ()):
        plain = isinstance(cell.value, dict) and (
            name == "answers" or all(isinstance(v, str) for v in cell.value.values())
        )
        if plain:
            draft.put(name, cell.value, cell.header)
        else:
            draft.unused.append(cell.header)
