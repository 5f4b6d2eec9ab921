"""Bring a written unit into one form of writing, without changing what it says.

Superscripts, subscripts, dashes, mark-up and text that was decoded with the wrong encoding are ways of writing;
upper and lower case may carry meaning (Mt and mt) and stay.
"""

import html
import re
import unicodedata

LONGEST = 500
"""Signs of a text that can still be a unit; a longer one is a paragraph."""

_SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"
_PLAIN = str.maketrans(_SUPERSCRIPT, "0123456789-")
_POWER = re.compile(rf"(?<=\d)[{_SUPERSCRIPT}]+")
_WRONGLY_DECODED = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u2010-\u203a\u20ac\u0152-\u0178\u0192\u02c6\u02dc\u2122]{1,3}"
)
_MARK_UP = re.compile(r"</?\w+\s*/?>|\\(?:mathrm|text|rm|mathit|,|;|!)|[{}]|\$(?=[^$]*\$)|\\(?=[%#&_])")
_SPACES = re.compile(r"[\s_\u00ad\u200b-\u200d\ufeff]+")
_EXPONENT = re.compile(r"(?<=[^\W\d_])(?:\^|\*\*)\s?(?=-?\d)")
_TIMES = re.compile(r"(?<![\w*])[x×*]\s?(?=\d)")
_THOUSANDS = re.compile(
    r"(?<![\d.,' ])'?000s?(?![\d\w])|(?<=[^\W\d] )'?000s?(?![\d\w])|(?<=€ )'?000s?(?![\d\w])"
)
"""``'000 EUR`` and ``EUR '000``, as accounts have it."""

_BASE_YEAR = re.compile(
    r"(?:index|indeks|indice|índice)\s*[(\[]?[^()\[\]=]{0,20}=\s?100\s*[)\]]?", re.IGNORECASE
)
"""``Index (2018 = 100)``: no score, but a change since a year."""

_RANGE = re.compile(r"^[(\[]?0\s?-\s?1(?:00)?[)\]]?\s?(?=%)")
"""``0-100 %``: what a percentage may be."""

_BULLET = re.compile(r"^(?:[-*·▪◦>|.:,;'\s]+(?=[^\d\s-])|\(?\d{1,2}[.)]\s*(?=[^\W\d]))+")
_SIGNS = str.maketrans(
    {**dict.fromkeys("‐‑‒–—―−", "-"), **dict.fromkeys("∕⁄÷", "/"), **dict.fromkeys("⋅•∙●", "·"), **dict.fromkeys("\"“”„«»`´’‘", "'")}
)  # fmt: skip


_REWRITTEN = (
    (_BASE_YEAR, "base 100"),
    (_THOUSANDS, " thousand "),
    (_TIMES, "x "),
    (_EXPONENT, ""),
    (_RANGE, ""),
)


def normalised(text: str) -> str:
    """Give a text in one form of writing."""
    decoded = _WRONGLY_DECODED.sub(_decoded_again, html.unescape(text))
    powers = _POWER.sub(lambda found: "^" + found[0].translate(_PLAIN), decoded)
    composed = unicodedata.normalize("NFKC", powers.replace("№", "#").replace("º", "°")).translate(_SIGNS)
    plain = _SPACES.sub(" ", _MARK_UP.sub("", composed)).strip()
    for pattern, instead in _REWRITTEN:
        plain = pattern.sub(instead, plain)
    return _SPACES.sub(" ", _BULLET.sub("", plain)).strip(" ,;:'*")


def _decoded_again(found: re.Match[str]) -> str:
    for encoding in ("cp1252", "latin-1"):
        try:
            return found[0].encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return found[0]


def folded(word: str) -> str:
    """Give a word without case and diacritics, as words are looked up."""
    parts = unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS))
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


_LETTERS = str.maketrans({"đ": "d", "ł": "l", "ø": "o", "æ": "ae", "µ": "u", "μ": "u"})
