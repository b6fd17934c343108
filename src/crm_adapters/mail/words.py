"""
Bytes and encoded words as text, whatever charset they claim; never an error, and
never a character that cannot be stored.
"""

import codecs
import re
from binascii import a2b_base64, a2b_qp

# What mail calls a charset, and the larger one that its senders mean by it.
_MEANT = {
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "cp950",
    "tis-620": "cp874",
}
_TEXT = re.compile(
    r"utf-(7|8|8-sig|16|16-le|16-be|32|32-le|32-be)|iso8859-\d+|cp\d+|koi8-[rtu]|gbk?"
    r"|gb2312|gb18030|big5(hkscs)?|hz|shift_ji(s|sx0213|s_2004)|euc_\w+|iso2022_\w+"
    r"|mac-\w+|johab|ascii|ptcp154|kz1048|hp-roman8|tis-620"
)
_ENCODED_WORD = re.compile(
    r"=\?([^\s?*]{1,60})(?:\*[^\s?]{0,20})?\?([bBqQ])\?([^?\r\n]*)\?="
)
_BETWEEN = re.compile(r"(\?=)[ \t\r\n]+(?==\?[^\s?]{1,82}\?[bBqQ]\?)")
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")


def codec_of(charset: str) -> str | None:
    """
    The codec for a charset that mail names; None when it is unknown or no charset.
    """
    wanted = charset.strip(" \t\"'").lower()
    if wanted in {"", "default", "unknown-8bit", "x-unknown", "8bit", "unknown"}:
        return None
    wanted = {"ks_c_5601-1987": "cp949", "x-sjis": "cp932", "x-gbk": "gbk"}.get(
        wanted, wanted.removeprefix("x-")
    )
    try:
        name = codecs.lookup(wanted).name
    except (LookupError, ValueError, UnicodeError):
        return None
    if not _TEXT.fullmatch(name):
        return None
    return _MEANT.get(name, name)


def text_of(raw: bytes, charset: str | None = None) -> tuple[str, bool]:
    """
    *raw* as text, and whether it was what it said. Where the charset is wrong or
    unknown it is UTF-8 if it can be, else Windows-1252.
    """
    codec = codec_of(charset or "us-ascii")
    if codec == "cp1252":
        return storable(_western(raw)), True
    if codec is not None:
        try:
            return storable(raw.decode(codec)), True
        except (UnicodeError, ValueError):
            told = raw.decode(codec, "replace")
            mostly = not told.replace("\ufffd", "").isascii()
            if mostly or codec not in {"ascii", "utf-8"}:
                return storable(told), False
    try:
        return storable(raw.decode("utf-8")), charset is None
    except UnicodeDecodeError:
        return storable(_western(raw)), False


def _western(raw: bytes) -> str:
    """
    Windows-1252 as browsers read it: what it leaves open is ISO 8859-1.
    """
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError:
        return "".join(
            bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in raw
        )


def storable(text: str) -> str:
    r"""
    *text* without control characters and halves of characters, lines ended by ``\n``.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSTORABLE.sub("", text)


def header_text(raw: bytes) -> str:
    """
    The bytes of a header as text: UTF-8 if it can be (RFC 6532).
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return _western(raw)


def decoded_words(value: str) -> str:
    """
    A header in readers' words (RFC 2047), on one line. What is decoded is not decoded
    again.
    """
    if "=?" in value:
        value = _joined(_BETWEEN.sub(r"\1", value))
    return " ".join(storable(value).split())


def _joined(value: str) -> str:
    """
    Neighbours of one charset are decoded together: some senders cut a letter in two.
    """
    told, held, charset, at = "", b"", "", 0
    for word in _ENCODED_WORD.finditer(value):
        between = value[at : word.start()]
        if held and (between or word[1].lower() != charset):
            told, held = told + text_of(held, charset)[0], b""
        told += between
        charset = word[1].lower()
        held += _unwrapped(word[2], word[3])
        at = word.end()
    return told + (text_of(held, charset)[0] if held else "") + value[at:]


def _unwrapped(encoding: str, content: str) -> bytes:
    raw = content.encode("utf-8", "replace")
    if encoding in "bB":
        return unbase64(raw)[0]
    return a2b_qp(raw, header=True)


def unbase64(raw: bytes) -> tuple[bytes, bool]:
    """
    What Base64 holds, and whether it was whole; strays in it are passed over.
    """
    kept = _NOT_BASE64.sub(b"", raw)
    whole = len(kept) % 4 != 1
    if not whole:
        kept = kept[:-1]
    return a2b_base64(kept + b"=" * (-len(kept) % 4)), whole
