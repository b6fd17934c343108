"""
Where the access token of a request is read from, and where it is not.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_adapters.tokens import TokenRefused
from crm_http.bearer import bearer_token


def authorization(*values):
    """
    The headers of a request with these Authorization headers among them.
    """
    return [
        (b"host", b"crm.example.com"),
        *[(b"authorization", value) for value in values],
        (b"accept", b"*/*"),
    ]


@pytest.mark.parametrize(
    "scheme", [b"Bearer", b"bearer", b"BEARER", b"bEaReR"], ids=bytes.decode
)
def test_bearer(scheme):
    """
    The scheme is read in any case, as RFC 9110 says; the token stays as it is.
    """
    assert "aB-_.~+/9==" == bearer_token(authorization(scheme + b" aB-_.~+/9=="))


def test_name_in_any_case():
    """
    A server that hands on header names as they came hides no second token.
    """
    assert "x" == bearer_token([(b"Authorization", b"Bearer x")])
    with pytest.raises(TokenRefused, match="more than one"):
        bearer_token([(b"Authorization", b"Bearer x"), (b"authorization", b"Bearer y")])


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(authorization(b"Bearer"), id="JWT-17-empty"),
        pytest.param(authorization(b"Bearer "), id="JWT-17-empty-space"),
        pytest.param(authorization(b""), id="JWT-17-nothing"),
        pytest.param(authorization(b"Bearer  x"), id="JWT-17-two-spaces"),
        pytest.param(authorization(b"Basic eDp4"), id="JWT-17-basic"),
        pytest.param(authorization(b"Bearer x", b"Bearer y"), id="JWT-17-two-headers"),
        pytest.param(authorization(b"Bearer x", b"Bearer x"), id="JWT-17-same-twice"),
        pytest.param(authorization(b"Basic x", b"Bearer x"), id="JWT-17-two-schemes"),
        pytest.param(authorization(b"Bearer x", b""), id="JWT-17-second-empty"),
        pytest.param(authorization(b"Bearer a,b"), id="JWT-17-comma"),
        pytest.param(authorization(b"Bearer a, Bearer b"), id="JWT-17-merged"),
        pytest.param(authorization(b"Bearer a b"), id="three-words"),
        pytest.param(authorization(b"Bearer\tx"), id="tab"),
        pytest.param(authorization(b" Bearer x"), id="space-before"),
        pytest.param(authorization(b"Bearer x "), id="space-after"),
        pytest.param(authorization(b"Bearer\xa0x"), id="no-break-space"),
        pytest.param(authorization(b"Bearer x\n"), id="newline"),
        pytest.param(authorization(b"Bearer x\x00"), id="nul"),
        pytest.param(authorization(b"Bearer x\x7f"), id="del"),
        pytest.param(authorization(b"Bearer \xd0\xb0"), id="not-ascii"),
        pytest.param(authorization(b'Bearer "x"'), id="quoted"),
        pytest.param(authorization(b"Bearer token=x"), id="parameter"),
        pytest.param(authorization(b"Bearer ="), id="padding-alone"),
        pytest.param(authorization(b"Bearer:x"), id="colon"),
        pytest.param(authorization(b"Bearerx"), id="run-together"),
        pytest.param(authorization(b"x"), id="token-alone"),
        pytest.param(authorization(b"Token x"), id="other-scheme"),
        pytest.param(authorization(b"\xe2\x84\xaabearer x"), id="look-alike"),
        pytest.param([], id="JWT-24-none"),
        pytest.param([(b"cookie", b"access_token=x")], id="JWT-24-cookie"),
        pytest.param([(b"referer", b"/?access_token=x")], id="JWT-24-query"),
        pytest.param([(b"proxy-authorization", b"Bearer x")], id="JWT-24-proxy"),
        pytest.param([(b"x-authorization", b"Bearer x")], id="JWT-24-x"),
        pytest.param([(b"authorization ", b"Bearer x")], id="JWT-24-name-with-space"),
    ],
)
def test_refused(headers):
    """
    Anything but one header of one form is refused: no first or last wins.
    """
    with pytest.raises(TokenRefused):
        bearer_token(headers)


@given(st.binary())
def test_any_value(value):
    """
    What comes out is ASCII without space, comma or control, or nothing does.
    """
    try:
        token = bearer_token(authorization(b"Bearer " + value))
    except TokenRefused:
        return

    assert value == token.encode("ascii")
    assert token.isprintable()
    assert not set(token) & set(" ,;\"'")
