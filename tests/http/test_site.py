"""
Health, metrics, documentation, start page, and the one-time link.
"""

from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx
import pytest
from sqlalchemy import create_engine

from crm_core.access import create_sign_in_link, save_user
from crm_core.shared import Unavailable
from crm_http import Options, SignedIn

from .door import opened
from .process import serving

pytestmark = pytest.mark.postgres


class Page(HTMLParser):
    """
    What a page links to and loads.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links, self.loads, self.inline, self.text = [], [], [], []
        self._tag = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self._tag = tag
        if tag == "a":
            self.links.append(attributes["href"])
        if tag in {"script", "img", "iframe"} and "src" in attributes:
            self.loads.append(attributes["src"])
        if tag == "link":
            self.loads.append(attributes["href"])
        self.inline += [name for name in attributes if name.startswith("on")]
        self.inline += [name for name in attributes if name == "style"]

    def handle_data(self, data):
        if self._tag in {"script", "style"} and data.strip():
            self.inline.append(data)
        self.text.append(data)


@pytest.fixture
def open_door(door):
    """
    Opens another door on the same database.
    """

    def opening(**options):
        chosen = Options(**{"limiter": None, "access_log": False, **options})
        return opened(door.database_url, door.engine, chosen)

    return opening


@pytest.mark.parametrize(
    "path", ["/health", "/health/", "/health/live", "/health/ready/"]
)
def test_healthy(door, path):
    """
    HTTP-32: healthy is all that is said, to anybody, under any name.
    """
    answer = door.client.get(path, headers={"host": "10.0.0.7:8000"})

    assert 200 == answer.status_code
    assert {"status": "ok"} == answer.json()


def test_not_ready(open_door):
    """
    Without a database the process lives, but is not ready.
    """

    def away():
        raise Unavailable("The database cannot be reached.")

    with open_door(check_ready=away) as door:
        assert 503 == door.client.get("/health/").status_code
        ready = door.client.get("/health/ready/")
        assert 503 == ready.status_code
        assert "1" == ready.headers["retry-after"]
        assert 200 == door.client.get("/health/live/").status_code


def test_database_away(door, ours):
    """
    F09: requests that need the database get 503 with Retry-After, and no fault.
    """
    nowhere = create_engine(
        "postgresql+psycopg://nobody@127.0.0.1:1/none",
        connect_args={"connect_timeout": 1},
    )
    with opened("", nowhere, Options(limiter=None, access_log=False)) as away:
        answer = away.client.get(
            "/api/crm/contacts/",
            headers={"authorization": f"Bearer {ours.admin.token}"},
        )

    assert 503 == answer.status_code
    assert "1" == answer.headers["retry-after"]
    assert "urn:crm:problem:unavailable" == answer.json()["type"]
    assert "127.0.0.1" not in answer.text


def test_metrics(open_door, ours):
    """
    HTTP-32: figures by route, method and status; nothing of tenants or versions.
    """
    with open_door(connections_in_use=lambda: 3) as door:
        token = f"Bearer {ours.admin.token}"
        place = f"/api/crm/contacts/{ours.contact}/"
        door.client.get(place, headers={"authorization": token})
        door.client.request("BREW", "/api/crm/contacts/")
        text = door.client.get("/metrics").text

    sample = '{method="GET",route="/api/crm/contacts/{id}",status="200"} 1.0'
    assert f"crm_http_requests_total{sample}" in text
    assert 'method="other",route="unknown",status="405"' in text
    assert "crm_http_request_seconds_bucket" in text
    assert "crm_database_connections_in_use 3.0" in text
    for secret in (str(ours.id), str(ours.contact), "python_info", "0.1.0"):
        assert secret not in text


def test_switched_off(open_door):
    """
    HTTP-32: documentation and metrics can be switched off; nothing else is there.
    """
    with open_door(docs=False, metrics=False) as door:
        paths = ("/metrics", "/api/crm/docs/", "/api/crm/openapi.json")
        assert {404} == {door.client.get(path).status_code for path in paths}
        assert "docs" not in door.client.get("/").text
    with open_door() as door:
        paths = ("/schema", "/debug", "/admin", "/docs", "/.env", "/api/crm/")
        assert {404} == {door.client.get(path).status_code for path in paths}


@pytest.mark.parametrize("path", ["/", "/api/crm/docs/", "/api/crm/docs"])
def test_pages(door, path):
    """
    Pages load only from here, run nothing inline, and their links lead somewhere.
    """
    answer = door.client.get(path)
    page = Page(answer.text)

    assert 200 == answer.status_code
    assert "text/html; charset=utf-8" == answer.headers["content-type"]
    assert [] == page.inline
    for place in page.links + page.loads:
        if place != "data:,":
            assert place.startswith("/")
            assert 200 == door.client.get(urljoin(path, place)).status_code, place


def test_assets(door):
    """
    Style and script are cached by their tag, and of their own kind.
    """
    for name, media in (("page.css", "text/css"), ("docs.js", "text/javascript")):
        answer = door.client.get(f"/assets/{name}")
        again = door.client.get(
            f"/assets/{name}", headers={"if-none-match": answer.headers["etag"]}
        )

        assert answer.headers["content-type"].startswith(media)
        assert 304 == again.status_code
        for elsewhere in ("http://", "https://", "//cdn", "innerHTML", "eval("):
            assert elsewhere not in answer.text


def signing_in(codes):
    """
    Redeems each code once.
    """

    def redeem(code):
        return codes.pop(code, None)

    return redeem


def test_sign_in_page(open_door):
    """
    A link shows once who one is and a token; HEAD does not use it up; text is text.
    """
    person = SignedIn(
        name="<b>Ann</b>",
        email="ann@example.com",
        organization="A & B",
        roles=("admin",),
        token="a.b.c",
        expires_at=datetime(2026, 1, 31, 17, tzinfo=UTC) + timedelta(0),
    )
    with open_door(sign_in=signing_in({"good-code": person})) as door:
        assert 200 == door.client.head("/sign-in/good-code").status_code
        answer = door.client.get("/sign-in/good-code")
        gone = [door.client.get(f"/sign-in/{code}") for code in ("good-code", "x")]

    assert 200 == answer.status_code
    assert "a.b.c" in answer.text
    assert "<b>Ann</b>" not in answer.text
    assert "A &amp; B" in answer.text
    assert "2026-01-31 17:00" in answer.text
    assert [] == Page(answer.text).inline
    assert "no-store" == answer.headers["cache-control"]
    assert [410, 410] == [each.status_code for each in gone]
    assert {"text/html; charset=utf-8"} == {
        each.headers["content-type"] for each in gone
    }


def test_sign_in_for_real(server, door, ours):
    """
    A link made by an administrator lets its person in, once, with their roles.
    """
    person = ours.rep.actor
    door.crm.run(
        ours.admin.actor,
        save_user,
        person.user_id,
        name="Rep",
        email=person.email,
        roles=("rep",),
    )
    code = door.crm.run(ours.admin.actor, create_sign_in_link, person.user_id)
    page = httpx.get(f"{server}/sign-in/{code}")

    assert 200 == page.status_code
    token = page.text.split("<textarea", 1)[1].split(">", 1)[1].split("<")[0]
    headers = {"authorization": f"Bearer {token}"}
    me = httpx.get(f"{server}/api/crm/users/me/", headers=headers).json()
    assert str(person.user_id) == me["user_id"]
    assert ["rep"] == me["roles"]
    assert 410 == httpx.get(f"{server}/sign-in/{code}").status_code
    for wrong in ("x", "0" * 32, f"{ours.id.hex}x", "z" * 500):
        assert 410 == httpx.get(f"{server}/sign-in/{wrong}").status_code


def test_standalone_health(server):
    """
    The server says it is ready on the schema it needs, and not on another one.
    """
    assert 200 == httpx.get(f"{server}/health/").status_code
    assert 200 == httpx.get(f"{server}/health/ready/").status_code


@pytest.mark.slow
def test_standalone_on_an_empty_database(empty_database_url):
    """
    On a database without tables the server lives, and is not ready.
    """
    with serving(empty_database_url) as server:
        assert 200 == httpx.get(f"{server}/health/live/").status_code
        assert 503 == httpx.get(f"{server}/health/").status_code


def test_mounted(door, ours):
    """
    Mounted below a path, links and locations begin with it.
    """
    options = Options(limiter=None, access_log=False)
    with opened(door.database_url, door.engine, options, root_path="/erp") as below:
        headers = {"authorization": f"Bearer {ours.admin.token}"}
        added = below.client.post(
            "/erp/api/crm/contacts/", json={"last_name": "x"}, headers=headers
        )
        page = Page(below.client.get("/erp/").text)
        server = below.client.get("/erp/api/crm/openapi.json").json()["servers"]

    assert 201 == added.status_code
    assert added.headers["location"].startswith("/erp/api/crm/contacts/")
    assert all(link.startswith("/erp/") for link in page.links)
    assert [{"url": "/erp"}] == server
