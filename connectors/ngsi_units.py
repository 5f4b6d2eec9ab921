"""Units as NGSI-LD writes them, codes of UN/CEFACT Recommendation 20, as ours; a text that is no such code stays as it is."""

from collections.abc import Mapping

OURS: Mapping[str, str] = {
    "GQ": "UG_M3", "P1": "PC", "CEL": "CEL", "2N": "DB", "C62": "NR", "H87": "NR", "EA": "NR", "NX": "PROMILLE",
    "WHR": "WH", "KWH": "KWH", "MWH": "MWH", "GWH": "GWH", "D32": "TWH", "KJO": "KJ", "3B": "MJ", "GV": "GJ", "D30": "TJ",
    "C68": "PJ", "WTT": "W", "KWT": "KW", "MAW": "MW", "A90": "GW", "GRM": "GRAM", "KGM": "KG", "TNE": "T",
    "LTR": "L", "HLT": "HL", "MTQ": "M3", "MTK": "M2", "HAR": "HA", "KMK": "KM2", "MTR": "METRE", "KMT": "KM",
    "MMT": "MILLIMETRE", "SMI": "MILE", "MIN": "MINUTE", "HUR": "HOUR", "DAY": "DAY", "WEE": "WEEK", "MON": "MONTH",
    "ANN": "YEAR",
}  # fmt: skip
"""Our code by UN/CEFACT's."""

OTHERWISE: Mapping[str, str] = {"DD": "degree of an angle", "GJ": "gram per millilitre"}
"""Codes that are ours, too, and mean something else there: told in words, so that nobody takes one for the other."""


def our_unit(code: str) -> str:
    """Give our code of a unit; what is not plainly one of ours stays a text, which a mapping may explain."""
    text = code.strip()
    return f"{OTHERWISE[text]} (UN/CEFACT {text})" if text in OTHERWISE else OURS.get(text, text)
