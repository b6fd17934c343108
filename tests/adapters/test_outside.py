"""
Which hosts may be connected to when somebody names one.
"""

import httpx2
import pytest

from crm_adapters.mail import OAuthTokens
from crm_adapters.outside import Outside, PrivateHost
from crm_core.mailboxes import MailboxUnreachable

INSIDE = (
    *("127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254"),
    *("::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "2002:7f00:1::", "0.0.0.0"),
    *("localhost", "100.64.0.1", "224.0.0.1", "2130706433", "0x7f.1"),
)


@pytest.mark.parametrize("host", INSIDE)
def test_what_is_inside_is_refused(host):
    """
    However it is spelled; unless it is allowed by that name, or all are.
    """
    with pytest.raises(PrivateHost):
        Outside().address_of(host, 993)
    with pytest.raises(PrivateHost):
        Outside(frozenset({"other.example"})).address_of(host, 993)
    assert Outside(frozenset({host})).address_of(host, 993)
    assert Outside(frozenset({"*"})).address_of(host, 993)


@pytest.mark.parametrize("host", ["9.9.9.9", "2620:fe::fe"])
def test_the_internet_is_allowed(host):
    """
    At the very address that was checked.
    """
    assert host == Outside().address_of(host, 993)


@pytest.mark.parametrize("host", ["x" * 300, "a..b", "no such host", "\udcff"])
def test_what_is_no_host_is_told(host):
    """
    As any other that cannot be reached.
    """
    with pytest.raises(OSError):  # noqa: PT011 - each system says it otherwise
        Outside().address_of(host, 993)


def test_tokens_are_asked_for_at_the_address_that_was_checked():
    """
    Under the name that was given, with encryption, and nowhere inside.
    """
    asked = []

    def answering(request):
        asked.append(request)
        return httpx2.Response(200, json={"access_token": "a"})

    client = httpx2.Client(transport=httpx2.MockTransport(answering))
    tokens = OAuthTokens(client, outside=Outside())

    def refresh(url):
        return tokens.refresh(url, client_id="c", client_secret=None, token="r")

    assert "a" == refresh("https://9.9.9.9/token").token
    assert ("9.9.9.9", "9.9.9.9") == (asked[0].url.host, asked[0].headers["host"])
    assert "9.9.9.9" == asked[0].extensions["sni_hostname"]
    for url in ("http://9.9.9.9/token", "https://10.0.0.1/token", "https://[::1]/t"):
        with pytest.raises(MailboxUnreachable):
            refresh(url)
    assert 1 == len(asked)
