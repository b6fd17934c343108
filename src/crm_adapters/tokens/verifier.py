"""
From the text of a token to its claims, or a refusal.
"""

import base64
import re
import time
from collections.abc import Callable
from hashlib import sha256
from threading import Lock
from typing import Final, Protocol

from attrs import field, frozen
from jwt import PyJWS
from jwt.algorithms import AllowedPublicKeys
from jwt.exceptions import PyJWTError

from .claims import ClaimRules, Claims, TokenRefused, read_object

LONGEST_TOKEN: Final = 8192
LONGEST_KEY_ID: Final = 256
SHORTEST_SECRET: Final = 32

COMPACT: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
TYPES: Final = frozenset({"jwt", "at+jwt", "application/at+jwt"})

# A key comes from configuration, never from the token that it shall vouch for.
REFUSED_HEADERS: Final = frozenset(
    {"b64", "crit", "enc", "jku", "jwk", "x5c", "x5u", "zip"}
)

SIGNATURES: Final = PyJWS(algorithms=["ES256", "EdDSA", "HS256", "RS256"])


@frozen(eq=False)
class Key:
    """
    What a signature is checked with: its one algorithm belongs to the key.
    """

    id: str | None
    algorithm: str
    material: AllowedPublicKeys | bytes = field(repr=False)


class Keys(Protocol):
    """
    Where the keys come from.
    """

    @property
    def algorithms(self) -> frozenset[str]:
        """
        What they sign with: one family, secret or public, never both.
        """
        ...

    def find(self, key_id: str | None, /) -> Key:
        """
        The key of that name. May wait for the network.

        Raises:
            TokenRefused: There is none.
            KeysUnavailable: That cannot be said right now.
        """
        ...

    def holds(self, key: Key, /) -> bool:
        """
        Whether *key* is still good, without asking anyone.
        """
        ...


def _secret(value: str | bytes) -> bytes:
    secret = value.encode() if isinstance(value, str) else value
    if len(secret) < SHORTEST_SECRET:
        raise ValueError(f"The token secret is below {SHORTEST_SECRET} bytes.")
    try:
        SIGNATURES.get_algorithm_by_name("HS256").prepare_key(secret)
    except PyJWTError as refused:
        raise ValueError("The token secret is a public key.") from refused
    return secret


@frozen(eq=False)
class SharedSecret:
    """
    One secret that signs and checks (HS256): for development, without auth service.

    Raises:
        ValueError: It is shorter than 32 bytes, or not a secret at all.
    """

    secret: bytes = field(converter=_secret, repr=False)
    algorithms: frozenset[str] = field(default=frozenset({"HS256"}), init=False)
    _key: Key = field(init=False, repr=False)

    @_key.default
    def _only_key(self) -> Key:
        return Key(None, "HS256", self.secret)

    def find(self, _key_id: str | None, /) -> Key:
        """
        The one key, whatever name the token gives it.
        """
        return self._key

    def holds(self, key: Key, /) -> bool:
        """
        Whether *key* is that one.
        """
        return key is self._key


@frozen(eq=False)
class _Remembered:
    claims: Claims
    key: Key
    until: float


class TokenVerifier:
    """
    Checks access tokens, and remembers those it has found good.

    A remembered token is forgotten when it expires, and when its key is no longer
    among *keys*: see `Jwks` for how soon that is noticed. Safe to share by threads.
    """

    def __init__(
        self,
        keys: Keys,
        *,
        issuer: str,
        audience: str,
        leeway: float = 30,
        max_lifetime: float = 24 * 3600,
        remember: int = 4096,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._keys = keys
        self._rules = ClaimRules(
            issuer=issuer, audience=audience, leeway=leeway, max_lifetime=max_lifetime
        )
        self._remember = max(1, remember)
        self._clock = clock
        self._seen: dict[bytes, _Remembered] = {}
        self._lock = Lock()

    def recall(self, token: str) -> Claims | None:
        """
        The claims of a token checked before and still good: in microseconds,
        never waiting, so an event loop may ask before it hands `verify` to a thread.
        """
        if len(token) > LONGEST_TOKEN or not token.isascii():
            return None
        known = self._seen.get(sha256(token.encode()).digest())
        if known is None or known.until <= self._clock():
            return None
        return known.claims if self._keys.holds(known.key) else None

    def verify(self, token: str) -> Claims:
        """
        The claims of *token*. May wait for the auth service's keys.

        Raises:
            TokenRefused: It is no access token for this CRM, or no longer.
            KeysUnavailable: The auth service's keys could not be had.
        """
        return self.recall(token) or self._check(token)

    def _check(self, token: str) -> Claims:
        header = _header(token)
        algorithm = header.get("alg")
        if algorithm not in self._keys.algorithms:
            raise TokenRefused("alg is not one of the algorithms configured")
        key = self._keys.find(header.get("kid"))
        if algorithm != key.algorithm:
            raise TokenRefused("alg is not the algorithm of the key")
        try:
            payload = read_object(
                SIGNATURES.decode(token, key.material, algorithms=[key.algorithm])
            )
        except PyJWTError:
            raise TokenRefused("the signature does not match") from None
        except ValueError as wrong:
            raise TokenRefused(f"the payload is not plain JSON: {wrong}") from None
        claims = self._rules.read(payload, self._clock())
        self._keep(token, claims, key)
        return claims

    def _keep(self, token: str, claims: Claims, key: Key) -> None:
        until = claims.expires_at.timestamp() + self._rules.leeway
        with self._lock:
            while len(self._seen) >= self._remember:
                del self._seen[next(iter(self._seen))]
            self._seen[sha256(token.encode()).digest()] = _Remembered(
                claims, key, until
            )


def _header(token: str) -> dict[str, str]:
    """
    The header of a compact JWS: a flat object of texts that names no key of its own.
    """
    if len(token) > LONGEST_TOKEN:
        raise TokenRefused(f"longer than {LONGEST_TOKEN} characters")
    if not COMPACT.fullmatch(token):
        raise TokenRefused("not three parts of base64url")
    part = token.partition(".")[0]
    try:
        found = read_object(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError:
        raise TokenRefused("the header is not plain JSON") from None
    if REFUSED_HEADERS & found.keys():
        raise TokenRefused("the header brings its own key or extension")
    header = {name: value for name, value in found.items() if isinstance(value, str)}
    if len(header) < len(found):
        raise TokenRefused("the header holds more than texts")
    if header.get("typ", "JWT").lower() not in TYPES:
        raise TokenRefused("typ says this is no access token")
    if len(header.get("kid", "")) > LONGEST_KEY_ID:
        raise TokenRefused(f"kid is longer than {LONGEST_KEY_ID} characters")
    return header
