"""
Idempotency keys, entity tags, and what many clients do at once.
"""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Barrier
from uuid import uuid4

import httpx
import pytest

pytestmark = pytest.mark.postgres
KEY = "6d7f1c0e-first"


def key(value):
    """
    The header that names a request.
    """
    return {"idempotency-key": value}


def counted(ours, plural="contacts"):
    """
    How many records there are, the archive included.
    """
    return ours.admin.get(f"{plural}/?archived=any").json()["total"]


class TestIdempotency:
    pytestmark = pytest.mark.usefixtures("witness")

    def test_repeated(self, ours):
        """
        CON-01: the same key and body twice is done once and answered the same.
        """
        first, second = (
            ours.rep.post("contacts/", json={"last_name": "Doe"}, headers=key(KEY))
            for _ in range(2)
        )

        assert 201 == first.status_code == second.status_code
        assert first.content == second.content
        for name in ("location", "etag", "change-set", "content-type"):
            assert first.headers[name] == second.headers[name]
        assert "idempotency-replayed" not in first.headers
        assert "true" == second.headers["idempotency-replayed"]
        assert 2 == counted(ours)

    @pytest.mark.parametrize(
        "body",
        [{"email": "doe@example.com"}, {"last_name": "Doe", "phone": "+1 555 0100200"}],
        ids=["an address of one's own", "a likely duplicate"],
    )
    def test_repeated_though_it_would_be_refused(self, ours, body):
        """
        CON-01: what was done stands in the way of doing it again, and is the answer.
        """
        first, second = (
            ours.rep.post("contacts/", json=body, headers=key(KEY)) for _ in range(2)
        )

        assert 201 == first.status_code == second.status_code
        assert first.content == second.content
        assert "true" == second.headers["idempotency-replayed"]

    def test_slash_does_not_matter(self, ours):
        """
        The path is the same with and without the trailing slash.
        """
        for path in ("contacts/", "contacts"):
            ours.rep.post(path, json={"last_name": "Doe"}, headers=key(KEY))

        assert 2 == counted(ours)

    @pytest.mark.parametrize(
        "body", [{"last_name": "Roe"}, {"email": "x"}, {}], ids=repr
    )
    def test_other_body(self, ours, body):
        """
        CON-02: the same key with another body is refused, and does nothing, whatever
        that body would come to.
        """
        ours.rep.post("contacts/", json={"last_name": "Doe"}, headers=key(KEY))
        other = ours.rep.post("contacts/", json=body, headers=key(KEY))

        assert 422 == other.status_code
        assert "urn:crm:problem:idempotency-key-reused" == other.json()["type"]
        assert 2 == counted(ours)

    def test_scope(self, ours, door):
        """
        A key belongs to one person, method and path.
        """
        colleague = door.person(ours.id, "admin")
        body = {"name": "Doe"}
        for person, path in (
            (ours.admin, "companies/"),
            (colleague, "companies/"),
        ):
            assert 201 == person.post(path, json=body, headers=key(KEY)).status_code
        contact = ours.admin.post(
            "contacts/", json={"last_name": "Doe"}, headers=key(KEY)
        )

        assert 201 == contact.status_code
        assert 3 == counted(ours, "companies")

    def test_failures_are_not_kept(self, ours):
        """
        CON-04: a refused request can be tried again under its key.
        """
        bad = ours.rep.post("contacts/", json={"email": "x"}, headers=key(KEY))
        good = ours.rep.post(
            "contacts/", json={"email": "x@example.com"}, headers=key(KEY)
        )

        assert (422, 201) == (bad.status_code, good.status_code)

    @pytest.mark.parametrize(
        "value", ["", "a b", "x" * 256, "\x7f", "tab\there"], ids=repr
    )
    def test_malformed(self, ours, value):
        """
        A key is 1 to 255 visible ASCII characters.
        """
        refused = ours.rep.post(
            "contacts/", json={"last_name": "Doe"}, headers=key(value)
        )

        assert 400 == refused.status_code

    def test_every_post(self, ours):
        """
        Restore, undo, bulk and consent repeat safely too.
        """
        place = f"contacts/{ours.contact}/"
        change_set = ours.admin.delete(place).headers["change-set"]
        for path, body in (
            (f"{place}restore/", None),
            (f"changes/{change_set}/undo/", None),
            ("contacts/bulk/", {"ids": [], "add_tags": ["x"]}),
            (
                f"{place}consents/",
                {"purpose": "mail", "granted": True, "source": "form"},
            ),
        ):
            answers = [
                ours.admin.post(path, json=body, headers=key(f"key-{path}"))
                for _ in range(2)
            ]

            if "undo" in path:  # the restoring stands in its way: refused both times
                assert [409, 409] == [each.status_code for each in answers]
                continue
            assert answers[0].status_code == answers[1].status_code < 300, path
            assert "true" == answers[1].headers["idempotency-replayed"], path


class TestEntityTags:
    pytestmark = pytest.mark.usefixtures("witness")

    @pytest.mark.parametrize(
        ("match", "status"),
        [
            pytest.param('"1"', 200, id="HTTP-33-current"),
            pytest.param('"7"', 412, id="HTTP-33-stale"),
            pytest.param("*", 200, id="HTTP-33-any"),
            pytest.param('W/"1"', 412, id="HTTP-33-weak"),
            pytest.param("1", 400, id="HTTP-33-bare"),
            pytest.param('"1', 400, id="HTTP-33-open"),
            pytest.param("", 400, id="HTTP-33-empty"),
            pytest.param('"1" "2"', 400, id="HTTP-33-no-comma"),
            pytest.param('"7", "1"', 200, id="list"),
            pytest.param('"7", "8"', 412, id="list-stale"),
            pytest.param('W/"1", "1"', 200, id="list-weak-and-strong"),
            pytest.param('"01"', 412, id="leading-zero"),
            pytest.param('"1e0"', 412, id="float"),
            pytest.param('"' + "9" * 400 + '"', 412, id="huge"),
            pytest.param('"abc"', 412, id="another-kind"),
        ],
    )
    def test_if_match(self, ours, match, status):
        """
        PATCH goes through for the version that was seen, and for no other.
        """
        contact = ours.admin.add("contacts", last_name="Doe")
        answer = ours.admin.patch(
            f"contacts/{contact['id']}/", match=match, json={"title": "CEO"}
        )

        assert status == answer.status_code

    def test_required(self, ours):
        """
        HTTP-33: PATCH without If-Match is 428, also for a record not there.
        """
        for id in (ours.contact, uuid4()):
            answer = ours.admin.request(
                "PATCH", f"contacts/{id}/", json={"title": "CEO"}
            )

            assert 428 == answer.status_code

    def test_archive_only_what_was_seen(self, ours):
        """
        DELETE honours If-Match when it is sent.
        """
        place = f"contacts/{ours.contact}/"

        assert 412 == ours.admin.delete(place, headers={"if-match": '"9"'}).status_code
        assert 204 == ours.admin.delete(place, headers={"if-match": '"1"'}).status_code

    @pytest.mark.parametrize("seen", ['"1"', 'W/"1"', "*", '"x", "1"'])
    def test_not_modified(self, ours, seen):
        """
        304 without a body for what the client already has.
        """
        contact = ours.admin.add("contacts", last_name="Doe")
        answer = ours.admin.get(
            f"contacts/{contact['id']}/", headers={"if-none-match": seen}
        )

        assert 304 == answer.status_code
        assert b"" == answer.content
        assert '"1"' == answer.headers["etag"]

    def test_stale_fields(self, ours):
        """
        CON-06: the second of two who saw the same version gets 412; history has
        only the first.
        """
        place = f"contacts/{ours.contact}/"
        first = ours.admin.patch(place, match='"1"', json={"title": "CEO"})
        second = ours.manager.patch(place, match='"1"', json={"department": "Sales"})
        team = ours.admin.patch(place, match='"1"', json={"department": "Sales"})

        assert 200 == first.status_code
        assert second.status_code in {404, 412}
        assert 412 == team.status_code
        assert team.json()["version"] == 2
        assert ours.admin.get(place).json()["department"] is None


@pytest.fixture
def crowd(server, ours):
    """
    Sixteen clients of a real server, let loose at the same moment.
    """

    def let_loose(request, count=16):
        barrier = Barrier(count)

        def one(number):
            headers = {"authorization": f"Bearer {ours.admin.token}"}
            with httpx.Client(base_url=server, headers=headers) as client:
                barrier.wait(10)
                return request(client, number)

        with ThreadPoolExecutor(count) as pool:
            return list(pool.map(one, range(count)))

    return let_loose


class TestCrowd:
    def test_identical_creates(self, crowd, ours):
        """
        CON-03: sixteen creations under one key make one record, answered alike.
        """
        answers = crowd(
            lambda client, _: client.post(
                "/api/crm/contacts/", json={"last_name": "Doe"}, headers=key(KEY)
            )
        )

        assert {201} == {each.status_code for each in answers}
        assert 1 == len({each.content for each in answers})
        assert 2 == counted(ours)

    def test_same_email(self, crowd, ours):
        """
        CON-05: sixteen contacts of one address: one is there, fifteen are refused.
        """
        answers = crowd(
            lambda client, number: client.post(
                "/api/crm/contacts/",
                json={"last_name": str(number), "email": "one@example.com"},
            )
        )

        assert [201] + 15 * [409] == sorted(each.status_code for each in answers)
        assert 2 == counted(ours)

    def test_parallel_deletes(self, crowd, ours):
        """
        CON-13: one of sixteen archives the record, the others find it gone.
        """
        answers = crowd(
            lambda client, _: client.delete(f"/api/crm/contacts/{ours.contact}/")
        )

        assert [204] + 15 * [404] == sorted(each.status_code for each in answers)
        history = ours.admin.post(f"contacts/{ours.contact}/restore/")
        assert 200 == history.status_code

    def test_nothing_is_lost(self, crowd, ours):
        """
        CON-06: edits of one record that were answered 200 are all in its history.
        """
        place = f"/api/crm/contacts/{ours.contact}/"

        def edit(client, number):
            done = 0
            for _ in range(5):
                tag = client.get(place).headers["etag"]
                answer = client.patch(
                    place, json={"title": str(number)}, headers={"if-match": tag}
                )
                assert answer.status_code in {200, 412}
                done += answer.status_code == 200
            return done

        done = sum(crowd(edit, 8))
        history = ours.admin.get(f"contacts/{ours.contact}/history/").json()

        assert done == history["total"] - 1
        assert done == ours.admin.get(place).json()["version"] - 1

    def test_undo_once(self, crowd, ours):
        """
        CON-13: of sixteen undos of one change set, one does it.
        """
        place = f"contacts/{ours.contact}/"
        change_set = ours.admin.patch(place, json={"title": "x"}).headers["change-set"]
        answers = crowd(
            lambda client, _: client.post(f"/api/crm/changes/{change_set}/undo/")
        )

        assert [200] + 15 * [409] == sorted(each.status_code for each in answers)

    def test_archive_and_restore(self, crowd, ours):
        """
        CON-13: of archiving and restoring at once, the last in the trail is what is.
        """
        place = f"/api/crm/contacts/{ours.contact}/"

        def either(client, number):
            if number % 2:
                return client.delete(place)
            return client.post(f"{place}restore/")

        answers = crowd(either)
        shown = ours.admin.get(f"{place}")
        history = ours.admin.get(f"contacts/{ours.contact}/history/?page_size=50")
        if shown.status_code == 404:
            ours.admin.post(f"{place}restore/")
            history = ours.admin.get(f"contacts/{ours.contact}/history/?page_size=50")
        moves = [
            each["change"]["after"].get("archived_at") is None
            for each in history.json()["items"][:-1]
        ]

        assert {each.status_code for each in answers} <= {200, 204, 404}
        assert moves[0]
        assert all(one != other for one, other in pairwise(moves))

    def test_purge_while_referenced(self, crowd, ours):
        """
        CON-09: a company is purged or has people, never both.
        """
        company = ours.admin.add("companies", name="Doomed")["id"]
        ours.admin.delete(f"companies/{company}/")

        def either(client, number):
            if number % 2:
                return client.delete(f"/api/crm/companies/{company}/purge/")
            body = {"last_name": str(number), "company_id": company}
            return client.post("/api/crm/contacts/", json=body)

        answers = crowd(either, 8)
        people = ours.admin.get(f"contacts/?company_id={company}").json()["total"]
        statuses = [each.status_code for each in answers]

        assert {*statuses} <= {201, 204, 404, 409, 422}
        assert people == statuses.count(201)
        assert (statuses.count(204) == 1) == (people == 0)
