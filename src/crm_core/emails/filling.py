"""
What the variables of a message stand for and who its addresses are, as far as who
writes may see it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from attrs import frozen

from ..companies import CompanyId
from ..contacts import ContactId
from ..leads import LeadId
from ..opportunities import OpportunityId
from ..shared import NotFound, RecordRef
from .model import VARIABLES, fill, text_of
from .ports import EmailWork


def values_of(
    work: EmailWork,
    kinds: Collection[str],
    about: Iterable[RecordRef],
    known: Mapping[str, Any] = {},
) -> dict[str, str]:
    """
    The values of the variables of these *kinds*: of the records *known* by kind, or
    else of the first one of each kind that the message is *about*.
    """
    firsts: dict[str, UUID] = {}
    for ref in about:
        firsts.setdefault(ref.kind, ref.id)
    records: dict[str, Any] = dict(known)
    readers = _readers(work)
    for kind in kinds:
        if kind in firsts and kind in readers and kind not in records:
            records[kind] = _read(readers[kind], firsts[kind])
    if "company" in kinds and "company" not in records:
        records["company"] = _company_of(work, records, firsts)
    if "organization" in kinds and "organization" not in records:
        records["organization"] = _read(lambda _: work.organizations.get(), UUID(int=0))
    values = {"user.name": work.actor.name or "", "user.email": work.actor.email or ""}
    for kind, record in records.items():
        if record is not None:
            values |= _named(kind, record)
    return values


def _readers(work: EmailWork) -> Mapping[str, Callable[[Any], Any]]:
    return {
        "contact": lambda it: work.contacts.get(ContactId(it)),
        "company": lambda it: work.companies.get(CompanyId(it)),
        "lead": lambda it: work.leads.get(LeadId(it)),
        "opportunity": lambda it: work.opportunities.get(OpportunityId(it)),
    }


def _read(read: Callable[[Any], Any], id: UUID) -> Any:
    try:
        return read(id)
    except NotFound:
        return None


def _company_of(
    work: EmailWork, records: Mapping[str, Any], firsts: Mapping[str, UUID]
) -> Any:
    """
    The company of the contact or opportunity at hand.
    """
    for kind in ("contact", "opportunity"):
        known = records.get(kind)
        if known is None and kind in firsts:
            known = _read(_readers(work)[kind], firsts[kind])
        id = getattr(known, "company_id", None)
        if id is not None:
            return _read(_readers(work)["company"], id)
    return None


def _named(kind: str, record: Any) -> dict[str, str]:
    values = {
        f"{kind}.{name}": _told(getattr(record, name, None)) for name in VARIABLES[kind]
    }
    custom: Mapping[str, object] = getattr(record, "custom", {})
    for name, value in custom.items():
        values[f"{kind}.custom.{name}"] = _told(value)
    return values


def _told(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value)
    return str(value)


def contacts_behind(work: EmailWork, keys: Iterable[str]) -> dict[str, ContactId]:
    """
    The live contacts with these addresses that the actor may see.
    """
    found = work.contacts.by_email(list(keys))
    refs = {RecordRef("contact", id): key for key, id in found.items()}
    return {refs[ref]: ContactId(ref.id) for ref in work.subjects.visible(refs)}


@frozen(kw_only=True)
class Body:
    """
    What a message says, with its variables filled in; *missing* had no value.
    """

    subject: str
    text: str
    html: str | None
    missing: tuple[str, ...]


def body_of(
    work: EmailWork,
    subject: str,
    text: str,
    html: str | None,
    values: Mapping[str, str],
) -> Body:
    """
    The body with its variables filled in and its HTML made safe; its plain text is
    made from the HTML where there is none.
    """
    said = [fill(subject, values), fill(text, values)]
    safe: str | None = None
    if html:
        filled = fill(html, values, html=True)
        said.append(filled)
        safe = work.stationery.sanitised(filled.text)
    missing = tuple(dict.fromkeys(name for each in said for name in each.missing))
    plain = said[1].text.strip() or (text_of(safe) if safe else "")
    line = " ".join(said[0].text.split())[:500]
    return Body(subject=line, text=plain, html=safe, missing=missing)
