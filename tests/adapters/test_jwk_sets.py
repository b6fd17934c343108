"""
Which published keys check which tokens. Ids like JWT-23 are cases of the bad-input
list.
"""

import json

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.rsa import (
    generate_private_key as generate_rsa_key,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_adapters.tokens import Jwks, TokenRefused
from crm_adapters.tokens.jwks import usable_keys

from .auth_service import EC, PRIVATE, RSA, AuthService, a_jwk, a_token, a_verifier
from .token_builders import SECRET, Clock, a_payload, b64, refusal, signed


@pytest.fixture(name="auth")
def _auth():
    with AuthService() as service:
        yield service


@pytest.fixture(name="verifier")
def _verifier(auth):
    clock = Clock()
    return a_verifier(Jwks(auth.url, clock=clock), clock)


ONE_FETCH = ["/.well-known/jwks.json"]


@pytest.mark.parametrize("algorithm", sorted(PRIVATE))
def test_signatures(auth, verifier, algorithm):
    """
    Each algorithm is verified by the key of that name, fetched once.
    """
    auth.publish(*[a_jwk(each, f"key-{each}") for each in PRIVATE])
    token = a_token(algorithm, f"key-{algorithm}")

    assert verifier.verify(token)
    assert verifier.verify(a_token(algorithm, f"key-{algorithm}", jti="another"))
    assert verifier.recall(token)
    assert ONE_FETCH == auth.asked


@pytest.mark.parametrize("algorithm", sorted(PRIVATE))
@given(st.data())
@settings(max_examples=100, deadline=None)
def test_mutation(algorithm, data):
    """
    A token with any one character changed is refused.
    """
    keys = KnownKeys(
        usable_keys(json.dumps({"keys": [a_jwk(algorithm, "a")]}).encode())
    )
    token = a_token(algorithm, "a")
    at = data.draw(st.integers(0, len(token) - 1))
    changed = token[:at] + chr(data.draw(st.integers(0, 255))) + token[at + 1 :]
    if changed != token:
        refusal(changed, a_verifier(keys, Clock()))


class KnownKeys:
    algorithms = Jwks.algorithms

    def __init__(self, keys):
        self.keys = keys

    def find(self, key_id, /):
        if key_id not in self.keys:
            raise TokenRefused("no such key")
        return self.keys[key_id]

    def holds(self, key, /):
        return key in self.keys.values()


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"jwk": a_jwk("ES256", "a")}, id="JWT-03-jwk"),
        pytest.param({"jku": "{url}/evil"}, id="JWT-03-jku"),
        pytest.param({"jku": "file:///etc/passwd"}, id="JWT-03-jku-file"),
        pytest.param({"x5u": "{url}/evil"}, id="JWT-03-x5u"),
        pytest.param({"x5c": ["MIIB"]}, id="JWT-03-x5c"),
    ],
)
def test_key_in_the_token(auth, verifier, headers):
    """
    A key that the token brings or points at is not used, and nobody is asked.
    """
    attacker = generate_private_key(SECP256R1())
    headers = {
        name: value.format(url=auth.url) if isinstance(value, str) else value
        for name, value in headers.items()
    }

    assert refusal(a_token("ES256", "a", attacker, headers), verifier)
    assert [] == auth.asked


@pytest.mark.parametrize("algorithm", ["none", "HS256", "PS256", "ES384", ""])
def test_other_family(auth, verifier, algorithm):
    """
    With public keys configured no other algorithm is considered, nor the keys
    fetched for it: neither an HMAC with the public key nor none at all.
    """
    auth.publish(a_jwk("RS256", "a"))
    public = json.dumps(a_jwk("RS256", "a")).encode()
    for secret in (public, SECRET, b""):
        token = signed(a_payload(), {"alg": algorithm, "kid": "a"}, secret)
        assert "alg" in refusal(token, verifier)

    assert [] == auth.asked


def test_algorithm_of_another_key(auth, verifier):
    """
    A key serves its own algorithm only.
    """
    auth.publish(a_jwk("RS256", "a"), a_jwk("ES256", "b"))

    assert "key" in refusal(a_token("ES256", "a"), verifier)
    assert "key" in refusal(a_token("RS256", "b"), verifier)


WEAK = generate_rsa_key(65537, 1024)
TINY = b64((2**512 - 569).to_bytes(64, "big"))
PRIVATE_JWK = jwt.get_algorithm_by_name("RS256").to_jwk(RSA, as_dict=True)


@pytest.mark.parametrize(
    "jwks",
    [
        pytest.param([{"kty": "oct", "k": b64(SECRET), "kid": "a"}], id="JWT-23-oct"),
        pytest.param([a_jwk("RS256", "a", WEAK)], id="JWT-23-rsa-1024"),
        pytest.param([a_jwk("RS256", "a", n=TINY)], id="JWT-23-rsa-512"),
        pytest.param([a_jwk("RS256", "a", use="enc")], id="JWT-23-enc"),
        pytest.param([a_jwk("RS256", "a"), a_jwk("ES256", "a")], id="JWT-23-twice"),
        pytest.param([a_jwk("RS256", "a")] * 2, id="JWT-23-same-twice"),
        pytest.param(
            [a_jwk("RS256", "a"), {"kty": "oct", "kid": "a"}], id="JWT-23-twice-oct"
        ),
        pytest.param([a_jwk("RS256", "a", use=None)], id="use-null"),
        pytest.param([a_jwk("RS256", "a", key_ops=["encrypt"])], id="key-ops"),
        pytest.param([a_jwk("RS256", "a", key_ops="verify")], id="key-ops-text"),
        pytest.param([a_jwk("RS256", "a", alg="PS256")], id="alg-other"),
        pytest.param([a_jwk("RS256", "a", alg="HS256")], id="alg-secret"),
        pytest.param([a_jwk("RS256", "a", kty="rsa")], id="kty-case"),
        pytest.param([a_jwk("RS256", "a", kty=["RSA"])], id="kty-list"),
        pytest.param([a_jwk("RS256", "a", n=...)], id="no-modulus"),
        pytest.param([a_jwk("RS256", "a", n=5)], id="modulus-number"),
        pytest.param([a_jwk("RS256", "a", n="!")], id="modulus-junk"),
        pytest.param([a_jwk("RS256", "a", e="AQ")], id="exponent-1"),
        pytest.param([a_jwk("RS256", "a", e="Ag")], id="exponent-2"),
        pytest.param([a_jwk("ES256", "a", crv="P-384")], id="crv-384"),
        pytest.param([a_jwk("ES256", "a", crv="P-0")], id="crv-unknown"),
        pytest.param([a_jwk("ES256", "a", x=b64(b"\1" * 32))], id="off-curve"),
        pytest.param([a_jwk("EdDSA", "a", crv="X25519")], id="crv-exchange"),
        pytest.param([a_jwk("EdDSA", "a", x="AA")], id="x-short"),
        pytest.param([PRIVATE_JWK | {"kid": "a", "key_ops": ["verify"]}], id="private"),
        pytest.param([a_jwk("RS256", ...)], id="no-kid"),
        pytest.param([a_jwk("RS256", 1)], id="kid-number"),
        pytest.param([None, 1, "a", [], {}], id="no-objects"),
        pytest.param([], id="none"),
    ],
)
@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
def test_key_ignored(auth, verifier, jwks):
    """
    A key that may not check signatures is as if it were not there.
    """
    auth.publish(*jwks, a_jwk("ES256", "good"))

    for algorithm, private in [*PRIVATE.items(), ("RS256", WEAK)]:
        assert "kid" in refusal(a_token(algorithm, "a", private), verifier)
    assert verifier.verify(a_token("ES256", "good"))


def test_secret_in_the_set(auth, verifier):
    """
    JWT-23: a token signed with the published secret is refused without asking.
    """
    auth.publish({"kty": "oct", "k": b64(SECRET), "kid": "a", "alg": "HS256"})

    assert refusal(signed(a_payload(), {"alg": "HS256", "kid": "a"}), verifier)


@pytest.mark.parametrize(
    "kid",
    [
        pytest.param("../../etc/passwd", id="traversal"),
        pytest.param("x' UNION SELECT 'secret' -- ", id="sql"),
        pytest.param("a\x00", id="nul"),
        pytest.param("A", id="case"),
        pytest.param("", id="empty"),
        pytest.param("None", id="none"),
        pytest.param("k" * 256, id="long"),
        pytest.param("http://127.0.0.1:9/", id="url"),
    ],
)
def test_unknown_kid(auth, verifier, kid):
    """
    A name is looked up in the published set and nowhere else.
    """
    auth.publish(a_jwk("ES256", "a"))

    assert "kid" in refusal(a_token("ES256", kid), verifier)
    assert ONE_FETCH == auth.asked


def test_kid_too_long_or_missing(auth, verifier):
    """
    A token without a key's name, or with 10 kB of one, asks nobody.
    """
    no_kid = jwt.encode(a_payload(), EC, "ES256")

    assert "kid" in refusal(no_kid, verifier)
    assert refusal(a_token("ES256", "k" * 257), verifier)
    assert refusal(a_token("ES256", "k" * 10_000), verifier)
    assert [] == auth.asked
