"""Wording: numbers, names and code labels as they stand inside a sentence, in each language."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, lru_cache

from schemas.codes import codelist
from schemas.languages import LANGUAGES, Lang, Text
from schemas.messages import Message
from schemas.places import Place

_SEPARATORS: dict[Lang, tuple[str, str]] = {"en": (",", "."), "sl": (".", ","), "hr": (".", ",")}
_AND: dict[Lang, str] = {"en": "and", "sl": "in", "hr": "i"}

UNIT_SIGNS: dict[str, Text] = {
    "T_CO2E": Text.of("t CO₂e"),
    "KT_CO2E": Text.of("kt CO₂e"),
    "MT_CO2E": Text.of("Mt CO₂e"),
    "T_CO2E/HAB": Text("t CO₂e per inhabitant", "t CO₂e na prebivalca", "t CO₂e po stanovniku"),
    "MWH": Text.of("MWh"),
    "MWH/HAB": Text("MWh per inhabitant", "MWh na prebivalca", "MWh po stanovniku"),
    "NR": Text("", "", ""),
}


@dataclass(frozen=True, slots=True)
class Words(Message):
    """A text that exists in three languages already, to stand inside a message."""

    text: Text = field(default_factory=Text)

    def in_(self, lang: Lang) -> str:
        """Say it in a language."""
        return self.text.in_(lang)

    def __hash__(self) -> int:
        return hash(self.text)


def words(text: Text | str) -> Message:
    """Let a text stand inside a message."""
    return Words("", text=Text.of(text))


@lru_cache(maxsize=20_000)
def written(value: Decimal, lang: Lang, digits: int | None = None) -> str:
    """Write a number as its language does: 1,234.5 in English, 1.234,5 in Slovenian and Croatian.

    Args:
        value: the number.
        lang: the language.
        digits: decimals shown; None shows whole numbers from 100 up and at most two decimals below.
    """
    shown = _digits(value) if digits is None else digits
    thousands, point = _SEPARATORS[lang]
    text = f"{value:,.{shown}f}".replace("-", "−")
    return text.replace(",", "\0").replace(".", point).replace("\0", thousands)


def _digits(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return 0 if abs(value) >= 100 else min(2, decimals)


@dataclass(frozen=True, slots=True)
class Number(Message):
    """A number with its unit, written when it is said."""

    value: Decimal = Decimal(0)
    unit: str = "NR"
    digits: int | None = None

    def in_(self, lang: Lang) -> str:
        """Write it as a language does."""
        sign = UNIT_SIGNS.get(self.unit)
        said = self.unit if sign is None else sign.in_(lang)
        return f"{written(self.value, lang, self.digits)} {said}".strip()

    def __hash__(self) -> int:
        return hash((self.value, self.unit, self.digits))


@dataclass(frozen=True, slots=True)
class Joined(Message):
    """Several parts in one text, joined when it is said."""

    parts: tuple[Message, ...] = ()
    between: str = ", "
    last: bool = False

    def in_(self, lang: Lang) -> str:
        """Say the parts in a language."""
        said = [part.in_(lang) for part in self.parts]
        return _joined(said, lang) if self.last else self.between.join(said)

    def __hash__(self) -> int:
        return hash(self.parts)


def number(value: Decimal, digits: int | None = None) -> Message:
    """Let a number stand inside a message."""
    return Number("", value=value, digits=digits)


def quantity(value: Decimal, unit: str, digits: int | None = None) -> Message:
    """Let a number with its unit stand inside a message."""
    return Number("", value=value, unit=unit, digits=digits)


def percent(share: Decimal) -> Message:
    """Let a share of one stand inside a message as per cent."""
    return Number("", value=share * 100, unit="%", digits=1)


@cache
def name(place: Place) -> Message:
    """Let a place's name stand inside a message."""
    return Words("", text=place.name)


@cache
def label(codes: str, code: str) -> Message:
    """Let a code's label stand inside a message, or the code where its list lacks it."""
    known = codelist(codes)
    if code not in known:
        return words(code)
    text = known[code].label
    return Words("", text=Text(*(_within(text.in_(lang)) for lang in LANGUAGES)))


def _within(text: str) -> str:
    """Begin a label small inside a sentence, unless its first word is an abbreviation."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def labels(codes: str, found: Iterable[str]) -> Message:
    """Let several codes' labels stand inside a message, with commas only: some hold an "and" themselves."""
    return enumerated(tuple(label(codes, code) for code in found))


def enumerated(parts: tuple[Message, ...]) -> Message:
    """Join parts with commas: one, two, three."""
    return Joined("", parts=parts)


def listed(parts: tuple[Message, ...]) -> Message:
    """Join parts: one, two and three."""
    return Joined("", parts=parts, last=True)


def in_turn(parts: tuple[Message, ...]) -> Message:
    """Join whole clauses with semicolons."""
    return parts[0] if len(parts) == 1 else Joined("", parts=parts, between="; ")


def _joined(parts: list[str], lang: Lang) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {_AND[lang]} {parts[-1]}"
