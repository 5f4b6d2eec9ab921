"""Symbols whose upper and lower case carries meaning, and those that could be two units.

``Mt`` is a megatonne; ``mt`` and ``MT`` may be that or a metric ton. A milliwatt hour is written ``mWh``, and where that
stands somebody meant something else.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Symbol:
    """What a symbol may stand for.

    Args:
        units: our codes, or names of small masses; the likeliest first.
        why: key of the reason why it is undecided; empty where it is plain.
        gas: a gas that it names as well, as in ``tC``.
    """

    units: tuple[str, ...]
    why: str = ""
    gas: str = ""


MILLI, MEGA_OR_METRIC, CASE = "units.why.milli", "units.why.megatonne", "units.why.case"

SYMBOLS: Mapping[str, Symbol] = {
    "Mt": Symbol(("MIO_T",)),
    "mt": Symbol(("T", "MIO_T"), MEGA_OR_METRIC),
    "MT": Symbol(("MIO_T", "T"), MEGA_OR_METRIC),
    "mT": Symbol(("T", "MIO_T"), MEGA_OR_METRIC),
    "MTs": Symbol(("T", "MIO_T"), MEGA_OR_METRIC),
    "MMT": Symbol(("MIO_T",)),
    "MMt": Symbol(("MIO_T",)),
    "Gg": Symbol(("THS_T",)),
    "gg": Symbol(("THS_T",), CASE),
    "GG": Symbol(("THS_T",), CASE),
    "Tg": Symbol(("MIO_T",)),
    "Gt": Symbol(("GT",)),
    "Mg": Symbol(("T",)),
    "MG": Symbol(("T", "MG"), CASE),
    "mg": Symbol(("MG",)),
    "ug": Symbol(("UG",)),
    "μg": Symbol(("UG",)),
    "mcg": Symbol(("UG",)),
    "ng": Symbol(("NG",)),
    "mW": Symbol(("MW",), MILLI),
    "mWh": Symbol(("MWH",), MILLI),
    "mWp": Symbol(("MW_P",), MILLI),
    "mJ": Symbol(("MJ",), MILLI),
    "Mm": Symbol(("MILLIMETRE",), CASE),
    "G": Symbol(("GRAM",), CASE),
    "M": Symbol(("METRE",), CASE),
    "tC": Symbol(("T",), gas="c"),
    "ktC": Symbol(("THS_T",), gas="c"),
    "kgC": Symbol(("KG",), gas="c"),
    "tc": Symbol(("T",), CASE, gas="c"),
    "ML": Symbol(("THS_M3", "ML"), "units.why.case"),
    "ml": Symbol(("ML",)),
    "MEUR": Symbol(("MIO_EUR",)),
}
"""Exactly as written; the micro sign is the Greek letter by then."""

WORDS_OF_MASS: Mapping[str, Symbol] = {
    word: Symbol((unit,))
    for unit, words in {
        "UG": "microgram micrograms microgramme microgrammes mikrogram mikrogrami mikrogramov mikrograma mikrogramm microgramos",
        "MG": "milligram milligrams miligram miligrami miligramov miligrama",
        "NG": "nanogram nanograms",
    }.items()
    for word in words.split()
}
"""Small masses that are no unit of ours alone, but are in concentrations."""
