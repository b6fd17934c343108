"""
Reports of mail systems in plain words: whom they name, and what they say of each.

Nothing here knows one system's layout; it is what they have in common: an address at
the start of a line or after certain words, and what the other server said below it.
"""

import re
from collections.abc import Iterable

from crm_core.emails import Cause, FailedRecipient, cause_of

from .addresses import ADDRESS, clean_address

FAILS = re.compile(
    r"undeliver|un-deliver|returned? (?:mail|message|to sender)|mail returned|failure notice"
    r"|deliver(?:y|ing)?\b.{0,40}(?:fail|status|problem|error|report|warning|delay|unsuccess"
    r"|impossible|incomplete|notif|suspend)|(?:fail|error|problem|unable)\w*\b.{0,40}deliver"
    r"|non.?deliver|not (?:yet )?(?:be(?:en)? )?deliver|mail (?:system )?(?:error|failure|failed)"
    r"|(?:could|can|was|were|did) ?(?:not|n.t)\b.{0,40}(?:deliver|sent|reach|be delivered)"
    r"|(?:message|mail|nachricht)\b.{0,40}(?:rejected|bounce|refused|delayed|blocked)"
    r"|error sending|bounce[d]? (?:mail|message|notification|e-?mail)|mail bounce"
    r"|postmaster notify|user unknown|over quota|mailbox (?:is )?full|delayed mail"
    r"|unzustellbar|nicht zustellbar|nicht zugestellt|zustell(?:ung|fehler)|unbekannter empfänger"
    r"|non remis|non distribu|échec de|retour(?:né)? (?:de|à)|non (?:dé)?livr|pas pu être"
    r"|no se (?:ha )?pud?[oi]\w* entregar|no entregado|devuelto|error de entrega|no se entregó"
    r"|mancata consegna|non recapit|impossibile recapitare|non consegn|errore di consegna"
    r"|não (?:foi )?entreg|falha na entrega|não pôde ser|devolvid|niet bezorgd|onbestelbaar"
    r"|kon niet worden|kunde inte levereras|gick inte att leverera|kunne ikke leveres"
    r"|olevererbar|ikke levert|ei voitu toimittaa|nie (?:dostarczono|można dostarczyć)"
    r"|niedostarczon|zwrot|недоставлен|не доставлен|невозможно доставить|не может быть доставлен"
    r"|nedoručiteln|nebylo doručen|kézbesíthetetlen|teslim edilemedi|iletilemedi"
    r"|配信|送信でき|配送|届けられ|退信|退回|无法投递|投递失败|無法傳遞|未送達|配達|エラーメール"
    r"|반송|전송 실패|ไม่สามารถ",
    re.IGNORECASE,
)
FAILS_IN_WORDS = re.compile(
    r"[45]\d\d[ -](?:#?[45]\.\d|\w)|\b[45]\.\d{1,2}\.\d{1,2}\b|permanent (?:fatal )?error"
    r"|address(?:es|\(es\))? (?:failed|had)|transcript of session|no such user"
    r"|could not be (?:delivered|found|sent)|unable to deliver|wasn't able to deliver"
    r"|did not reach|was not delivered|couldn.t be delivered|trouble delivering"
    r"|following (?:recipient|address)|unknown (?:user|recipient)|user unknown"
    r"|mailbox (?:is )?full|rejected|returned (?:mail|to)|error (?:message|while)",
    re.IGNORECASE,
)
_OF_A_MAIL = re.compile(
    r"(?:message|mail|nachricht|courriel|mensaje|mensagem|messaggio|bericht|meddelande"
    r"|wiadomo|письмо|сообщение|non-delivery report)[\s\S]{0,120}?(?:"
    r"(?:could|can|was|has) ?(?:not|n.t)(?: yet)?(?: be(?:en)?)? delivered\b"
    r"|unable to deliver|not reach the following|delivery (?:has )?failed"
    r"|pas pu [êe]tre (?:d[ée]livr|remis)|nicht zugestellt werden|no se pudo entregar"
    r"|no ha podido ser entregado|não pôde ser entregue|non [èe] stato possibile"
    r" (?:recapit|consegn)|kon niet worden (?:bezorgd|afgeleverd)|не было доставлено)",
    re.IGNORECASE,
)
_BEGINNING = 400
ANSWERS = re.compile(
    r"\s*(?:re|aw|fwd?|wg|sv|vs|antw|tr|rv|enc|odp|ynt|回复|转发)\s?[:\uff1a]",
    re.IGNORECASE,
)

_LEADING = re.compile(
    r"[\s*•·\"'<\[(|=-]{0,12}(?:(?:smtp|rfc822|mailto)[:;]\s?)?[<\"']?"
)
_AFTER_WORDS = re.compile(
    r"(?:rcpt to:?|recipients?(?:\(s\))?:?|delivered? to:?|deliver (?:message|mail|it) to:?"
    r"|address(?:es|\(es\))?:?|errors?:|target[\w ]{0,20}:|to:|user|mailbox|failed:?"
    r"|empfänger:?|an:|adresse:?|destinatari[oa]s?:?|destinataires?\s?:?|宛先[:\uff1a]?|for:?)"
    r"[\s<\"'([]{0,6}$",
    re.IGNORECASE,
)
_NOT_A_RECIPIENT = re.compile(
    r"(?:from|sender|original sender|reporting|postmaster|contact|von|de|absender"
    r"|message-id|messagename|mail from)\b[\s:<\"'*]{0,6}[^@]{0,30}$",
    re.IGNORECASE,
)
_ON_ITS_WAY = re.compile(
    r"\bdelayed\b|will (?:be )?(?:re-?tr|tr(?:y|ied) again|continue)|warning message only"
    r"|still (?:being )?(?:retr|try)|(?:not|do not) (?:need to )?resend|verzögert",
    re.IGNORECASE,
)
_SYSTEMS = re.compile(
    r"mailer-daemon@|postmaster@|abuse@|support@|helpdesk@", re.IGNORECASE
)
MOST = 1_000
_LINES_LOOKED_AT = 100
_FEW = 2
_LONGEST_LINE = 2_000
_LONGEST = 100_000


def read_notice(
    words: str, *, known: Iterable[str], not_to: set[str]
) -> list[FailedRecipient]:
    """
    Whom a report names: who is *known* to have failed, else who stands where recipients
    do; never who is told (*not_to*).
    """
    lines = [line[:_LONGEST_LINE] for line in words[:_LONGEST].split("\n")]
    wanted = list(dict.fromkeys(filter(None, map(clean_address, known))))
    found = wanted or _named(lines, not_to)
    found = found[:MOST]
    lowered = [line.lower() for line in lines]
    named = {address.lower() for address in found}
    whole = "\n".join(lines[:_LINES_LOOKED_AT])
    in_all = cause_of(whole)
    action = "delayed" if _ON_ITS_WAY.search(whole) else "failed"
    return [
        _recipient(address, "\n".join(lines[span]).strip(), in_all, action)
        for address in found
        for span in [_span(address, lowered, named)]
    ]


def begins_as_report(words: str) -> bool:
    """
    Whether words begin, whoever sends them, as reports do: a mail did not arrive, and
    for whom it was.
    """
    return _OF_A_MAIL.search(words[:_BEGINNING]) is not None and any(
        _LEADING.fullmatch(line[: found.start()])
        or _AFTER_WORDS.search(line[: found.start()])
        for line in words[: 2 * _BEGINNING].split("\n")
        for found in ADDRESS.finditer(line)
    )


def _named(lines: list[str], not_to: set[str]) -> list[str]:
    first: dict[str, None] = {}
    second: dict[str, None] = {}
    third: dict[str, None] = {}
    for line in lines:
        for found in ADDRESS.finditer(line):
            address = found.group().strip(".")
            before = line[: found.start()]
            if address.lower() in not_to or _SYSTEMS.match(address):
                continue
            if _LEADING.fullmatch(before):
                first.setdefault(address)
            elif _AFTER_WORDS.search(before[-80:]):
                second.setdefault(address)
            elif not _NOT_A_RECIPIENT.search(before[-80:]):
                third.setdefault(address)
    return _distinct(first or second or (third if len(third) <= _FEW else ()))


def _distinct(addresses: Iterable[str]) -> list[str]:
    return list({each.lower(): each for each in reversed(list(addresses))}.values())[
        ::-1
    ]


def _recipient(address: str, said: str, in_all: Cause, action: str) -> FailedRecipient:
    cause = cause_of(said)
    if cause.status is None and not cause.reason:
        cause = in_all
    return FailedRecipient(
        address=address,
        status=cause.status,
        permanent=cause.permanent,
        action=action,
        reason=cause.reason,
        diagnostic=" ".join(said.split())[:_LONGEST_LINE],
    )


def _span(address: str, lowered: list[str], named: set[str]) -> slice:
    """
    The lines from an address to the next one; all there are when it is alone.
    """
    mine = address.lower()
    at = next((n for n, line in enumerate(lowered) if mine in line), 0)
    others = named - {mine}
    end = at + 1
    while end < len(lowered) and not _names_one(lowered[end], others):
        end += 1
    return slice(at, end)


def _names_one(line: str, others: set[str]) -> bool:
    return any(found.group().strip(".") in others for found in ADDRESS.finditer(line))
