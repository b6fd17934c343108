"""
Headers that no well-meaning client sends, by the ids of the catalogue.
"""

import pytest

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("witness")]


@pytest.mark.parametrize("headers", [{"accept": "text/html"}, {"accept": "image/png"}])
def test_accept_never_matters(ours, headers):
    """
    HTTP-24: an answer is JSON whatever was asked for.
    """
    for path, media in (
        ("contacts/", "application/json"),
        ("nope/", "application/problem+json"),
    ):
        answer = ours.admin.get(path, headers=headers)

        assert media == answer.headers["content-type"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({f"x-{n}": "y" for n in range(1000)}, 431, id="1000-headers"),
        pytest.param({"x-long": "y" * 64_000}, 431, id="64-kB-header"),
        pytest.param({f"x-{n}": "y" * 8000 for n in range(5)}, 431, id="40-kB"),
    ],
)
def test_large_headers(ours, headers, status):
    """
    HTTP-16: headers have limits.
    """
    assert status == ours.admin.get("contacts/", headers=headers).status_code


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.com"},
        {"host": "127.0.0.1.evil.com"},
        {"host": "evil.com:80"},
        {"host": "127.0.0.1@evil.com"},
        {"host": "127.0.0.1 evil.com"},
        {"host": ""},
        {"host": "[::ffff:127.0.0.1]"},
        {"host": "LOCALHOST.evil.com"},
    ],
    ids=lambda headers: repr(headers["host"]),
)
def test_hosts(ours, headers):
    """
    HTTP-25: only names of this service are answered.
    """
    assert 400 == ours.admin.get("contacts/", headers=headers).status_code


def test_forwarded_names_are_not_believed(ours):
    """
    HTTP-25: links are relative, and no forwarded name gets into an answer.
    """
    headers = dict.fromkeys(
        ("x-forwarded-host", "x-forwarded-server", "x-original-host"), "evil.com"
    ) | {"forwarded": "host=evil.com", "x-forwarded-proto": "evil"}
    added = ours.admin.post("contacts/", json={"last_name": "x"}, headers=headers)

    assert 201 == added.status_code
    assert added.headers["location"].startswith("/api/crm/contacts/")
    assert "evil" not in added.text + str(added.headers)


def test_request_id(ours):
    """
    A sane request id is taken over; anything else is replaced.
    """
    taken = ours.admin.get("contacts/", headers={"x-request-id": "abc-123"})

    assert "abc-123" == taken.headers["x-request-id"]
    for given in ("a b", "x" * 65, "<script>", "é"):
        answer = ours.admin.get("nope/", headers={"x-request-id": given.encode()})
        assert answer.headers["x-request-id"] == answer.json()["request_id"] != given
