"""
What files are, by what they begin with.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.files import FileRefused, recognise, served_type

OCTETS = "application/octet-stream"


@pytest.mark.parametrize(
    ("head", "name", "expected", "served"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "x.txt", "image/png", "image/png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "x", "image/jpeg", "image/jpeg"),
        (b"GIF89a;", "x.html", "image/gif", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "x", "image/webp", "image/webp"),
        (b"%PDF-1.7\n", "x", "application/pdf", "application/pdf"),
        (b"PK\x03\x04" + b"\0" * 30, "x.zip", "application/zip", "application/zip"),
        (b"\0\0\0\x18ftypmp42", "x", "video/mp4", "video/mp4"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "x.doc", "application/msword", OCTETS),
        (b"plain text", "x", "text/plain", "text/plain; charset=utf-8"),
        (b"", "x", "text/plain", "text/plain; charset=utf-8"),
        ("größe".encode(), "x.csv", "text/csv", "text/csv; charset=utf-8"),
        (b"BMW is a car", "x", "text/plain", "text/plain; charset=utf-8"),
        (b"MZ is no program", "x", "text/plain", "text/plain; charset=utf-8"),
        (b"\xff\xfeh\0i\0", "x", "text/plain", "text/plain; charset=utf-8"),
        (b"\0\1\2\3", "x.pdf", OCTETS, OCTETS),
        # What acts in a browser is never told to be what it is.
        (b"<svg onload=alert(1)>", "x.png", "image/svg+xml", OCTETS),
        (b"\xef\xbb\xbf \n<?xml version='1.0'?><svg>", "x", "image/svg+xml", OCTETS),
        (b"<?xml version='1.0'?><a/>", "x", "application/xml", OCTETS),
        (b"<!doctype html><p>", "x.jpg", "text/html", OCTETS),
        (b"<!-- x --><ScRiPt>", "x.txt", "text/html", OCTETS),
        (b"<!-- x --><hTmL >", "x.txt", "text/html", OCTETS),
        (b"  \r\n<IMG src=x onerror=alert(1)>", "x.txt", "text/html", OCTETS),
        ("\ufeff<html>".encode("utf-16"), "x.txt", "text/html", OCTETS),
        (b"alert(1)", "x.js", "text/javascript", OCTETS),
        (b"alert(1)", "x.HTML", "text/html", OCTETS),
        (
            b"<?php system($_GET[0]);",
            "x.pHaR",
            "text/plain",
            "text/plain; charset=utf-8",
        ),
        (b"Content-Type: text/html\n\n<b>", "x.eml", "message/rfc822", OCTETS),
    ],
)
def test_what_it_is_and_what_a_browser_is_told(head, name, expected, served):
    """
    ATT-02, ATT-04: the beginning decides, the name only between similar ones; what
    could act in a browser is sent as bytes of no kind.
    """
    assert expected == recognise(head, name)
    assert served == served_type(expected)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"MZ\x90\0\x03\0", "holiday.jpg"),
        (b"\x7fELF\x02\x01", "x"),
        (b"\xcf\xfa\xed\xfe\x07", "x.pdf"),
        (b"\xca\xfe\xba\xbe\0\0", "x.class"),
        (b"#!/bin/sh\nrm -rf /", "readme.txt"),
        (b"L\0\0\0\x01\x14\x02\0", "x.txt"),
        (b"ITSF\x03", "x"),
        (b"text", "invoice.pdf.exe"),
        (b"text", "invoice.pdf.EXE"),
        (b"PK\x03\x04", "x.jar"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "setup.msi"),
        (b"text", "x.hta"),
        (b"text", "x.LnK"),
    ],
)
def test_programs_are_refused(head, name):
    """
    By what they are, whatever they are called; and by an ending that machines run.
    """
    with pytest.raises(FileRefused):
        recognise(head, name)


@given(st.binary(max_size=200), st.text(max_size=20))
def test_any_bytes_are_something(head, name):
    """
    No beginning breaks it, and nothing active is ever served as such.
    """
    try:
        found = recognise(head, name)
    except FileRefused:
        return

    assert "html" not in served_type(found)
    assert "svg" not in served_type(found)
    assert "xml" not in served_type(found).replace("openxml", "")
    assert "script" not in served_type(found)
