"""
Which character encoding a file is in: by its marks, by being valid, by its letters.
"""

import codecs
import re
from collections import Counter
from functools import cache
from math import log
from typing import BinaryIO
from unicodedata import category

from attrs import frozen

from crm_core.shared import Invalid

SAMPLE = 1 << 18
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Letters beyond ASCII by falling frequency, one language each.
_LANGUAGES = (
    *("éèàêçîâôûëïùœ", "üäöß", "óíáñéúü", "ãçéáíóõêâàú", "èàùòéì"),
    *("äåöé", "øåæé", "ëéïöü", "íáðéþæóöúý", "äõüöšž"),
    *("íáéěřýčšžůúťďňó", "áíéčšžýťúôľňäďóĺŕ", "łąężśóćńź", "áéíóöőüúű"),
    *("ăâîșțşţ", "čšžćđ", "ışüöğçâî", "ėšųūįčžąę", "āīēšņļģžķčū"),
    "\u0301\u0300ưđôăâ\u0323êơ\u0309\u0303áàéóúíèùòìãõ",
    "оеаинтсрвлкмдпуягьызбчйхжшюцщэфъё",
    "оаиніврестклудмпяізьбгючйїхцщшєжф",
    "αοιετσνηυρπκμλςωδγάήόίέύώχθφβξζψ",
    "יוהלאתרבמשנדעחקפםטגסכזצןךףץ",
    "الينمرتبودعسفقهكحجشطصخزضءغثذظؤئةىأإآ",
    "านรอกเงมยลวดทสตะปบคหแจพขใชไผซโธถศ่้ิีัืุูำ็",
)
# The commoner first: what more letters do not decide, the order does.
_SINGLE = (
    "cp1252", "cp1250", "cp1251", "mac_roman", "iso8859_7", "cp1253", "cp1254",
    "iso8859_2", "koi8_r", "koi8_u", "cp866", "cp1255", "cp1256", "cp874", "cp850",
    "cp437", "cp852", "cp1257", "mac_cyrillic", "mac_latin2", "iso8859_5", "cp1258",
)  # fmt: skip
_EVERYDAY = frozenset(
    "会社株式田山本中村藤佐木小林高橋川野井上松大東京都県市区町丁目電話番号名前姓氏住所"
    "公司有限姓电话邮箱手机地址北海省路号王李张刘陈杨赵黄周吴郵機台區號張劉陳楊趙黃吳"
)
# Per multi-byte encoding: the first bytes of its everyday ideographs or syllables.
_WIDE = {
    "cp932": range(0x88, 0x98),
    "gb18030": range(0xB0, 0xD8),
    "big5hkscs": range(0xA4, 0xC7),
    "cp949": range(0xB0, 0xC9),
    "euc_jp": range(0xB0, 0xD0),
}
_QUOTES = frozenset("«»„“”’‘–—…€°§®©™№•·´ª²½\u00a0")
_ODD, _RARE, _FOREIGN = -9.0, -11.0, -7.0


@frozen
class Encoding:
    """
    How bytes become text: *name* as Python knows it, *mark* the length of the
    byte-order mark, *second* the encoding of lines that are not valid in the first.
    """

    name: str
    mark: int = 0
    second: str | None = None

    @property
    def is_wide(self) -> bool:
        """
        Whether every character takes two bytes or four.
        """
        return self.name.startswith(("utf-16", "utf-32"))

    def __str__(self) -> str:
        return f"{self.name}, some lines {self.second}" if self.second else self.name


def encoding_of(file: BinaryIO, sample: bytes, chosen: str | None) -> Encoding:
    """
    The *chosen* encoding, or the one of a file that begins with *sample*; a sample
    without letters beyond ASCII says nothing, then the next part that has some does.

    Raises:
        Invalid: No such encoding of text.
    """
    if chosen:
        return _chosen(chosen, sample)
    while len(sample) == SAMPLE and sample.isascii():
        sample = file.read(SAMPLE)
    return detect_encoding(sample)


def detect_encoding(sample: bytes) -> Encoding:
    """
    The encoding of the text that begins with *sample*.
    """
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return Encoding(name, len(mark))
    if sample.isascii() and b"\0" not in sample:
        return Encoding("utf-8")
    wide = _wide_units(sample)
    return Encoding(wide) if wide else _by_letters(sample)


def _wide_units(sample: bytes) -> str | None:
    """
    UTF-32 or UTF-16 without a mark. Nothing else can be read as UTF-32; as UTF-16 a
    text is when its zeros stand on one side and its line ends are units of their own.
    """
    if b"\0" not in sample:
        return None
    for name in ("utf-32-le", "utf-32-be"):
        text = _strictly(sample[: len(sample) // 4 * 4], name)
        if text and "\0" not in text:
            return name
    ends = sample.count(b"\n") + sample.count(b"\r")
    for name, high in (("utf-16-le", 1), ("utf-16-be", 0)):
        zeros = sample[high::2].count(0)
        if sample[1 - high :: 2].count(0) * 20 >= zeros:
            continue
        text = _strictly(sample[: len(sample) // 2 * 2], name)
        whole = text.count("\n") + text.count("\r")
        if text and (0 < ends <= whole * 2 or zeros * 5 > len(sample) // 2):
            return name
    return None


def _strictly(sample: bytes, name: str) -> str:
    """
    The text of a sample that may be cut inside its last character, else nothing.
    """
    try:
        return sample.decode(name)
    except UnicodeDecodeError as error:
        near_end = error.start >= len(sample) - 4
        return sample[: error.start].decode(name) if near_end else ""


def _by_letters(sample: bytes) -> Encoding:
    lines = [line for line in re.split(rb"[\r\n]", sample) if not line.isascii()]
    cut = not sample.endswith((b"\n", b"\r"))
    valid = [line for line in lines if _is_utf8(line)]
    broken = [line for line in lines if not _is_utf8(line)]
    if cut and broken and broken[-1] == lines[-1] and _is_cut(lines[-1]):
        valid.append(broken.pop())
    if not broken:
        return Encoding("utf-8")
    name, plausible = _most_plausible(b"\n".join(broken), mac=b"\n" not in sample)
    if not valid or _score(b"\n".join(valid), "utf-8") < _score(
        b"\n".join(valid), name
    ):
        return Encoding(name)
    if plausible and len(broken) >= len(valid):
        return Encoding("utf-8", second=name)
    return Encoding("utf-8")


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_cut(line: bytes) -> bool:
    """
    Valid UTF-8 but for its last character, of which bytes are missing.
    """
    try:
        line.decode()
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return False


def _most_plausible(text: bytes, *, mac: bool) -> tuple[str, bool]:
    """
    The encoding under which the bytes make the likeliest text, and whether that is
    text at all. Only an old Macintosh ends its lines with a lone CR.
    """
    scores = {
        name: _score(text[:20_000], name)
        - place / 5
        + 1.0 * (place == 0)
        + (6.0 if mac else -2.0) * name.startswith("mac_")
        for place, name in enumerate((*_SINGLE, *_WIDE))
    }
    best = max(scores, key=lambda name: scores[name])
    high = sum(byte > 127 for byte in text[:20_000])
    return best, scores[best] > high * -6.0


def _score(data: bytes, name: str) -> float:
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        if name in _WIDE and error.start > len(data) - 3:
            text = data[: error.start].decode(name)
        else:
            return float("-inf")
    marked: Counter[tuple[str, str, str]] = Counter(
        re.findall(r"(?s)(?<=(.))([^\x00-\x7f])(?=(.))", f" {text} ")
    )
    if name in _WIDE:
        return sum(n * _wide_score(*at, name=name) for at, n in marked.items())
    odd = sum(n * _oddity(*at) for at, n in marked.items())
    letters = Counter[str]()
    for (_, char, _), n in marked.items():
        if char.isalpha() or category(char) == "Mn":
            letters[char.lower()] += n
    return odd + max(_likelihood(letters, each) for each in range(len(_LANGUAGES)))


@cache
def _ranks(language: int) -> dict[str, float]:
    letters = _LANGUAGES[language]
    whole = sum(1 / (rank + 2) for rank in range(len(letters)))
    return {letter: log(1 / (rank + 2) / whole) for rank, letter in enumerate(letters)}


def _likelihood(letters: Counter[str], language: int) -> float:
    ranks = _ranks(language)
    return sum(n * ranks.get(letter, _FOREIGN) for letter, n in letters.items())


def _oddity(before: str, char: str, after: str) -> float:
    """
    What speaks against *char* between these two, other than its rarity.
    """
    latin = char < "\u0250"
    mixed = not latin and any(c.isalpha() and c < "\u0250" for c in (before, after))
    if not char.isalpha() and category(char) != "Mn":
        usual = char == "’" if before.isalpha() else not after.isalpha()
        return -4.0 if char in _QUOTES and usual else _ODD
    risen = char.isupper() and before.islower()
    return _ODD * mixed - 5.0 * risen - 0.5 * char.isupper()


def _wide_score(before: str, char: str, after: str, *, name: str) -> float:
    glued = sum(each.isascii() and each.isalpha() for each in (before, after))
    return _wide_rarity(char, name) - 3.0 * glued


def _wide_rarity(char: str, name: str) -> float:
    if "\uff61" <= char <= "\uff9f":
        return _FOREIGN
    if "\u3041" <= char <= "\u30ff":
        return -4.0 if name in {"cp932", "euc_jp"} else -8.0
    if "\u3000" <= char <= "\u303f" or "\uff00" <= char <= "\uff60":
        return -5.0
    if "\ue000" <= char <= "\uf8ff":
        return _RARE * 2
    if char in _EVERYDAY:
        return -5.5
    encoded = char.encode(name, "replace")
    if len(encoded) != 2 or encoded[0] not in _WIDE[name]:
        return _RARE
    return -6.5 if "\uac00" <= char <= "\ud7a3" else -7.8


def _chosen(name: str, sample: bytes) -> Encoding:
    try:
        known = codecs.lookup(name).name
        "a".encode(known)
    except (LookupError, ValueError):
        message = f"No encoding {name!r}; known are utf-8, cp1252, cp1250 and others."
        raise Invalid.of("encoding", "unknown", message) from None
    for mark, marked in _BOMS:
        if sample.startswith(mark) and marked.startswith(known.removesuffix("-sig")):
            return Encoding(marked, len(mark))
    if known in {"utf-16", "utf-32"}:
        return Encoding(f"{known}-le")
    return Encoding(known.removesuffix("-sig"))
