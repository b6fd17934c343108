"""
Whether a machine wrote a message: by what the headers say, then by who it says it is.
"""

import re

from crm_core.emails import Correspondent

from .addresses import correspondents, message_ids
from .headers import Headers

_DAEMON = re.compile(
    r"mailer.?daemon|mail.?daemon|mdaemon|postmaster|poostmaster|mail.?admin\w*"
    r"|mail.?system|mail.?delivery\w*|bounce[sd]?|bounce[-+_=].*|non.?delivery"
    r"|mail.?deliver|mailerdaemon|ndr|dsn|mail.?gateway|maildeliver.*",
    re.IGNORECASE,
)
_DAEMONS_NAME = re.compile(
    r"mail(?:er)?[ -]?(?:delivery|deliver|daemon|system|administrator|router)"
    r"|delivery (?:sub)?system|system administrator|postmaster|\bndr\b|mta\b"
    r"|internet mail delivery|mail gateway|message (?:router|transfer)|bounce"
    r"|systemadministrator|administrateur système|administrador del sistema",
    re.IGNORECASE,
)
ANSWERED_BY_ITSELF = re.compile(
    r"\W{0,3}(?:auto(?:matic|mated|matisk|m[aá]tic[ao])?[- ]?(?:repl(?:y|ies)|response"
    r"|respons|answer|svar)\b|autoreply|autosvar|autoantwort|autorespuesta|auto-?reponse"
    r"|out of (?:the )?office (?:auto|reply)|automatische (?:antwort|rückmeldung|abwesen)"
    r"|automatisch antwoord|réponse automatique|respuesta autom[aá]tica|resposta autom[aá]tica"
    r"|risposta automatica|automatiskt svar|automatisk svar|automaattinen vastaus"
    r"|odpowiedź automatyczna|autoodpowiedź|автоматический ответ|автоответ|автовідповідь"
    r"|automatická odpov|automatikus válasz|otomatik yanıt|răspuns automat|αυτόματη απάντηση"
    r"|自动回复|自動回覆|自動返信|自動応答|자동 회신|תשובה אוטומטית|رد تلقائي)",
    re.IGNORECASE,
)
"""
How the subject of an automatic answer begins.
"""
AWAY = re.compile(
    r"\W{0,3}(?:(?:re|aw|sv)\s?:\s*)?\W{0,3}(?:out of (?:the )?office|ooo\b|on vacation"
    r"|away (?:from|until)|i am (?:away|out)|vacation|on (?:annual |parental )?leave"
    r"|abwesen|nicht im (?:büro|haus)|ich bin (?:nicht|abwesend)|urlaub|absen(?:ce|t)"
    r"|en (?:congés?|vacances)|ausente|fuera de (?:la )?oficina|de vacaciones|assen[tz]"
    r"|fuori (?:sede|ufficio)|in ferie|fora do escrit[oó]rio|de férias|afwezig|frånvar"
    r"|fravær|ikke på kontoret|poissa|lomalla|nieobecn|urlop|в отпуске|отсутств|nepřítom"
    r"|不在|외출|부재|休假|thank you for (?:your|contacting)|received your|vielen dank für)",
    re.IGNORECASE,
)
"""
What such subjects speak of, as people's own do too.
"""
_MARKED = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-autoreply-from",
    "x-auto-reply-from",
    "x-mail-autoreply",
    "x-vacation",
    "x-ms-exchange-inbox-rules-loop",
)


def sender_of(headers: Headers) -> Correspondent | None:
    """
    Who a message says that it is from.
    """
    for name in ("from", "sender", "reply-to"):
        found = correspondents(headers.all(name))
        if found:
            return next((each for each in found if each.address), found[0])
    return None


def return_path(headers: Headers) -> str | None:
    """
    Where failures of a message go: empty for nowhere, None when it is not told.
    """
    said = headers.get("return-path")
    if said is None:
        return None
    return said.strip("<> \t\"'")


def is_daemon(sender: Correspondent | None) -> bool:
    """
    Whether a sender is by its name a mail system.
    """
    if sender is None:
        return False
    local = (sender.address.partition("@")[0] or sender.name).strip("\\'\"")
    return bool(_DAEMON.fullmatch(local) or _DAEMONS_NAME.search(sender.name[:200]))


def by_mail_system(headers: Headers) -> bool:
    """
    Whether a mail system says that it wrote this: its name, or nowhere to return to.
    """
    path = return_path(headers)
    nowhere = path is not None and (
        not path or _DAEMON.fullmatch(path.partition("@")[0]) is not None
    )
    return nowhere or is_daemon(sender_of(headers))


def auto_submitted(headers: Headers) -> str | None:
    """
    The first word of Auto-Submitted (RFC 3834), in small letters.
    """
    said = headers.text("auto-submitted").lower()
    return said.replace(";", " ").split(" ")[0][:60] or None


def is_auto_reply(headers: Headers) -> bool:
    """
    Whether a program answered for a person: it says so, or it was written by none and
    reads like it.
    """
    said = auto_submitted(headers)
    if said in {"auto-replied", "auto-notified"}:
        return True
    if any(headers.get(name) is not None for name in _MARKED):
        return True
    precedence = headers.text("precedence").lower()
    if (
        precedence == "auto_reply"
        or "vacation" in headers.text("x-apple-action").lower()
    ):
        return True
    if ANSWERED_BY_ITSELF.match(headers.text("subject")):
        return True
    by_none = (
        said == "auto-generated"
        or return_path(headers) == ""
        or headers.get("x-auto-response-suppress") is not None
    )
    if AWAY.match(headers.text("subject")):
        return by_none or precedence in {"bulk", "junk"}
    answers = bool(message_ids(headers.get("in-reply-to")))
    return by_none and answers and headers.get("list-id") is None
