"""
ATT-01, ATT-08: names of files, whoever chose them.
"""

from unicodedata import category, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.files import FileName, clean_name
from crm_core.shared import Invalid

TEXT = st.text(
    st.characters() | st.sampled_from("./\\%:\u200b\u202e\uff0f\u2024 \x00CONnul2eF5c"),
    max_size=400,
)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("report.pdf", "report.pdf"),
        ("Angebot für Łukasz (2).pdf", "Angebot für Łukasz (2).pdf"),
        ("../../etc/cron.d/x", "x"),
        ("..\\..\\x", "x"),
        ("/etc/passwd", "passwd"),
        ("a/b", "b"),
        ("a/b/", "b"),
        ("C:\\Users\\me\\x.doc", "x.doc"),
        ("%2e%2e%2f", "____".replace("____", "___")),
        ("%252e%252e%252fx", "_2e_2e_2fx"),
        ("\u200b.htaccess", "htaccess"),
        (".\u200b./.\u200b./x", "x"),
        (".", ""),
        ("..", ""),
        ("", ""),
        ("   ", ""),
        ("a\u0000.png", "a.png"),
        ("nul", "_nul"),
        ("NUL.txt", "_NUL.txt"),
        ("n\u200bul.txt", "_nul.txt"),
        ("com1 .txt", "_com1 .txt"),
        ("x.", "x"),
        ("x. . ", "x"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\r\nSet-Cookie: x", "a Set-Cookie_ x"),
        ('a";filename="b', "a_;filename=_b"),
        ("a\uff0fb", "a_b"),
        ("\uff0e\uff0e\uff0fx", "_x"),
        ("cafe\u0301.txt", "café.txt"),
        ("~$draft.docx", "~$draft.docx"),
        ("\ud800x", "x"),
    ],
)
def test_names_are_made_safe(raw, expected):
    """
    Only the last part of a path is kept, and nothing that misleads or splits.
    """
    assert expected == clean_name(raw)


def test_long_names_keep_their_ending():
    """
    255 bytes, whole letters, and still the same kind of file.
    """
    name = clean_name("😀" * 75 + ".pdf")

    assert "😀" * 62 + ".pdf" == name
    assert 255 >= len(name.encode())
    assert "x" * 255 == clean_name("x" * 300)
    assert 255 == len(clean_name("." + "x" * 299))


@given(TEXT)
def test_what_is_safe_stays_as_it_is(raw):
    """
    Whatever comes in: nothing of a path, nothing invisible, no device, not too long;
    and made safe once more it is the same, in any form of Unicode.
    """
    name = clean_name(raw)

    assert name == clean_name(name)
    assert not set(name) & set('/\\<>:"|?*')
    assert not set(normalize("NFKC", name)) & set("/\\")
    assert not {category(letter) for letter in name} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert name == name.strip(" .")
    assert 255 >= len(name.encode())
    assert name.split(".")[0].strip().lower() not in {
        "con",
        "prn",
        "aux",
        "nul",
        "com1",
    }


@pytest.mark.parametrize("raw", [None, 5, b"x", ["x"], {}])
def test_only_text_is_a_name(raw):
    """
    Anything else is refused.
    """
    with pytest.raises(Invalid):
        FileName().parse(raw)


def test_a_book_is_no_name():
    """
    What is far too long is refused instead of being worked on.
    """
    with pytest.raises(Invalid):
        FileName().parse("x" * 10_001)
