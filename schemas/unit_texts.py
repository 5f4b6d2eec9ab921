"""Read a unit as people write it: ``t CO₂ equivalent / year`` is T_CO2E, ``MWh/yr`` is MWH.

What is not plainly one of our units is not guessed: CO2 is never taken for CO2e, nor ``mt`` for megatonnes.
"""

import re
import unicodedata
from functools import cache

from schemas.codes import codelist

_YEARLY = re.compile(
    r"(?:/|per|na|po)(?:y|yr|year|a|annum|leto|god|godinu|godini)$|(?:annual|yearly|letno|godišnje)$"
)
_TONNE = r"(?:t|tn|ton|tons|tonne|tonnes|tona|tone|metricton|metrictons|metrictonnes)"
_MASS = {
    "T": _TONNE,
    "KT": r"(?:kt|kton|ktonnes|kilotonne|kilotonnes|kilotona|thousand" + _TONNE + "|1000" + _TONNE + ")",
    "MT": r"(?:Mt|megatonne|megatonnes|megatona|million" + _TONNE + ")",
    "KG": r"(?:kg|kilogram|kilograms|kilogrami)",
}
_EQUIVALENT = r"(?:of)?/?co2(?:e|eq|eqs|equ|equiv|equivalent|equivalents|ekv|ekvivalent|ekvivalenta)"
_FORMS: tuple[tuple[str, str], ...] = (
    *((f"{code}_CO2E", f"{mass}{_EQUIVALENT}") for code, mass in _MASS.items()),
    ("T_CO2", rf"{_TONNE}(?:of)?co2"),
    *((code, mass) for code, mass in _MASS.items() if code in ("T", "KG")),
    ("KWH", r"kwh|kilowatthours?"),
    ("MWH", r"mwh|megawatthours?"),
    ("GWH", r"gwh|gigawatthours?"),
    ("TWH", r"twh|terawatthours?"),
    ("GJ", r"gj|gigajoules?"),
    ("TJ", r"tj|terajoules?"),
    ("PJ", r"pj|petajoules?"),
    ("TOE", r"toe"),
    ("KTOE", r"ktoe"),
    ("PC", r"%|percent|percentage|odstotek|odstotki|postotak"),
    (
        "NR",
        r"number|nr|no|#|število|broj|inhabitants?|people|persons?|prebivalci|prebivalcev|stanovnici|stanovnika",
    ),
    ("HA", r"ha|hectares?|hektar|hektarji|hektari"),
    ("KM2", r"km2|squarekilomet(?:re|er)s?"),
    ("M2", r"m2|squaremet(?:re|er)s?"),
    ("M3", r"m3|cubicmet(?:re|er)s?"),
    ("KM", r"km|kilomet(?:re|er)s?"),
    ("UG_M3", r"[uµμ]g/m3"),
    ("DAY", r"days?|dni|dana"),
    ("KW", r"kw|kilowatts?"),
    ("MW", r"mw|megawatts?"),
    ("EUR", r"eur|euros?|€"),
)


def unit_of_text(text: str) -> str | None:
    """Give our code of a written unit, or None where it is not plainly one of ours."""
    if text in codelist("unit"):
        return text
    squeezed = re.sub(r"[\s.\-_()]", "", unicodedata.normalize("NFKC", text))
    plain = squeezed if squeezed.startswith("Mt") else squeezed.casefold()
    plain = plain[0] + plain[1:].casefold() if plain else ""
    plain = _YEARLY.sub("", plain)
    return next((code for code, form in _compiled() if form.fullmatch(plain)), None)


@cache
def _compiled() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((code, re.compile(form)) for code, form in _FORMS)
