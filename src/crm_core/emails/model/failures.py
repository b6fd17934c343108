"""
Why a mail did not arrive, from status codes (RFC 3463) and the words of mail servers.
"""

import re

from attrs import frozen

_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.#\[/=:-])([245][0-5]\d)(?=[\s\-:;,<#]|$)(?![\d.])")
_LONGEST = 2_000

# By subject and detail of the code; what is not listed is told by its subject.
_REASONS = {
    "1.0": "address", "1.1": "no such mailbox", "1.2": "no such domain",
    "1.3": "address syntax", "1.4": "ambiguous address", "1.6": "mailbox has moved",
    "1.7": "sender address syntax", "1.8": "sender address", "1.9": "not allowed",
    "1.10": "domain takes no mail", "2.0": "mailbox", "2.1": "mailbox disabled",
    "2.2": "mailbox full", "2.3": "message too large", "2.4": "mailing list expansion",
    "3.1": "mail system full", "3.2": "system takes no mail", "3.4": "message too large",
    "3.5": "system configuration", "4.1": "no answer from host", "4.2": "bad connection",
    "4.3": "directory failure", "4.4": "no route", "4.5": "congestion", "4.6": "mail loop",
    "4.7": "delivery time expired", "5.2": "protocol", "5.3": "too many recipients",
    "6.0": "content", "7.1": "not allowed", "7.2": "list not allowed",
    "7.20": "no valid DKIM signature", "7.23": "SPF failed",
    "7.24": "SPF failed", "7.25": "no reverse DNS", "7.26": "not authenticated",
    "7.28": "sending too fast",
}  # fmt: skip
_SUBJECTS = {
    "1": "address", "2": "mailbox", "3": "mail system", "4": "network",
    "5": "protocol", "6": "content", "7": "policy",
}  # fmt: skip

# In the order of how sure they are, each below the code that it stands for.
_WORDS = [
    (re.compile("|".join(patterns), re.IGNORECASE), code)
    for code, patterns in (
        (
            "4.2.2",
            (
                (
                    r"(?:mail ?box|quota|inbox|user|account|storage|box)\b.{0,40}(?:\bfull"
                    r"|exceed|over ?quota|over ?limit|out of (?:space|storage))"
                ),
                r"over ?quota|quota exceed|mailbox size limit|disk full",
                r"insufficient (?:disk|storage|system storage)|not enough (?:disk|storage)",
                r"exceed.{0,30}(?:quota|storage)",
            ),
        ),
        (
            "5.1.1",
            (
                (
                    r"(?:no such|unknown|invalid|non-?existent|not a valid|bad destination"
                    r"|no valid)[\w\s:'\"<>@.-]{0,40}(?:user|recipient|mailbox|account"
                    r"|address|alias|local)"
                ),
                (
                    r"(?:user|recipient|mailbox|account|address|alias|addressee)\b"
                    r"[\w\s:'\"<>@.()-]{0,60}(?:unknown|not found|does(?:n'?t| not) exist"
                    r"|no longer|not exist|invalid|unavailable|not known|not listed"
                    r"|not recogni[sz]ed|could(?:n'?t| not) be found|not available"
                    r"|inexistant|inconnu|unbekannt|rejected)"
                ),
                r"doesn'?t have an? .{1,40} account|unrouteable address|user_unknown",
                r"not our customer|no mailbox here|recipnotfound|no such person",
                (
                    r"not a known user|n'existe pas|existiert nicht|no existe"
                    r"|not in (?:our )?directory"
                ),
            ),
        ),
        (
            "5.2.1",
            (
                r"(?:account|mailbox|user|address)\b.{0,40}(?:disabled|inactive|closed)",
                r"(?:account|mailbox|user|address)\b.{0,40}(?:suspended|discontinued)",
                r"(?:account|mailbox|user|address)\b.{0,40}(?:deactivated|expired)",
                r"(?:account|mailbox|user)\b.{0,40}(?:locked|blocked)",
            ),
        ),
        (
            "5.1.2",
            (
                (
                    r"(?:host|domain)\b.{0,60}(?:not found|unknown|does(?:n't| not) exist"
                    r"|lookup|no mx|name error|unresolvable)|unknown (?:host|domain)"
                ),
                r"no such (?:host|domain)|nxdomain|bad domain",
            ),
        ),
        (
            "5.3.4",
            (
                (
                    r"(?:message|mail|size|content|attachment)\b.{0,40}"
                    r"(?:too (?:large|big|long)|exceed|size limit|maximum)"
                ),
                r"exceed.{0,30}(?:size|length)|too large",
            ),
        ),
        ("5.4.6", (r"mail ?loop|routing loop|too many hops|hop count|loops back",)),
        (
            "5.7.1",
            (
                r"spam|black ?list|block ?list|reputation|rbl|dnsbl|barracuda|bulk mail",
                r"phish|virus|malware|banned|prohibited|content filter|\bdmarc\b|\bspf\b",
                r"rejected by (?:policy|the domain filter|filter)|\bdkim\b",
                r"policy (?:reason|violation|reject)|administrative prohibition",
                r"access denied|relay(?:ing)? (?:not permitted|denied|access)",
                r"not (?:permitted|allowed|authori[sz]ed)|refused by|unable to relay",
                r"unauthenticated|authentication required|use the smtp server",
            ),
        ),
        (
            "4.4.7",
            (
                r"timed? ?out|could not be delivered (?:within|for)|not accepting",
                r"delivery time expired|host (?:is )?unreachable|no route to|try again",
                r"connection (?:refused|timed|lost|reset|dropped)|gr[ae]y-?list",
                r"temporar|deferred|retry time|cannot send message for|too many",
                r"still (?:being )?retr|rate limit|throttl|delayed|over capacity|queue",
            ),
        ),
    )
]
_FOR_GOOD = re.compile(
    r"permanent|no further (?:delivery )?attempts|giv(?:en|ing) up|fatal error"
    r"|failed permanently|unzustellbar|could not be delivered|undeliverable",
    re.IGNORECASE,
)
_FOR_NOW = re.compile(
    r"temporar|will (?:be )?(?:re)?tr(?:y|ied)|delayed|deferred|still trying|not yet"
    r"|warning only|verzögert|retrasad",
    re.IGNORECASE,
)


@frozen
class Cause:
    """
    Why a mail did not arrive: the code, whether for good, and a reader's words.
    """

    status: str | None
    permanent: bool | None
    reason: str


def cause_of(diagnostic: str, status: str | None = None) -> Cause:
    """
    What a report says of one recipient. A code that tells nothing (``5.0.0``) gives way
    to one in the server's own words.
    """
    said = " ".join(diagnostic[:_LONGEST].split())
    given = _STATUS.search(status or "")
    within = _specific(said)
    code = given.group() if given else None
    if within and (code is None or code.endswith(".0.0")):
        code = within
    if code is not None and not code.endswith(".0.0"):
        return Cause(code, code[0] == "5", reason_of(code))
    reply = _REPLY.search(said)
    worded = next((each for pattern, each in _WORDS if pattern.search(said)), None)
    permanent = _permanent(code, reply[1] if reply else None, said)
    if permanent is None and worded:
        permanent = worded[0] == "5"
    return Cause(code, permanent, reason_of(worded) if worded else "")


def _specific(said: str) -> str | None:
    found = [each.group() for each in _STATUS.finditer(said)]
    failed = [each for each in found if each[0] != "2"]
    return next((each for each in failed if not each.endswith(".0.0")), None)


def _permanent(code: str | None, reply: str | None, said: str) -> bool | None:
    for known in (code, reply):
        if known is not None:
            return known[0] == "5"
    if _FOR_GOOD.search(said):
        return True
    return False if _FOR_NOW.search(said) else None


def reason_of(status: str) -> str:
    """
    A status code in words.
    """
    _, subject, detail = status.split(".")
    return _REASONS.get(f"{subject}.{detail}") or _SUBJECTS.get(subject, "")
