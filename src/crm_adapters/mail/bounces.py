"""
Reports that a mail did not arrive: those for programs first, then those in words.
"""

from attrs import frozen

from crm_core.emails import Bounce, FailedRecipient

from .addresses import correspondents, message_ids
from .bodies import plain_text
from .delivery_reports import read_status, status_of
from .headers import Headers
from .machines import ANSWERED_BY_ITSELF, by_mail_system, is_daemon, sender_of
from .notices import ANSWERS, FAILS, FAILS_IN_WORDS, begins_as_report, read_notice
from .originals import Original, copied_original, enclosed_original
from .parts import Part, read_parts
from .sanitising import bare_text, can_be_shown, text_from_html

_ARRIVED = {"delivered", "relayed", "expanded"}
_MEANT = ("x-original-to", "x-envelope-to", "envelope-to", "to")
_LONGEST = 100_000
_BEGINNING = 5_000


@frozen
class Report:
    """
    A report: the bounce, or None when it says that all went well.
    """

    bounce: Bounce | None
    message_id: str | None


def read_report(root: Part) -> Report | None:
    """
    The delivery report that a message is; None when it is none. What somebody sends on
    is theirs, so a report inside another mail counts only if a mail system sent it.
    """
    headers = root.headers
    systems = by_mail_system(headers)
    status = status_of(root)
    reports = root.parameters.get("report-type", "").lower() == "delivery-status"
    if status is not None and (systems or (reports and not _is_answer(headers))):
        return _by_status(root, status)
    if systems and (inner := _inner_report(root)):
        return inner
    if not systems and not _is_titled(headers):
        return None
    notice = _notice(root)
    if not _tells_failure(headers, notice, systems=systems):
        return None
    return _bounced(root, _in_words(headers, notice), notice.original)


def _by_status(root: Part, status: bytes) -> Report:
    recipients, reporter = read_status(status)
    notice = _notice(root)
    failed = [each for each in recipients if each.action not in _ARRIVED]
    if recipients and not failed:
        return Report(None, _concerned(root.headers, notice.original))
    if not any(each.address for each in failed):
        failed = _in_words(root.headers, notice) or failed
    return _bounced(root, failed, notice.original, reporter)


def _inner_report(root: Part) -> Report | None:
    """
    A gateway may wrap a report as it would any mail.
    """
    for part in root.walk():
        if part.content_type == "message/rfc822" and part is not root:
            inner = read_parts(part.content, [])
            status = status_of(inner)
            if status is not None and by_mail_system(inner.headers):
                return _by_status(inner, status)
    return None


def _bounced(
    root: Part,
    failed: list[FailedRecipient],
    original: Original | None,
    reporter: str = "",
) -> Report:
    bounce = Bounce(
        recipients=tuple(failed),
        message_id=_concerned(root.headers, original),
        subject=original.subject if original else "",
        reporter=reporter,
    )
    return Report(bounce, bounce.message_id)


def _concerned(headers: Headers, original: Original | None) -> str | None:
    if original and original.message_id:
        return original.message_id
    answered = message_ids(headers.get("in-reply-to"))
    answered = answered or message_ids(headers.get("references"))[-1:]
    return answered[0] if answered else None


# --------------------------------------------------------------------------- in words


@frozen
class Notice:
    """
    What a report says to people: its own words, all of its text, and the mail that it
    is about.
    """

    words: str
    text: str
    original: Original | None


def _notice(root: Part) -> Notice:
    told: list[str] = []
    for part in root.walk():
        if part.content_type == "text/plain" and not part.parts:
            told.append(plain_text(part)[:_LONGEST])
        elif part.content_type == "text/html" and not any(map(str.strip, told)):
            told.append(_page_words(part))
    text = "\n\n".join(told)
    words, copied = copied_original(text)
    return Notice(words, text, enclosed_original(root) or copied)


def _page_words(part: Part) -> str:
    page = plain_text(part)[:_LONGEST]
    return text_from_html(page) if can_be_shown(page) else bare_text(page)


def _tells_failure(headers: Headers, notice: Notice, *, systems: bool) -> bool:
    """
    Whether a message in words tells that a mail did not arrive.
    """
    answers = _is_answer(headers)
    if headers.get("x-failed-recipients"):
        return not answers
    by_daemon = is_daemon(sender_of(headers))
    if ANSWERED_BY_ITSELF.match(headers.text("subject")) and not by_daemon:
        return False
    titled = _is_titled(headers)
    enclosed = notice.original is not None
    said = FAILS_IN_WORDS.search(notice.words[:_BEGINNING]) is not None
    if by_daemon:
        return titled or said or enclosed
    if systems:
        return titled or (said and enclosed)
    at_once = begins_as_report(notice.words)
    if answers:
        return titled and at_once and not enclosed
    return titled and (at_once or (said and enclosed))


def _is_titled(headers: Headers) -> bool:
    failed = headers.get("x-failed-recipients") is not None
    return failed or FAILS.search(headers.text("subject")[:500]) is not None


def _is_answer(headers: Headers) -> bool:
    return ANSWERS.match(headers.text("subject")) is not None


def _in_words(headers: Headers, notice: Notice) -> list[FailedRecipient]:
    told = {each.address.lower() for each in correspondents(headers.all("to"))}
    sender = sender_of(headers)
    own = told | ({sender.address.lower()} if sender else set())
    known = [
        each.address for each in correspondents(headers.all("x-failed-recipients"))
    ]
    found = read_notice(notice.words, known=known, not_to=own)
    if found:
        return found
    for name in _MEANT if notice.original else ():
        meant = _addresses(notice.original, name)
        if len(meant) == 1 and "@" in meant[0]:
            return read_notice(notice.words, known=meant, not_to=own)
    return read_notice(notice.text, known=(), not_to=own)


def _addresses(original: Original | None, name: str) -> list[str]:
    named = correspondents(original.headers.all(name)) if original else ()
    return [each.address for each in named]
