"""
Forms with a file in them, as clients write them and as nobody should.
"""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.shared import Invalid
from crm_http.multipart import WINDOW, read_form
from crm_http.problems import Refused

TYPE = b"multipart/form-data; boundary=b"
HEAD = b'Content-Disposition: form-data; name="file"; filename="a.txt"'
NAMED = b'Content-Disposition: form-data; name="about"'


def written(*parts, boundary=b"b", end=b"--\r\n"):
    """
    A form of parts, each its head and its content.
    """
    lines = (b"--%s\r\n%s\r\n\r\n%s\r\n" % (boundary, *part) for part in parts)
    return b"".join(lines) + b"--" + boundary + end


def read(raw, content_type=TYPE):
    """
    The values of a form, what its file is called, and that file.
    """
    form = read_form(content_type, BytesIO(raw))
    return dict(form.values), form.name, raw[form.start : form.end]


@pytest.mark.parametrize(
    "size", [0, 1, WINDOW - 200, WINDOW - 70, WINDOW, WINDOW * 2 + 5]
)
def test_files_of_any_size(size):
    """
    The line behind a file is found wherever it lies, and nothing else is taken for it.
    """
    content = (b"\r\n--a\r\n--bc\r\n-" * (size // 15 + 1))[:size]

    assert ({}, "a.txt", content) == read(written((HEAD, content)))


@given(st.binary(max_size=300), st.integers(0, 400), st.text(max_size=20))
def test_any_content_comes_back(content, before, value):
    """
    Whatever lies in the file, as long as it has not the line that ends it.
    """
    boundary = b"-" * 20 + b"x7y8z9"
    value = value.replace("\r\n--", "")
    content = b"x" * (WINDOW - before) + content
    raw = written((NAMED, value.encode()), (HEAD, content), boundary=boundary)

    values, _, found = read(raw, TYPE[:-1] + boundary)

    assert (value, content) == (values["about"], found)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (b'filename="a.txt"', "a.txt"),
        (b"filename=a.txt", "a.txt"),
        (b'filename="a\\"b.txt"', 'a"b.txt'),
        (b'filename="C:\\\\x\\\\y.doc"', "C:\\x\\y.doc"),
        (b'filename="C:\\x\\y.doc"', "C:\\x\\y.doc"),
        ('filename="größe.txt"'.encode(), "größe.txt"),
        (b"filename=\"x\"; filename*=UTF-8''gr%C3%B6%C3%9Fe", "größe"),
        (b'filename=""', ""),
        (b'FileName="A"', "A"),
    ],
)
def test_names_as_clients_write_them(said, name):
    """
    Browsers, curl and libraries spell a file's name in several ways.
    """
    head = b'content-disposition: FORM-DATA; name="file"; ' + said

    assert name == read(written((head, b"x")))[1]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"--b",
        b"--b\r\n",
        b"nothing of it",
        written((HEAD, b"x"))[:-6],
        written((HEAD, b"x"), boundary=b"c"),
        written((b"X: y", b"x")),
        written((b'Content-Disposition: form-data; filename="a"', b"x")),
        written((HEAD + b"\r\nContent-Transfer-Encoding: base64", b"eA==")),
        written((b'Content-Disposition: form-data; name="\xff"', b"x")),
        written((HEAD + b"\r\nX: " + b"y" * 20_000, b"x")),
        written(*[(NAMED, b"x")] * 201),
    ],
)
def test_what_is_no_form(raw):
    """
    It is refused, whatever it is.
    """
    with pytest.raises(Refused):
        read(raw)


@pytest.mark.parametrize(
    "content_type",
    [
        b"multipart/form-data",
        b"multipart/form-data; boundary=",
        b"multipart/mixed; boundary=b",
    ],
)
def test_without_a_boundary(content_type):
    """
    Nothing says where parts begin.
    """
    with pytest.raises(Refused):
        read(written((HEAD, b"x")), content_type)


@pytest.mark.parametrize(
    "parts",
    [
        [(NAMED, b"x")],
        [(HEAD, b"x"), (HEAD, b"y")],
        [(HEAD.replace(b'"file"', b'"other"'), b"x")],
        [(HEAD, b"x"), (NAMED, b"x" * 50_001)],
    ],
)
def test_one_file_and_short_values(parts):
    """
    A form has one file, and is told what is wrong with it.
    """
    with pytest.raises(Invalid):
        read(written(*parts))


@given(st.binary(max_size=500))
def test_any_bytes(raw):
    """
    Nothing breaks the reading.
    """
    for each in (raw, b"--b\r\n" + raw, written((HEAD, b"x")) + raw):
        try:
            read(each)
        except (Refused, Invalid):
            continue
