"""Folding: one form for all spellings of a word, so that ``kakovost`` finds ``Kakovost`` and ``Zrak`` finds ``žrak``.

No stemmer exists for Slovene and Croatian: a word of a question is shortened by its last vowel or s, and finds every
word that begins with what is left.
"""

import re
import unicodedata

_ODD = str.maketrans({"đ": "d", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "ı": "i"})
_WORD = re.compile(r"[^\W_]+")
_LINES = re.compile(r"\r\n?")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
LONGEST_WORD = 64
SHORTEST_STEM = 4


def printable(text: str) -> str:
    """Drop what no XML document, JSON text or database takes: control characters and halves of characters."""
    return _UNPRINTABLE.sub("", _LINES.sub("\n", text))


def fold(text: str) -> str:
    """Give a text in small letters without diacritics; đ, which has none for Unicode, becomes d."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char)).translate(_ODD)


def words(text: str) -> list[str]:
    """Give a text's folded words, in order."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(fold(text))]


def stem(word: str) -> str:
    """Give the beginning that a folded word of a question must share: ``emisije`` and ``emisijo`` find each other."""
    return word[:-1] if len(word) > SHORTEST_STEM and word[-1] in "aeious" else word
