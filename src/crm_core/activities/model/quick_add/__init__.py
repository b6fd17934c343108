"""
Activities in words: a pure parser of what people type.
"""

from .lexicon import QUICK_LANGUAGES
from .reading import understand
from .understood import Doubt, Part, Understood

__all__ = ["QUICK_LANGUAGES", "Doubt", "Part", "Understood", "understand"]
