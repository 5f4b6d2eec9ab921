"""Numbers, dates and sizes as the reader's language writes them: 1,234.5 in English, 1.234,5 in Slovenian and Croatian."""

from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Decimal

from schemas.codes import codelist
from schemas.comparability.wording import UNIT_SIGNS
from schemas.languages import Lang

MINUS = "\u2212"
NO_BREAK = "\u00a0"
_SEPARATORS: dict[Lang, tuple[str, str]] = {"en": (",", "."), "sl": (".", ","), "hr": (".", ",")}
_THOUSAND = Decimal(1000)
_ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def number(value: Decimal | int, lang: Lang, digits: int | None = None) -> str:
    """Write a number.

    Args:
        value: the number.
        lang: the language.
        digits: most decimals shown, rounded half to even; None shows those that the value is written with.
    """
    shown = _rounded(Decimal(value), digits)
    whole, _, decimals = format(abs(shown), "f").partition(".")
    thousands, point = _SEPARATORS[lang]
    grouped = f"{int(whole):,}".replace(",", thousands)
    return (MINUS if shown < 0 else "") + grouped + (point + decimals if decimals else "")


def signed(value: Decimal, lang: Lang, digits: int | None = None) -> str:
    """Write a change with its sign: +4,802 or −10,256."""
    return ("+" if value > 0 else "") + number(value, lang, digits)


def readable(value: Decimal) -> Decimal:
    """Round for reading: whole from a thousand on, two decimals below, four below one."""
    size = abs(value)
    digits = 0 if size >= _THOUSAND else 2 if size >= 1 else 4
    return _rounded(value, digits)


def _rounded(value: Decimal, digits: int | None) -> Decimal:
    if digits is None or -int(value.as_tuple().exponent) <= digits:
        return value
    return value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN)


def unit_symbol(code: str, lang: Lang) -> str:
    """Give how a unit is written behind a number, e.g. ``t CO₂e``; its name where it has no symbol."""
    symbol = UNIT_SIGNS[code].in_(lang) if code in UNIT_SIGNS else codelist("unit").label(code, lang)
    return symbol.replace("t CO₂e", f"t{NO_BREAK}CO₂e")


def quantity(value: Decimal, unit: str, lang: Lang, digits: int | None = None) -> str:
    """Write a number with its unit, kept on one line."""
    return f"{number(value, lang, digits)}{NO_BREAK}{unit_symbol(unit, lang)}".rstrip(NO_BREAK)


def day(moment: datetime, lang: Lang) -> str:
    """Write the day of a moment, in UTC."""
    utc = moment.astimezone(UTC)
    if lang == "en":
        return f"{utc.day}{NO_BREAK}{_ENGLISH_MONTHS[utc.month - 1]}{NO_BREAK}{utc.year}"
    return f"{utc.day}.{NO_BREAK}{utc.month}.{NO_BREAK}{utc.year}" + ("." if lang == "hr" else "")


def moment(time: datetime, lang: Lang) -> str:
    """Write a moment to the minute, in UTC."""
    return f"{day(time, lang)}, {time.astimezone(UTC):%H:%M} UTC"


def byte_size(size: int, lang: Lang) -> str:
    """Write a file's size in the unit that keeps it short."""
    value, unit = Decimal(size), "B"
    for larger in ("kB", "MB", "GB"):
        if value < _THOUSAND:
            break
        value, unit = value / _THOUSAND, larger
    return f"{number(value, lang, 0 if unit == 'B' else 1)}{NO_BREAK}{unit}"
