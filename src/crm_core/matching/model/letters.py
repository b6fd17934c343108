"""
Letters of several scripts and spellings brought to one plain Latin form.
"""

import re
from functools import lru_cache

from ...shared import fold

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "e",
    "є": "ie", "ж": "zh", "з": "z", "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k",
    "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
    "у": "u", "ў": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "iu", "я": "ia",
    "ђ": "dj", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "џ": "dz",
}  # fmt: skip
_GREEK = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th",
    "ι": "i", "κ": "k", "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p",
    "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps",
    "ω": "o",
}  # fmt: skip
_SCRIPTS = str.maketrans(_CYRILLIC | _GREEK)
_APOSTROPHES = re.compile(r"['`´’‘ʼ]")
_WORD = re.compile(r"[^\W_]+")
_DIGRAPHS = re.compile(r"[ao]e|ue|aa")
_SOUNDS = (
    ("sch", "s"), ("tch", "c"), ("ph", "f"), ("ck", "k"), ("gh", "g"), ("kn", "n"),
    ("wr", "r"), ("th", "t"), ("sh", "s"), ("ch", "c"), ("kh", "k"), ("zh", "s"),
    ("dg", "g"), ("qu", "k"), ("tz", "s"), ("ts", "s"), ("x", "ks"), ("q", "k"),
    ("z", "s"), ("w", "v"), ("j", "i"), ("y", "i"), ("h", ""),
)  # fmt: skip
_SOFT = re.compile(r"c(?=[eiy])")
_VOWELS = re.compile(r"[aeiou]+")
_TWICE = re.compile(r"(.)\1+")


@lru_cache(maxsize=50_000)
def plain_words(text: str) -> tuple[str, ...]:
    """
    The words of *text* in plain Latin letters: no case, accents, apostrophes; other
    scripts transliterated; ``Müller``, ``Mueller`` and ``Muller`` alike.
    """
    if not text.isascii():
        text = _APOSTROPHES.sub("", text)
    folded = fold(text.replace("'", "")).translate(_SCRIPTS)
    return tuple(
        _DIGRAPHS.sub(lambda two: two.group()[0], word)
        for word in _WORD.findall(folded)
    )


def plain_set(text: str) -> frozenset[str]:
    """
    The plain words of *text*, to look words up in.
    """
    return frozenset(plain_words(text))


@lru_cache(maxsize=50_000)
def skeleton(word: str) -> str:
    """
    How *word* roughly sounds: its first letter and the consonants after it, with
    letters that are often heard for each other made one.
    """
    heard = word
    for spelled, sound in _SOUNDS:
        if spelled in heard:
            heard = heard.replace(spelled, sound)
    heard = _SOFT.sub("s", heard).replace("c", "k")
    rest = _TWICE.sub(lambda many: many[1], _VOWELS.sub("", heard[1:]))
    return heard[:1] + rest
