"""
Writing to one or several people: draft, preview, send, cancel, try again.
"""

from collections.abc import Mapping

from attrs import evolve

from ...changes import check_version
from ...shared import (
    Conflict,
    FieldError,
    Invalid,
    Permission,
    check_about,
    use_case,
)
from ..changing import (
    Composed,
    composed,
    email_to_write,
    envelopes_of,
    lacking,
    recipients_of,
)
from ..events import EmailQueued
from ..model import EMAIL_FIELDS, Email, EmailId, EmailState
from ..ports import EmailWork


class AlreadySent(Conflict):
    """
    The message has gone out, or goes out right now.
    """


class NothingToRetry(Conflict):
    """
    Nothing of this message waits for somebody to decide.
    """


@use_case(requires=Permission.EMAIL_SEND)
def write_email(work: EmailWork, /, **fields: object) -> Email:
    """
    Write a message and queue it, or keep it as a draft.

    Args:
        work: The unit of work.
        **fields: ``to``, ``cc``, ``bcc``, ``subject``, ``text``, ``html``, or a
            ``template_id``; what it is ``about``; the message that it ``answers``;
            ``attachments``; ``draft``.

    Raises:
        Invalid: Naming every member that is wrong, and the variables without a value.
    """
    return _kept(work, composed(work, fields))


@use_case(requires=Permission.EMAIL_SEND)
def preview_email(work: EmailWork, /, **fields: object) -> Composed:
    """
    The message as it would go, and which of its variables have no value.

    Raises:
        Invalid: Naming every member that is wrong.
    """
    return composed(work, {**fields, "draft": True})


@use_case(requires=Permission.EMAIL_SEND)
def edit_email(
    work: EmailWork,
    /,
    email_id: EmailId,
    *,
    version: int | None = None,
    **fields: object,
) -> Email:
    """
    Change a draft; of any other message only what it is ``about``.

    Raises:
        Invalid: Naming every member that is wrong.
        Stale: It is no longer at *version*, the one that the actor saw.
    """
    email = email_to_write(work, email_id)
    check_version(work, "email", email, version)
    if email.state is EmailState.DRAFT:
        return _redrafted(work, email, fields)
    values = EMAIL_FIELDS.parse(fields)
    message = "Only a draft can be changed."
    errors = [FieldError(n, "read-only", message) for n in values if n != "about"]
    if errors:
        raise Invalid(errors=errors)
    about = values.get("about", email.about)
    check_about(work, about)  # type: ignore[arg-type]
    work.name(f"Relate {email.subject}")
    return work.emails.save(evolve(email, about=about, updated_at=work.now))  # type: ignore[arg-type]


def _redrafted(work: EmailWork, email: Email, fields: Mapping[str, object]) -> Email:
    kept: dict[str, object] = {
        "subject": email.subject,
        "text": email.text,
        "html": email.html,
        "about": email.about,
        "attachments": email.attachments,
    }
    for name in ("to", "cc", "bcc"):
        kept[name] = [each for each in email.recipients if each.field == name]
    made = composed(work, {**kept, **fields, "draft": True})
    _check_missing(made)
    new = made.email
    work.name(f"Edit draft {new.subject}")
    names = (
        "recipients",
        "subject",
        "text",
        "html",
        "about",
        "attachments",
        "template_id",
        "in_reply_to",
        "references",
    )
    changed = {name: getattr(new, name) for name in names}
    if not new.in_reply_to:
        changed |= {n: getattr(email, n) for n in ("in_reply_to", "references")}
    else:
        changed["thread_id"] = new.thread_id
    return work.emails.save(evolve(email, **changed, updated_at=work.now))


@use_case(requires=Permission.EMAIL_SEND)
def send_draft(
    work: EmailWork, /, email_id: EmailId, *, version: int | None = None
) -> Email:
    """
    Queue a draft.

    Raises:
        Invalid: Something is missing in it, or a recipient gets no mail.
        AlreadySent: It is no draft.
    """
    email = email_to_write(work, email_id)
    check_version(work, "email", email, version)
    if email.state is not EmailState.DRAFT:
        raise AlreadySent
    said: dict[str, object] = {
        name: [each for each in email.recipients if each.field == name]
        for name in ("to", "cc", "bcc")
    }
    recipients, errors = recipients_of(work, EMAIL_FIELDS.parse(said))
    parts = {"subject": email.subject, "text": email.text, "html": email.html or ""}
    errors += lacking(parts, recipients)
    if errors:
        raise Invalid(errors=errors)
    queued = evolve(
        email, state=EmailState.QUEUED, queued_at=work.now, updated_at=work.now
    )
    saved = work.emails.save(queued)
    _queue(work, saved)
    return saved


def _kept(work: EmailWork, made: Composed) -> Email:
    email = made.email
    _check_missing(made)
    work.name(f"Write {email.subject}")
    work.emails.add(email)
    if email.state is EmailState.QUEUED:
        _queue(work, email)
    return email


def _check_missing(made: Composed) -> None:
    errors = [
        FieldError(
            f"variables.{each}",
            "missing",
            f"Has no value; say what stands instead, as {{{{ {each} | friend }}}}.",
        )
        for each in made.missing
    ]
    if errors:
        raise Invalid(errors=errors)


def _queue(work: EmailWork, email: Email) -> None:
    work.name(f"Send {email.subject}")
    work.deliveries.add_many(envelopes_of(work, email))
    work.emit(EmailQueued(email_id=email.id))


@use_case(requires=Permission.EMAIL_SEND)
def cancel_email(work: EmailWork, /, email_id: EmailId) -> Email:
    """
    Keep a message from going out to whom it has not gone.

    Raises:
        AlreadySent: It has gone out to all, or goes out right now.
    """
    email = email_to_write(work, email_id)
    if not work.deliveries.cancel(email.id, "Cancelled."):
        raise AlreadySent
    work.deliveries.restate(email.id)
    return work.emails.get(email.id)


@use_case(requires=Permission.EMAIL_ADMIN)
def retry_email(work: EmailWork, /, email_id: EmailId) -> Email:
    """
    Try again what failed, was refused, is uncertain or is held in a copy of the
    database. What is uncertain may arrive twice then, with the same Message-ID.

    Raises:
        NothingToRetry: Nothing of it waits for that.
    """
    email = email_to_write(work, email_id)
    if not work.deliveries.again(email.id):
        raise NothingToRetry
    work.deliveries.restate(email.id)
    work.emit(EmailQueued(email_id=email.id))
    return work.emails.get(email.id)


@use_case(requires=Permission.EMAIL_ADMIN)
def settle_email(work: EmailWork, /, email_id: EmailId) -> Email:
    """
    Take what is uncertain for sent: somebody knows that it arrived.

    Raises:
        NothingToRetry: Nothing of it is uncertain.
    """
    email = email_to_write(work, email_id)
    if not work.deliveries.sent_after_all(email.id):
        raise NothingToRetry
    work.deliveries.restate(email.id)
    return work.emails.get(email.id)


@use_case(requires=Permission.EMAIL_SEND)
def archive_email(work: EmailWork, /, email_id: EmailId) -> Email:
    """
    Put a message away; what waits to be sent of it does not go.
    """
    email = email_to_write(work, email_id)
    if email.open:
        work.deliveries.cancel(email.id, "Archived.")
        work.deliveries.restate(email.id)
    (email,) = work.emails.many([email_id])
    work.name(f"Archive {email.subject}")
    return work.emails.save(email.archived(work.now))


@use_case(requires=Permission.EMAIL_SEND)
def restore_email(work: EmailWork, /, email_id: EmailId) -> Email:
    """
    Bring a message back.
    """
    email = email_to_write(work, email_id)
    work.name(f"Restore {email.subject}")
    return work.emails.save(email.restored(work.now))
