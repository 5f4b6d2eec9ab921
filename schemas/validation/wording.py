"""Numbers, codes and ready texts as messages: said in the reader's language when the finding is said."""

from decimal import Decimal

from schemas.codes import codelist
from schemas.languages import LANGUAGES, Lang, Text
from schemas.messages import Message

SEPARATORS: dict[Lang, tuple[str, str]] = {"en": (",", "."), "sl": (".", ","), "hr": (".", ",")}
"""Separator of thousands and of decimals."""


def spoken(text: Text) -> Message:
    """Make a message of a text that exists in the languages already."""
    return Message("validation.text", {"en": text.in_("en"), "sl": text.in_("sl"), "hr": text.in_("hr")})


def number(value: Decimal) -> Message:
    """Make a message of a number: 13,362.67 in English, 13.362,67 in Slovenian and Croatian."""
    return spoken(Text(number_text(value, "en"), number_text(value, "sl"), number_text(value, "hr")))


def number_text(value: Decimal, lang: Lang) -> str:
    """Write a number as a language writes it, with all its digits."""
    thousands, decimals = SEPARATORS[lang]
    whole, _, fraction = format(value, ",f").partition(".")
    return whole.replace(",", thousands) + (decimals + fraction if fraction else "")


def sum_text(values: list[Decimal], lang: Lang) -> str:
    """Write an addition as a language writes it: ``11,087.83 + 2,274.84``, a negative part with a minus."""
    text = " + ".join(number_text(value, lang) for value in values)
    return text.replace("+ -", "- ")


def equation(values: list[Decimal]) -> Message:
    """Make a message of an addition and its sum: ``11,087.83 + 2,274.84 = 13,362.67``; one number stands alone."""
    total = sum(values, Decimal(0))
    parts: dict[Lang, str] = {lang: sum_text(values, lang) for lang in LANGUAGES}
    if len(values) > 1:
        parts = {lang: f"{text} = {number_text(total, lang)}" for lang, text in parts.items()}
    return spoken(Text(parts["en"], parts["sl"], parts["hr"]))


def label(list_name: str, code: str) -> Message:
    """Make a message of a code's label."""
    codes = codelist(list_name)
    return spoken(codes.codes[code].label if code in codes else Text(code, code, code))
