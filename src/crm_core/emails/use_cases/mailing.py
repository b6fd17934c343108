"""
One message to many contacts, to each in a message of their own.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from attrs import evolve, frozen

from ...companies import Company
from ...contacts import Contact, ContactId
from ...shared import (
    FieldError,
    Invalid,
    NotFound,
    Permission,
    Query,
    RecordRef,
    Text,
    email_key,
    select_records,
    use_case,
)
from ..changing import (
    envelopes_of,
    greets,
    new_email,
    unknown_files,
)
from ..events import MailingQueued
from ..filling import Body, body_of, values_of
from ..model import (
    UNSUBSCRIBE,
    CampaignId,
    Delivery,
    Email,
    LinkKind,
    SignedLink,
    Suppression,
    TemplateId,
    is_address,
    links_in,
    needed,
    read_writing,
    unknown_variables,
)
from ..ports import EmailWork
from .visiting import may_be_tracked

USUAL_PURPOSE = "marketing"
AT_ONCE = 500
_NOTHING = Body(subject="", text="", html=None, missing=())


@frozen(kw_only=True)
class Mailing:
    """
    What became of a message to many: of those *selected* each is *queued* or *left
    out*, counted by why.
    """

    campaign_id: CampaignId
    selected: int
    queued: int
    left_out: Mapping[str, int]


@frozen(kw_only=True)
class _Letter:
    subject: str
    text: str
    html: str
    template_id: TemplateId | None
    language: str
    attachments: tuple[Any, ...]

    @property
    def needed(self) -> set[str]:
        return needed(self.subject, self.text, self.html)


@use_case(requires=Permission.EMAIL_BULK)
def send_to_many(
    work: EmailWork,
    /,
    *,
    ids: Iterable[ContactId] | None = None,
    query: Query | None = None,
    purpose: object = None,
    **fields: object,
) -> Mailing:
    """
    Write to the contacts that *ids* name or *query* finds, at most 10,000, each in a
    message of their own with a link to unsubscribe. Who is not to be written to is
    left out and counted; an address gets one message.

    Args:
        work: The unit of work.
        ids: The contacts.
        query: Or what finds them.
        purpose: What they must have agreed to; without it, only those are left out who
            declined ``marketing``.
        **fields: ``subject``, ``text``, ``html`` or ``template_id``, ``attachments``.

    Raises:
        Invalid: Naming every member that is wrong.
        NotFound: One of *ids* is not there.
    """
    letter = _letter(work, fields)
    wanted = None if purpose is None else Text(100).parse(purpose)
    contacts = select_records(work.contacts, ids=ids, query=query)
    left_out: Counter[str] = Counter()
    chosen = _chosen(work, contacts, wanted, left_out)
    campaign_id = CampaignId(work.new_id())
    work.name(f"Send to many: {letter.subject}")
    queued = 0
    # In parts, so that the database is not left waiting in the transaction.
    for first in range(0, len(chosen), AT_ONCE):
        some = chosen[first : first + AT_ONCE]
        emails, envelopes = _letters(work, letter, some, campaign_id, left_out)
        work.emails.add_many(emails)
        work.deliveries.add_many(envelopes)
        queued += len(emails)
    if queued:
        work.emit(MailingQueued(campaign_id=campaign_id, emails=queued))
    counts = {"selected": len(contacts), "queued": queued}
    return Mailing(campaign_id=campaign_id, **counts, left_out=dict(left_out))


def _letter(work: EmailWork, fields: Mapping[str, object]) -> _Letter:
    errors = [
        FieldError(name, "unknown", "A message to many has no such member.")
        for name in ("to", "cc", "bcc", "answers", "draft", "about")
        if name in fields
    ]
    kept = {k: v for k, v in fields.items() if k not in {e.field for e in errors}}
    try:
        values = read_writing(kept)
    except Invalid as error:
        raise Invalid(errors=(*errors, *error.errors)) from None
    template = None
    if values.get("template_id"):
        try:
            template = work.email_templates.get(TemplateId(values["template_id"]))
        except NotFound:
            errors.append(FieldError("template_id", "unknown", "No such template."))
    parts: dict[str, str] = {
        name: values.get(name) or (getattr(template, name) if template else "") or ""
        for name in ("subject", "text", "html")
    }
    files = tuple(values.get("attachments") or ())
    errors += [*_wrong_parts(parts), *unknown_files(work, files)]
    if errors:
        raise Invalid(errors=errors)
    return _Letter(
        **parts,
        template_id=template.id if template else None,
        language=(template.language if template else None) or "en",
        attachments=files,
    )


def _wrong_parts(parts: Mapping[str, str]) -> Iterable[FieldError]:
    for name, part in parts.items():
        yield from unknown_variables(name, part)
    if not parts["subject"]:
        yield FieldError("subject", "required", "Required.")
    if not parts["text"] and not parts["html"]:
        yield FieldError("text", "required", "Required.")


def _chosen(
    work: EmailWork,
    contacts: Sequence[Contact],
    purpose: str | None,
    left_out: Counter[str],
) -> list[Contact]:
    """
    Those who may be written to, each address once; the others are counted.
    """
    keys = {c.id: email_key(c.email) for c in contacts if c.email}
    spared = work.suppressions.of(sorted(set(keys.values())))
    seen: set[str] = set()
    chosen: list[Contact] = []
    for contact in contacts:
        key = keys.get(contact.id, "")
        reason = _spared(contact, key, spared, purpose) or (
            "duplicate" if key in seen else None
        )
        if reason is None:
            seen.add(key)
            chosen.append(contact)
        else:
            left_out[reason] += 1
    return chosen


def _spared(
    contact: Contact,
    key: str,
    spared: Mapping[str, Suppression],
    purpose: str | None,
) -> str | None:
    if not key:
        return "no_address"
    if not is_address(contact.email):
        return "invalid_address"
    if key in spared:
        return spared[key].reason.value
    if contact.do_not_contact:
        return "do_not_contact"
    said = [
        c.granted for c in contact.consents if c.purpose == (purpose or USUAL_PURPOSE)
    ]
    agreed = said[-1] if said else purpose is None
    return None if agreed else "no_consent"


def _letters(
    work: EmailWork,
    letter: _Letter,
    contacts: Sequence[Contact],
    campaign_id: CampaignId,
    left_out: Counter[str],
) -> tuple[list[Email], list[Delivery]]:
    emails: list[Email] = []
    envelopes: list[Delivery] = []
    companies = _companies(work, contacts) if "company" in letter.needed else {}
    shared = _shared(work, letter)
    for contact in contacts:
        company = companies.get(contact.company_id)
        known = {**shared, "contact": contact, "company": company}
        made = _one(work, letter, contact, known)
        if made is None:
            left_out["incomplete"] += 1
            continue
        emails.append(evolve(made[0], campaign_id=campaign_id))
        envelopes.append(made[1])
    return emails, envelopes


def _one(
    work: EmailWork, letter: _Letter, contact: Contact, known: Mapping[str, Any]
) -> tuple[Email, Delivery] | None:
    """
    The message to one contact and its envelope; None if a variable has no value.
    """
    about = (RecordRef("contact", contact.id),)
    blank = new_email(work, _NOTHING, (greets(contact),), about=about)
    (envelope,) = envelopes_of(work, blank)
    link = _unsubscribe(work, envelope)
    values = values_of(work, letter.needed, about, known) | {"unsubscribe.link": link}
    body = body_of(work, letter.subject, *_with_way_out(letter, link), values)
    if body.missing:
        return None
    tracked = bool(body.html) and may_be_tracked(work.mail_settings.get(), contact)
    email = evolve(
        blank,
        subject=body.subject,
        text=body.text,
        html=body.html,
        template_id=letter.template_id,
        attachments=letter.attachments,
        tracked=tracked,
        links=links_in(body.html) if tracked and body.html else (),
    )
    return email, envelope


def _companies(work: EmailWork, contacts: Sequence[Contact]) -> dict[Any, Company]:
    ids = {c.company_id for c in contacts if c.company_id is not None}
    return {each.id: each for each in work.companies.many(ids)}


def _shared(work: EmailWork, letter: _Letter) -> dict[str, Any]:
    if "organization" not in letter.needed:
        return {}
    return {"organization": work.organizations.get()}


def _unsubscribe(work: EmailWork, envelope: Delivery) -> str:
    link = SignedLink(LinkKind.UNSUBSCRIBE, work.actor.organization_id, envelope.id)
    return f"{work.stationery.site}/u/{link.token(work.mail_settings.secret())}"


def _with_way_out(letter: _Letter, link: str) -> tuple[str, str | None]:
    """
    The text and HTML of a letter, with a link to unsubscribe where there is none.
    """
    text, html = letter.text, letter.html or None
    word = UNSUBSCRIBE.get(letter.language, UNSUBSCRIBE["en"])
    if text and "unsubscribe" not in needed(text):
        text = f"{text}\n\n--\n{word}: {link}"
    if html and "unsubscribe" not in needed(html):
        html = f'{html}<p><a href="{escape(link)}">{escape(word)}</a></p>'
    return text, html
