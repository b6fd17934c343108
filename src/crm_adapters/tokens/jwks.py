"""
The public keys of the auth service: fetched, kept, and fetched again when they turn.
"""

import logging
import math
import time
from collections import Counter
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any, Final, Protocol

import httpx2
from attrs import field, frozen
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.exceptions import PyJWTError

from crm_core.shared import Unavailable

from .claims import TokenRefused, read_object
from .verifier import SIGNATURES, Key

WELL_KNOWN: Final = "/.well-known/jwks.json"
LARGEST_DOCUMENT: Final = 256 * 1024
RSA_BITS: Final = range(2048, 8192 + 1)

logger = logging.getLogger(__name__)


class KeysUnavailable(Unavailable):
    """
    The keys of the auth service cannot be had right now; try again in a moment.
    """


class Cache(Protocol):
    """
    Bytes that other processes see too. It never raises: away means empty.

    Whoever can write to it can sign tokens, so it is as trusted as the database.
    """

    def get(self, key: str, /) -> bytes | None:
        """
        What was kept under *key*, if it is still there.
        """
        ...

    def set(self, key: str, value: bytes, /, *, ttl: float) -> None:
        """
        Keep *value* for *ttl* seconds.
        """
        ...


@frozen
class _KeySet:
    keys: Mapping[str, Key] = field(factory=dict)
    fetched_at: float = -math.inf


class Jwks:
    """
    The keys that ``{auth_service_url}/.well-known/jwks.json`` publishes.

    They are fetched again after *ttl* seconds, and at once for a key not seen
    before, but no oftener than every *cool_down* seconds, by one thread at a time;
    meanwhile the others go on with the keys they know. While the auth service is
    away its last keys serve for *stale* seconds. So a key that it withdraws is
    believed for *ttl* at most, or for *stale* while nobody can be asked.

    With a *cache* the processes share what one of them fetched. Safe to share by
    threads.
    """

    algorithms: Final = frozenset({"ES256", "EdDSA", "RS256"})

    def __init__(
        self,
        auth_service_url: str,
        *,
        path: str = WELL_KNOWN,
        ttl: float = 600,
        stale: float = 24 * 3600,
        cool_down: float = 30,
        timeout: float = 5,
        cache: Cache | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._url = auth_service_url.rstrip("/") + "/" + path.lstrip("/")
        self._ttl = ttl
        self._stale = stale
        self._cool_down = cool_down
        self._timeout = timeout
        self._cache = cache
        self._cache_key = f"jwks:{self._url}"
        self._clock = clock
        self._known = _KeySet()
        self._attempted_at = -math.inf
        self._failing = False
        self._lock = Lock()

    def find(self, key_id: str | None, /) -> Key:
        """
        The key of that name, fetched if need be.

        Raises:
            TokenRefused: The auth service publishes none that is usable.
            KeysUnavailable: The auth service does not answer.
        """
        if key_id is None:
            raise TokenRefused("no kid in the header")
        asked = self._renew(key_id)
        known = self._known
        if not self._within(self._stale, known.fetched_at):
            raise KeysUnavailable(retry_after=math.ceil(self._cool_down))
        if key_id in known.keys:
            return known.keys[key_id]
        if not asked or self._failing:
            raise KeysUnavailable(retry_after=math.ceil(self._cool_down))
        raise TokenRefused("kid names no usable key of the auth service")

    def holds(self, key: Key, /) -> bool:
        """
        Whether *key* is published still, as far as known; False once it is time
        to ask again.
        """
        known = self._known
        return (
            key.id is not None
            and known.keys.get(key.id) is key
            and self._within(self._stale, known.fetched_at)
            and not self._wants(key.id)
        )

    def _within(self, seconds: float, since: float) -> bool:
        # A clock may be set right a little; by more, nothing is known of the age.
        return -self._cool_down < self._clock() - since < seconds

    def _wants(self, key_id: str) -> bool:
        known = self._known
        return not self._within(self._cool_down, self._attempted_at) and (
            key_id not in known.keys or not self._within(self._ttl, known.fetched_at)
        )

    def _renew(self, key_id: str) -> bool:
        """
        Fetch if that is due; False if another thread does and takes too long.
        """
        if not self._wants(key_id):
            return True
        known = self._known
        serving = key_id in known.keys and self._within(self._stale, known.fetched_at)
        if not self._lock.acquire(timeout=0 if serving else self._timeout):
            return False
        try:
            self._borrow()
            if self._wants(key_id):
                self._fetch()
        finally:
            self._lock.release()
        return True

    def _borrow(self) -> None:
        """
        Take what another process fetched, if it is newer than ours.
        """
        stored = None if self._cache is None else self._cache.get(self._cache_key)
        if stored is None:
            return
        moment, _, document = stored.partition(b"\n")
        try:
            fetched_at = float(moment)
            if self._known.fetched_at < fetched_at <= self._clock():
                self._known = _KeySet(usable_keys(document), fetched_at)
                self._attempted_at, self._failing = fetched_at, False
        except ValueError as wrong:
            logger.warning("What the cache holds as keys is not usable: %s", wrong)

    def _fetch(self) -> None:
        try:
            document = self._download()
            self._known = _KeySet(usable_keys(document), self._clock())
            self._failing = False
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as failure:
            self._failing = True
            logger.warning("The auth service's keys were not fetched: %r", failure)
        else:
            if self._cache is not None:
                stored = b"%r\n%b" % (self._known.fetched_at, document)
                self._cache.set(self._cache_key, stored, ttl=self._stale)
        finally:
            self._attempted_at = self._clock()

    def _download(self) -> bytes:
        deadline = time.monotonic() + self._timeout
        document = bytearray()
        with httpx2.stream(
            "GET",
            self._url,
            headers={"Accept": "application/json", "Accept-Encoding": "identity"},
            timeout=self._timeout,
            follow_redirects=False,
        ) as response:
            if response.status_code != httpx2.codes.OK:
                raise ValueError(f"status {response.status_code}")
            for chunk in response.iter_raw():
                document += chunk
                if len(document) > LARGEST_DOCUMENT:
                    raise ValueError(f"more than {LARGEST_DOCUMENT} bytes")
                if time.monotonic() > deadline:
                    raise ValueError(f"not complete after {self._timeout} s")
        return bytes(document)


def usable_keys(document: bytes) -> dict[str, Key]:
    """
    The keys in a JWK set that may check signatures, by name.

    The others are logged and left out: secret ones, weak ones, those meant for
    something else, and any two of one name.

    Raises:
        ValueError: It is not a JWK set.
    """
    match read_object(document):
        case {"keys": list(entries)}:
            jwks = [entry for entry in entries if isinstance(entry, dict)]
        case _:
            raise ValueError("a JWK set without a list of keys")
    named = Counter(jwk["kid"] for jwk in jwks if isinstance(jwk.get("kid"), str))
    keys = {}
    for jwk in jwks:
        try:
            keys[jwk["kid"]] = _key(jwk, named)
        except (KeyError, PyJWTError, TypeError, ValueError) as wrong:
            told = jwk.get("kid")
            logger.warning("The auth service's key %.64r is ignored: %s", told, wrong)
    return keys


def _key(jwk: dict[str, Any], named: Counter[str]) -> Key:
    kid = jwk["kid"]
    if not isinstance(kid, str) or named[kid] > 1:
        raise ValueError("it has no name of its own")
    algorithm = _algorithm(jwk)
    if "d" in jwk:
        raise ValueError("it is a private key, and public now")
    operations = jwk.get("key_ops", ["verify"])
    if not isinstance(operations, list) or "verify" not in operations:
        raise ValueError("its key_ops do not name verify")
    if jwk.get("use", "sig") != "sig":
        raise ValueError("it is not meant for signatures")
    if jwk.get("alg", algorithm) != algorithm:
        raise ValueError(f"it is not meant for {algorithm}")
    material = SIGNATURES.get_algorithm_by_name(algorithm).from_jwk(jwk)
    if isinstance(material, RSAPublicKey) and material.key_size not in RSA_BITS:
        raise ValueError(f"{material.key_size} bits are too few or too many")
    return Key(kid, algorithm, material)


def _algorithm(jwk: dict[str, Any]) -> str:
    match jwk:
        case {"kty": "RSA"}:
            return "RS256"
        case {"kty": "EC", "crv": "P-256"}:
            return "ES256"
        case {"kty": "OKP", "crv": "Ed25519"}:
            return "EdDSA"
    raise ValueError("it is of another kind than RSA, EC P-256 and Ed25519")
