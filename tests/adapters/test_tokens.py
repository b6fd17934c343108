"""
Which texts are tokens, and what becomes of one that is believed. Ids like JWT-05
are cases of the bad-input list.
"""

from datetime import UTC, datetime, timedelta
from string import ascii_letters, digits

import jwt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_adapters.tokens import SharedSecret, TokenRefused, TokenVerifier, issue

from .token_builders import (
    ISSUER,
    NOW,
    ORGANIZATION,
    SECRET,
    TEAM,
    USER,
    Clock,
    a_payload,
    a_verifier,
    b64,
    refusal,
    signed,
)


@pytest.mark.parametrize(
    "header",
    [
        pytest.param({"alg": "HS256", "crit": ["x-unknown"]}, id="JWT-05"),
        pytest.param({"alg": "HS256", "crit": ["b64"], "b64": False}, id="JWT-05-b64"),
        pytest.param({"alg": "HS256", "crit": []}, id="JWT-05-empty"),
        *[
            pytest.param({"alg": "HS256", name: value}, id=f"JWT-03-{name}")
            for name, value in {
                "jwk": {"kty": "oct", "k": b64(SECRET)},
                "jku": "http://127.0.0.1:9/jwks",
                "x5u": "file:///etc/passwd",
                "x5c": ["MIIB"],
            }.items()
        ],
        *[
            pytest.param({"alg": value}, id=f"alg-{value!r}")
            for value in (
                *("none", "None", "NONE", "nOnE", "", "hs256", "HS384", "HS512"),
                *("RS256", "ES256", "EdDSA", "PS256", "dir", None, 1, ["HS256"]),
            )
        ],
        *[
            pytest.param({"alg": "HS256", "typ": value}, id=f"JWT-14-typ-{value!r}")
            for value in ("Refresh", "id+jwt", "logout+jwt", "dpop+jwt", "", None, 1)
        ],
        *[
            pytest.param({"alg": "HS256", "kid": value}, id=f"kid-{value!r:.12}")
            for value in (1, None, ["a"], {"a": 1}, "k" * 257)
        ],
        pytest.param({"alg": "HS256", "zip": "DEF"}, id="zip"),
        pytest.param({"alg": "HS256", "enc": "A128GCM"}, id="enc"),
        pytest.param({}, id="empty"),
        pytest.param([], id="list"),
        pytest.param("HS256", id="text"),
        pytest.param(b'{"alg":"none","alg":"HS256"}', id="twice-alg"),
        pytest.param(b'{"alg":"HS256","x":' + b"[" * 3000, id="deep"),
        pytest.param(b'{"alg":"HS256"', id="cut"),
        pytest.param(b'{"alg":"HS256","x":"\xff"}', id="not-utf-8"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_header_refused(header):
    """
    The header picks neither the algorithm nor the key, and names no extension.
    """
    assert refusal(signed(a_payload(), header))


TOKEN = signed(a_payload())
HEADER, PAYLOAD, SIGNATURE = TOKEN.split(".")


@pytest.mark.parametrize(
    "token",
    [
        pytest.param("", id="nothing"),
        pytest.param("x", id="junk"),
        pytest.param("..", id="dots"),
        pytest.param(f"{HEADER}.{PAYLOAD}", id="two-parts"),
        pytest.param(f"{HEADER}.{PAYLOAD}.", id="no-signature"),
        pytest.param(f"{HEADER}..{SIGNATURE}", id="no-payload"),
        pytest.param(f".{PAYLOAD}.{SIGNATURE}", id="no-header"),
        pytest.param(f"{TOKEN}.x", id="four-parts"),
        pytest.param(f"{TOKEN}.x.x", id="five-parts"),
        pytest.param(TOKEN[:-1], id="cut"),
        pytest.param(TOKEN[1:], id="beheaded"),
        pytest.param(f"{HEADER}.{PAYLOAD}.{SIGNATURE[:22]}", id="half-signature"),
        pytest.param(f"{HEADER}=.{PAYLOAD}.{SIGNATURE}", id="padding-header"),
        pytest.param(f"{HEADER}.{PAYLOAD}.{SIGNATURE}=", id="padding-signature"),
        pytest.param(TOKEN + "\n", id="newline"),
        pytest.param(f" {TOKEN}", id="space"),
        pytest.param(f"{HEADER}.{PAYLOAD} .{SIGNATURE}", id="space-inside"),
        pytest.param(TOKEN + "\x00", id="nul"),
        pytest.param(TOKEN.replace(".", "．"), id="full-width-dots"),
        pytest.param(TOKEN + "\ud800", id="surrogate"),
        pytest.param(f"Bearer {TOKEN}", id="scheme"),
        pytest.param(f'"{TOKEN}"', id="quoted"),
        pytest.param(f"{TOKEN},{TOKEN}", id="two"),
        pytest.param(f"{HEADER}.{PAYLOAD}.{'A' * 8192}", id="long"),
        pytest.param(signed(a_payload(x="x" * 6200)), id="long-and-signed"),
        pytest.param(signed(a_payload(), secret=b"x" * 40), id="other-secret"),
        pytest.param(signed(a_payload(), secret=b""), id="empty-secret"),
        pytest.param(jwt.encode(a_payload(), None, "none"), id="alg-none"),
    ],
)
def test_token_refused(token):
    """
    Only three parts of unpadded base64url under the right signature are a token.
    """
    assert refusal(token)


@given(st.integers(0, len(TOKEN) - 1), st.integers(0, 255).map(chr))
@settings(max_examples=300, deadline=None)
def test_mutation(at, character):
    """
    A token with any one character changed is refused: not one bit is spare.
    """
    token = TOKEN[:at] + character + TOKEN[at + 1 :]
    if token != TOKEN:
        refusal(token)


@pytest.mark.parametrize("part", [0, 1, 2])
def test_spare_bits(part):
    """
    The bits that base64 leaves over at the end of a part must be zero.
    """
    parts = TOKEN.split(".")
    for letter in ascii_letters + digits + "-_":
        changed = [*parts]
        changed[part] = parts[part][:-1] + letter
        if changed != parts:
            refusal(".".join(changed))


@given(st.text() | st.builds("{}.{}.{}".format, st.text(), st.text(), st.text()))
@settings(max_examples=300, deadline=None)
def test_any_text(text):
    """
    No text whatever is a token, nor an error of another kind.
    """
    refusal(text)


def test_reason_tells_no_secret():
    """
    The reason may be logged: it holds nothing that came in the token.
    """
    reason = refusal(signed(a_payload(email="PLANTED", sub="PLANTED")))

    assert "PLANTED" not in reason


def test_remembered_until_it_expires():
    """
    A token seen before is answered from memory, yet never after its expiry.
    """
    clock = Clock()
    verifier = a_verifier(clock)
    assert verifier.recall(TOKEN) is None
    claims = verifier.verify(TOKEN)

    assert claims is verifier.recall(TOKEN)
    assert claims is verifier.verify(TOKEN)
    clock.now = NOW + 3600 + 29
    assert claims is verifier.recall(TOKEN)
    clock.now = NOW + 3600 + 30
    assert verifier.recall(TOKEN) is None
    with pytest.raises(TokenRefused, match="exp has passed"):
        verifier.verify(TOKEN)


def test_memory_is_bounded():
    """
    The oldest token is forgotten first, and only verified ones are kept.
    """
    verifier = a_verifier(remember=2)
    tokens = [signed(a_payload(jti=f"token-{number}")) for number in range(3)]
    for token in tokens:
        verifier.verify(token)

    remembered = [verifier.recall(token) is not None for token in tokens]
    assert [False, True, True] == remembered


PUBLIC_KEY = """-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PUBLIC KEY-----
"""


@pytest.mark.parametrize(
    "secret", [b"x" * 31, "", PUBLIC_KEY, '{"kty": "oct", "k": "' + "A" * 43 + '"}']
)
def test_secret_refused(secret):
    """
    A short secret, or a public key taken for one, never gets as far as a token.
    """
    with pytest.raises(ValueError, match="token secret"):
        SharedSecret(secret)


def test_secret_is_not_shown():
    """
    Nothing that may be logged prints the secret.
    """
    keys = SharedSecret(SECRET)

    assert SECRET.decode() not in f"{keys!r} {keys.find(None)!r}"


@pytest.mark.parametrize("named", [{"issuer": ""}, {"audience": ""}])
def test_settings_refused(named):
    """
    Without issuer or audience the CRM does not start: it would believe anyone.
    """
    with pytest.raises(ValueError, match="must be"):
        TokenVerifier(
            SharedSecret(SECRET), **({"issuer": ISSUER, "audience": "crm"} | named)
        )


def an_issued(**changes):
    """
    A token issued for development.
    """
    return issue(
        SECRET,
        issuer=ISSUER,
        audience="crm",
        user_id=USER,
        organization_id=ORGANIZATION,
        clock=lambda: NOW,
        **changes,
    )


def test_issued():
    """
    An issued token is believed, and no two are the same.
    """
    token = an_issued(roles=["admin"], teams=[TEAM], email="ada@example.com")
    claims = a_verifier().verify(token)

    assert (USER, ("admin",), (TEAM,)) == (claims.user_id, claims.roles, claims.teams)
    assert datetime.fromtimestamp(NOW + 3600, UTC) == claims.expires_at
    assert an_issued() != an_issued()


@pytest.mark.parametrize(
    "changes",
    [
        {"lifetime": timedelta(days=2)},
        {"lifetime": timedelta(0)},
        {"roles": ["bad\nrole"]},
        {"email": "nobody"},
    ],
)
def test_not_issued(changes):
    """
    Nothing is issued that would be refused on arrival.
    """
    with pytest.raises(TokenRefused):
        an_issued(**changes)
