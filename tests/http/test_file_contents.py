"""
What is in files, given out over HTTP: whole or in part, to be saved and nothing else.
"""

import pytest

from .filing import PDF, attached, content

pytestmark = pytest.mark.postgres


@pytest.fixture
def admin(house):
    """
    Somebody who may do everything.
    """
    return house.admin


@pytest.mark.parametrize(
    ("name", "plain", "full"),
    [
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie_ x=1.pdf", None),
        ('a";x="b.pdf', "a_;x=_b.pdf", None),
        ("größe;1.pdf", "gr__e;1.pdf", "gr%C3%B6%C3%9Fe%3B1.pdf"),
        ("in\u202efdp.txt", "infdp.txt", None),
        ("100%41.pdf", "100_41.pdf", "100%2541.pdf"),
        ("日本.pdf", "__.pdf", "%E6%97%A5%E6%9C%AC.pdf"),
        ("a'b.pdf", "a'b.pdf", "a%27b.pdf"),
    ],
)
def test_names_in_the_head_of_an_answer(admin, name, plain, full):
    """
    ATT-08: whatever a file is called, it is one header, of RFC 6266.
    """
    media = {"content-type": "x/y"}
    params = {"name": name}
    file = admin.post("files/", params=params, content=b"x", headers=media).json()

    headers = content(admin, file).headers

    said = headers["content-disposition"]
    assert said.startswith(f"attachment; filename=\"{plain}\"; filename*=UTF-8''")
    if full:
        assert said.endswith(f"''{full}")
    assert "set-cookie" not in headers


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        ("bytes=0-", 206, 0, 293),
        ("bytes=-1", 206, 293, 293),
        ("bytes=-1000", 206, 0, 293),
        ("bytes=10-19", 206, 10, 19),
        ("bytes=10-99999", 206, 10, 293),
        ("bytes=5-1", 416, None, None),
        ("bytes=-0", 416, None, None),
        ("bytes=294-", 416, None, None),
        ("bytes=99999999999-", 416, None, None),
        ("bytes=" + ",".join(f"{i}-{i}" for i in range(1000)), 200, 0, 293),
        ("bytes=0-1,5-6", 200, 0, 293),
        ("bytes=-", 200, 0, 293),
        ("bytes=x-y", 200, 0, 293),
        ("lines=1-2", 200, 0, 293),
        ("bytes=" + "9" * 30 + "-", 200, 0, 293),
    ],
)
def test_parts_of_a_file(admin, asked, status, first, last):
    """
    ATT-09: one range is given, what is not there is refused, and many ranges never cost
    more than the whole.
    """
    body = PDF[:294]
    file = attached(admin, body)

    answer = content(admin, file, range=asked)

    assert status == answer.status_code
    if status == 416:
        assert "bytes */294" == answer.headers["content-range"]
        return
    assert body[first : last + 1] == answer.content
    assert str(last + 1 - first) == answer.headers["content-length"]
    if status == 206:
        assert f"bytes {first}-{last}/294" == answer.headers["content-range"]


def test_what_one_has_already(admin):
    """
    The tag is the content's digest: unchanged is 304, and a part of something else is
    the whole.
    """
    file = attached(admin)
    tag = content(admin, file).headers["etag"]

    assert f'"{file["digest"]}"' == tag
    unchanged = content(admin, file, if_none_match=tag)
    assert (304, b"") == (unchanged.status_code, unchanged.content)
    same = content(admin, file, range="bytes=0-3", if_range=tag)
    assert (206, b"%PDF") == (same.status_code, same.content)
    other = content(admin, file, range="bytes=0-3", if_range='"x"')
    assert (200, PDF) == (other.status_code, other.content)


def test_only_the_head(admin):
    """
    HEAD says what GET would, without it.
    """
    file = attached(admin)
    path = f"files/{file['id']}/content/"

    head = admin.request("HEAD", path)

    assert (200, b"") == (head.status_code, head.content)
    assert str(len(PDF)) == head.headers["content-length"]
    for name in ("content-type", "content-disposition", "etag", "accept-ranges"):
        assert admin.get(path).headers[name] == head.headers[name]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b"<svg onload=alert(1)>", "x.svg"),
        (b"<script>alert(1)</script>", "x.txt"),
        (b"GIF89a<script>", "x.html"),
        (b"alert(1)", "x.js"),
        (b"<?xml version='1.0'?><x/>", "x.xml"),
    ],
)
def test_nothing_acts_in_a_browser(admin, body, name):
    """
    ATT-14: whatever the address asks for, a file is saved, is of no kind that acts, is
    not looked at for another one, and could do nothing if it were shown.
    """
    file = attached(admin, body, name=name)
    path = f"files/{file['id']}/content/?disposition=inline&content_type=text/html"

    headers = admin.get(path).headers

    assert headers["content-type"] in {"application/octet-stream", "image/gif"}
    assert headers["content-disposition"].startswith("attachment; ")
    assert "nosniff" == headers["x-content-type-options"]
    assert "default-src 'none'; sandbox" == headers["content-security-policy"]


@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_a_content_that_is_not_what_it_was(admin, storage, damage):
    """
    F27: no byte of it is given out.
    """
    file = attached(admin)
    [place] = [each for each in storage.root.rglob("*") if each.is_file()]
    place.unlink() if damage == "gone" else place.write_bytes(b"x" * len(PDF))

    answer = content(admin, file)

    assert 503 == answer.status_code
    kind = {"gone": "content-missing", "changed": "content-damaged"}[damage]
    assert f"urn:crm:problem:{kind}" == answer.json()["type"]
    assert 503 == content(admin, file, range="bytes=0-3").status_code
    assert "offer.pdf" == admin.get(f"files/{file['id']}/").json()["name"]
