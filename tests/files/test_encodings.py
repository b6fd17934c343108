import pytest

from crm_core.shared import Invalid

from .samples import opened, read

LETTERS = {
    "utf-8": "Zoë Łukasz 田中",
    "utf-8-sig": "Zoë Łukasz 田中",
    "utf-16": "Zoë Łukasz 田中",
    "utf-16-le": "Zoë Lefèvre",
    "utf-16-be": "Zoë Lefèvre",
    "utf-32": "Zoë Łukasz 田中",
    "utf-32-be": "Юлия Щербакова 田中",
    "cp1252": "Société Générale d’Œuvre – François Lefèvre €",
    "cp1250": "Žofie Nováková, Řehoř Dvořák, Škoda, Łódź",
    "iso8859_2": "Žofie Nováková Řehoř Dvořák",
    "cp1251": "Юлия Щербакова ООО «Ромашка»",
    "iso8859_5": "Юлия Щербакова, Ромашка",
    "koi8_r": "Юлия Щербакова, Ромашка",
    "iso8859_7": "Γιώργος Παράδειγμα Εταιρεία",
    "cp1254": "Işıl Çağlayan Güneş Öğretmen",
    "cp1253": "Γιώργος Παράδειγμα – Εταιρεία “Ελλάς”",
    "cp1257": "Šarūnas Žukauskas, Ąžuolyno gatvė",
    "cp932": "山田太郎 株式会社サンプル 髙橋",
    "gb18030": "王小明 北京有限公司 电话",
    "big5hkscs": "王小明 臺北有限公司 電話",
    "cp949": "김철수 주식회사 서울특별시",
}


@pytest.mark.parametrize("encoding", LETTERS)
def test_encodings_are_found(encoding):
    """
    A file is read in the encoding it was written in, whether marked or not.
    """
    text = f"Name;Company\n{LETTERS[encoding]};Acme\n{LETTERS[encoding]};Ltd\n"

    assert [[LETTERS[encoding], "Acme"], [LETTERS[encoding], "Ltd"]] == read(
        text.encode(encoding)
    )


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le"])
@pytest.mark.parametrize("text", ["Имя;Город\nЮлия;Москва", "姓名;城市\n王小明;北京"])
def test_wide_letters_need_no_mark(text, encoding):
    """
    Text of which hardly a byte is zero is found by its line ends.
    """
    assert [text.split("\n")[1].split(";")] == read((text + "\n").encode(encoding))


def test_two_zeros_make_no_other_encoding():
    """
    A NUL on two lines of an ordinary file is a fault of these.
    """
    data = b"Name,City\nA\0nn,Bonn\nBob,Ber\0lin\nCy,Rome\n"

    assert ("utf-8", ["Cy", "Rome"]) == (opened(data).encoding, read(data)[0])


def test_an_old_macintosh_file_is_read():
    """
    Lone carriage returns end lines, and mean Mac OS letters; inside a cell one is a
    line break.
    """
    data = 'Vorname;Notiz\rJürgen;"Zeile 1\rZeile 2"\rZoë;–\r'.encode("mac_roman")

    assert [["Jürgen", "Zeile 1\nZeile 2"], ["Zoë", "–"]] == read(data)


def test_mixed_encodings_lose_no_row():
    """
    Lines that are not UTF-8 among others that are get an encoding of their own.
    """
    data = "Name,City\nJosé,Málaga\n".encode("cp1252") + "Zoë,Zürich\n".encode()
    source = opened(data)

    assert [["José", "Málaga"], ["Zoë", "Zürich"]] == read(data)
    assert "utf-8, some lines cp1252" == source.encoding


def test_letters_that_come_late_still_tell_the_encoding():
    """
    A long beginning in ASCII does not make the rest UTF-8.
    """
    plain = "Name,City\n" + "Ann,Bonn\n" * 40_000
    data = plain.encode() + "Jürgen Groß,Köln\nZoë Lefèvre,Orléans\n".encode("cp1252")

    assert ["Jürgen Groß", "Köln"] == read(data)[-2]


def test_an_encoding_can_be_chosen():
    """
    A person overrides the guess; an unknown name is refused by name.
    """
    data = "Name,City\nJos\xe9,x\n".encode("latin-1")

    assert [["Josй", "x"]] == read(data, encoding="cp1251")
    with pytest.raises(Invalid, match="No encoding 'klingon'"):
        opened(data, encoding="klingon")
