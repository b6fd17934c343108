"""
How a message comes about: what is said of it is checked, filled in and queued.
"""

from collections.abc import Iterable, Mapping, Sequence
from secrets import token_hex
from typing import Any

from attrs import evolve, frozen

from ..contacts import Contact
from ..shared import (
    FieldError,
    Invalid,
    NotFound,
    RecordRef,
    check_about,
    email_key,
)
from .filling import Body, body_of, contacts_behind, values_of
from .model import (
    Correspondent,
    Delivery,
    DeliveryId,
    Direction,
    Email,
    EmailId,
    EmailState,
    Recipient,
    Template,
    TemplateId,
    ThreadId,
    answering,
    needed,
    read_writing,
    unknown_variables,
)
from .ports import EmailWork


@frozen(kw_only=True)
class Composed:
    """
    A message as it would go, and the variables that had no value.
    """

    email: Email
    missing: tuple[str, ...]


def composed(work: EmailWork, fields: Mapping[str, object]) -> Composed:
    """
    The message that *fields* mean, not yet stored.

    Raises:
        Invalid: Naming every member that is wrong.
    """
    values = read_writing(fields)
    template, answered, errors = _named(work, values)
    parts = {
        name: values.get(name) or (getattr(template, name) if template else "") or ""
        for name in ("subject", "text", "html")
    }
    if answered is not None and not parts["subject"]:
        parts["subject"] = answering(answered.subject)
    if template is None:
        for name, part in parts.items():
            errors += unknown_variables(name, part)
    recipients, more = recipients_of(work, values)
    errors += more
    if not values.get("draft"):
        errors += lacking(parts, recipients)
    about = values.get("about") or ()
    errors += _wrong_links(work, about, values.get("attachments") or ())
    if errors:
        raise Invalid(errors=errors)
    about = about or _about(recipients, answered)
    known = values_of(work, needed(*parts.values()), about)
    body = body_of(work, parts["subject"], parts["text"], parts["html"], known)
    email = new_email(work, body, recipients, about=about, draft=values.get("draft"))
    template_id = template.id if template else None
    files = values.get("attachments") or ()
    whole = evolve(email, template_id=template_id, attachments=files)
    return Composed(email=_answering(whole, answered), missing=body.missing)


def _named(
    work: EmailWork, values: Mapping[str, Any]
) -> tuple[Template | None, Email | None, list[FieldError]]:
    """
    The template and the answered message that *values* name.
    """
    errors: list[FieldError] = []
    template = answered = None
    if values.get("template_id"):
        try:
            template = work.email_templates.get(TemplateId(values["template_id"]))
        except NotFound:
            errors.append(FieldError("template_id", "unknown", "No such template."))
    if values.get("answers"):
        try:
            answered = work.emails.get(EmailId(values["answers"]))
        except NotFound:
            errors.append(FieldError("answers", "unknown", "No such message."))
    return template, answered, errors


def recipients_of(
    work: EmailWork, values: Mapping[str, Any]
) -> tuple[tuple[Recipient, ...], list[FieldError]]:
    """
    All recipients, each once, known contacts named; and what is wrong with them.
    """
    errors: list[FieldError] = []
    found: dict[str, tuple[str, Recipient]] = {}
    for name in ("to", "cc", "bcc"):
        for index, each in enumerate(values.get(name) or ()):
            place = f"{name}.{index}"
            try:
                one = evolve(_reached(work, each), field=name)
            except Invalid as error:
                errors += error.under(place)
            else:
                found.setdefault(email_key(one.address), (place, one))
    spared = work.suppressions.of(list(found)) if found else {}
    for key, suppression in spared.items():
        if suppression.entirely:
            message = f"This address gets no mail: {suppression.reason.value}."
            errors.append(FieldError(found[key][0], "suppressed", message))
    known = contacts_behind(work, found)
    return tuple(
        one if one.contact_id else evolve(one, contact_id=known.get(key))
        for key, (_, one) in found.items()
    ), errors


def _reached(work: EmailWork, recipient: Recipient) -> Recipient:
    if recipient.contact_id is None or recipient.address:
        return recipient
    try:
        contact = work.contacts.get(recipient.contact_id)
    except NotFound:
        raise Invalid.of("", "unknown", "No such contact.") from None
    if contact.email is None:
        raise Invalid.of("", "required", "This contact has no e-mail address.")
    return evolve(recipient, address=contact.email, name=contact.name)


def lacking(
    parts: Mapping[str, str], recipients: Sequence[Recipient]
) -> list[FieldError]:
    """
    What a message lacks to be sent.
    """
    errors = []
    if not recipients:
        errors.append(FieldError("to", "required", "Somebody must get it."))
    if not parts["subject"]:
        errors.append(FieldError("subject", "required", "Required."))
    if not parts["text"] and not parts["html"]:
        errors.append(FieldError("text", "required", "Required."))
    return errors


def _wrong_links(
    work: EmailWork, about: Sequence[RecordRef], files: Sequence[Any]
) -> list[FieldError]:
    errors: list[FieldError] = []
    try:
        check_about(work, about)
    except Invalid as error:
        errors += error.errors
    return [*errors, *unknown_files(work, files)]


def unknown_files(work: EmailWork, files: Sequence[Any]) -> list[FieldError]:
    """
    What is wrong with the files that are to go along.
    """
    known = work.records.visible("file", files) if files else set()
    return [
        FieldError(f"attachments.{index}", "unknown", "No such file.")
        for index, id in enumerate(files)
        if id not in known
    ]


def _about(
    recipients: Iterable[Recipient], answered: Email | None
) -> tuple[RecordRef, ...]:
    """
    What a message is about that does not say: whom it goes to, and what the answered
    one was about.
    """
    people = [RecordRef("contact", r.contact_id) for r in recipients if r.contact_id]
    before = answered.about if answered else ()
    return tuple(dict.fromkeys((*people, *before)))


def _answering(email: Email, answered: Email | None) -> Email:
    if answered is None or answered.message_id is None:
        return email
    line = (*answered.references, answered.message_id)
    return evolve(
        email,
        thread_id=answered.thread_id,
        in_reply_to=answered.message_id,
        references=(*line[:1], *line[1:][-20:]),
    )


def new_email(
    work: EmailWork,
    body: Body,
    recipients: tuple[Recipient, ...],
    *,
    about: Sequence[RecordRef] = (),
    draft: object = False,
) -> Email:
    """
    A message of ours that begins a thread, from who acts.
    """
    id, settings, usual = (
        work.new_id(),
        work.mail_settings.get(),
        work.stationery.sender,
    )
    actor = work.actor
    answers_to = settings.reply_to or actor.email
    return Email(
        id=EmailId(id),
        direction=Direction.OUT,
        state=EmailState.DRAFT if draft else EmailState.QUEUED,
        thread_id=ThreadId(id),
        # Who answers it has seen it: nobody guesses this (the sender's threads are safe).
        message_id=f"{id.hex}.{token_hex(10)}@{usual.address.rpartition('@')[2]}",
        sender=Correspondent(
            usual.address, settings.from_name or actor.name or usual.name
        ),
        reply_to=Correspondent(answers_to, actor.name or "") if answers_to else None,
        recipients=recipients,
        subject=body.subject,
        text=body.text,
        html=body.html,
        about=tuple(about),
        queued_at=None if draft else work.now,
        assigned_to=actor.user_id,
        created_by=actor.user_id,
        created_at=work.now,
        updated_at=work.now,
    )


def envelopes_of(work: EmailWork, email: Email) -> list[Delivery]:
    """
    One envelope for each recipient.
    """
    return [
        Delivery(
            id=DeliveryId(work.new_id()),
            email_id=email.id,
            address=each.address,
            name=each.name,
            field=each.field,
            contact_id=each.contact_id,
            queued_at=work.now,
            due_at=work.now,
        )
        for each in email.recipients
    ]


def greets(contact: Contact) -> Recipient:
    """
    A contact as the recipient of a message.
    """
    assert contact.email is not None
    return Recipient(address=contact.email, name=contact.name, contact_id=contact.id)


def email_to_write(work: EmailWork, email_id: EmailId) -> Email:
    """
    The message, locked: a worker may be about to note what became of it.

    Raises:
        NotFound: No such message, or not visible.
    """
    found = work.emails.many([email_id])
    if not found:
        raise NotFound(id=email_id)
    return found[0]
