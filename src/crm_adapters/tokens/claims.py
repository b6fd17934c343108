"""
What an access token says about its holder, read strictly or not at all.

A JWT library accepts a missing or textual ``exp``, an ``exp`` in the year
30,000,000, and takes the last of two equal claims. Nothing here guesses: a claim is
there in its one right form, or the token is refused.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final, NoReturn
from uuid import UUID

from attrs import field, frozen
from attrs.validators import min_len

from crm_core.shared import OrganizationId, TeamId, UserId

UUID_SHAPE: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
ROLE_SHAPE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/ -]{0,63}")
MOST_ROLES: Final = 32
MOST_TEAMS: Final = 128
LONGEST_EMAIL: Final = 254
LONGEST_NAME: Final = 200
LONGEST_TOKEN_ID: Final = 128
END_OF_TIME: Final = datetime(9999, 1, 1, tzinfo=UTC).timestamp()

# How auth services say what a token is for, and what they call an access token.
KIND_CLAIMS: Final = ("typ", "token_use", "token_type")
ACCESS_KINDS: Final = frozenset({"access", "access_token", "at+jwt", "bearer", "jwt"})
ID_TOKEN_CLAIMS: Final = frozenset({"at_hash", "c_hash"})

UNPRINTABLE: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})


class TokenRefused(Exception):
    """
    The text is no access token for this CRM.

    *reason* is for the log: it names the rule, never the token or a value in it.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@frozen(kw_only=True)
class Claims:
    """
    Who holds the token, in which organization, until when.

    Role names are as the auth service wrote them; what they allow is the
    organization's own affair, and an unknown one allows nothing.
    """

    user_id: UserId
    organization_id: OrganizationId
    roles: tuple[str, ...]
    teams: tuple[TeamId, ...]
    email: str | None
    name: str | None
    issued_at: datetime
    expires_at: datetime
    token_id: str | None


@frozen(kw_only=True)
class ClaimRules:
    """
    From whom tokens must come, for whom, and how long they may live (seconds).
    """

    issuer: str = field(validator=min_len(1))
    audience: str = field(validator=min_len(1))
    leeway: float
    max_lifetime: float

    def read(self, payload: Mapping[str, object], now: float) -> Claims:
        """
        The claims of *payload*, if all of them hold at *now*.

        Raises:
            TokenRefused: One of them does not.
        """
        self._check_origin(payload)
        _check_kind(payload)
        issued_at, expires_at = self._lifetime(payload, now)
        return Claims(
            user_id=UserId(_uuid(payload.get("sub"), "sub")),
            organization_id=OrganizationId(
                _uuid(payload.get("organization_id"), "organization_id")
            ),
            roles=tuple(_role(one) for one in _list(payload, "roles", MOST_ROLES)),
            teams=tuple(
                TeamId(_uuid(one, "teams"))
                for one in _list(payload, "teams", MOST_TEAMS)
            ),
            email=_email(payload),
            name=_text(payload, "name", LONGEST_NAME),
            issued_at=datetime.fromtimestamp(issued_at, UTC),
            expires_at=datetime.fromtimestamp(expires_at, UTC),
            token_id=_text(payload, "jti", LONGEST_TOKEN_ID),
        )

    def _check_origin(self, payload: Mapping[str, object]) -> None:
        if payload.get("iss") != self.issuer:
            raise TokenRefused("iss is not the issuer expected")
        audience = payload.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        if not all(isinstance(one, str) for one in audiences):
            raise TokenRefused("aud is not text or a list of texts")
        if self.audience not in audiences:
            raise TokenRefused("aud does not name this service")

    def _lifetime(
        self, payload: Mapping[str, object], now: float
    ) -> tuple[float, float]:
        issued_at, expires_at = _moment(payload, "iat"), _moment(payload, "exp")
        if issued_at > now + self.leeway:
            raise TokenRefused("iat lies in the future")
        if "nbf" in payload and _moment(payload, "nbf") > now + self.leeway:
            raise TokenRefused("nbf lies in the future")
        if expires_at + self.leeway <= now:
            raise TokenRefused("exp has passed")
        if not 0 < expires_at - issued_at <= self.max_lifetime:
            raise TokenRefused("exp is not within the longest lifetime after iat")
        return issued_at, expires_at


def read_object(data: bytes) -> dict[str, object]:
    """
    The JSON object in *data*: UTF-8, no name twice, no NaN or Infinity.

    Raises:
        ValueError: It is anything else.
    """
    try:
        value = json.loads(
            data.decode(), object_pairs_hook=_unique, parse_constant=_no_constant
        )
    except RecursionError:
        raise ValueError("JSON nested too deep") from None
    match value:
        case dict():
            return value
    raise ValueError("JSON, but no object")


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError("a name twice in one JSON object")
    return value


def _no_constant(_name: str) -> NoReturn:
    raise ValueError("a number that is not finite")


def _check_kind(payload: Mapping[str, object]) -> None:
    for name in KIND_CLAIMS:
        kind = payload.get(name, "access")
        if not isinstance(kind, str) or kind.lower() not in ACCESS_KINDS:
            raise TokenRefused(f"{name} says this is no access token")
    if ID_TOKEN_CLAIMS & payload.keys():
        raise TokenRefused("this is an ID token")


def _moment(payload: Mapping[str, object], name: str) -> float:
    value = payload.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TokenRefused(f"{name} is missing or not a number")
    if not 0 <= value < END_OF_TIME:
        raise TokenRefused(f"{name} is not a moment")
    return value


def _uuid(value: object, name: str) -> UUID:
    # The pattern first: UUID() also takes braces, "urn:" and digits of any script.
    if not isinstance(value, str) or not UUID_SHAPE.fullmatch(value):
        raise TokenRefused(f"{name} is missing or not a UUID")
    found = UUID(value)
    if not found.int:
        raise TokenRefused(f"{name} is the nil UUID")
    return found


def _list(payload: Mapping[str, object], name: str, most: int) -> list[object]:
    value = payload.get(name, [])
    if not isinstance(value, list) or len(value) > most:
        raise TokenRefused(f"{name} is not a list of at most {most}")
    return value


def _role(value: object) -> str:
    if not isinstance(value, str) or not ROLE_SHAPE.fullmatch(value):
        raise TokenRefused("roles holds something that is no role name")
    return value


def _text(payload: Mapping[str, object], name: str, longest: int) -> str | None:
    # Auth services write null or "" for what they do not know.
    value = payload.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > longest:
        raise TokenRefused(f"{name} is not text of at most {longest} characters")
    if any(unicodedata.category(character) in UNPRINTABLE for character in value):
        raise TokenRefused(f"{name} holds control characters")
    return value


def _email(payload: Mapping[str, object]) -> str | None:
    email = _text(payload, "email", LONGEST_EMAIL)
    if email is not None and not re.fullmatch(r"[^@\s]+@[^@\s]+", email):
        raise TokenRefused("email is not an address")
    return email
