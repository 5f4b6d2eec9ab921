"""Mark the gases in a text, each as one sign: people write CO2 equivalent in a hundred ways, and CO2 is not one of them.

A spelling that only reads as a gas once a letter is taken for another (``C02e``, ``CO,e``) is marked as doubtful.
"""

import re
from dataclasses import dataclass

CO2E, CO2, CO2E_DOUBTFUL, CO2_DOUBTFUL, CH4, N2O, GCV, NCV, CARBON_EQUIVALENT = (
    chr(0xE000 + index) for index in range(9)
)
SIGNS = frozenset({CO2E, CO2, CO2E_DOUBTFUL, CO2_DOUBTFUL, CH4, N2O, GCV, NCV, CARBON_EQUIVALENT})

GREENHOUSE = frozenset({CO2E, CO2, CO2E_DOUBTFUL, CO2_DOUBTFUL, CARBON_EQUIVALENT})
"""Gases that are told as a mass more often than not; methane is as often a fuel."""

_NAMES = (
    r"carbon[\s-]?dioxides?\b|kohlen(?:stoff)?dioxid|ogljikov\w* dioksid\w*|uglji[kč]\w* dioksid\w*|dioxyde de carbone|di[óo]xido de carbono"
    r"|anidride carbonica|biossido di carbonio|koldioxid|hiilidioksidi\w*|dwutlenk\w+ węgla|dioxid\w* de carbon|oxid\w* uhličit\w+"
)
_FORMULA = r"[cс]\s?[oо]\s?2(?!\d)"
_CO2 = rf"(?:{_FORMULA}|(?:{_NAMES})(?:\s?\(\s?{_FORMULA}\s?\))?)"
_LONG = r"equivalen\w*|équivalen\w*|equivalên\w*|equiva?\b|ekvivalen\w*|echivalen\w*|[äa]e?quivalen\w*|odpowiednik\w*|ισοδ[υύ]ναμ\w*|ekwiwalen\w*|równoważ\w*|egyenért\w*|еквивал\w*|екв|eşde[gğ]er\w*|ækvivalen\w*|aequival\w*|eqivalen\w*|equivil\w*|equival\b|ígildi\w*"
_SHORT = r"eqv?u?s?|eqi?v|equivs?|ekv|ekw|ekviv|echiv|équ?|äqu?|aeq|aequ|aequiv|ækv|evk|eşd|ισοδ"
_END = r"(?![^\W\d_])\.?"
_GAP = r"[\s.,\-(\[]*(?:of |v |u )?"
_NOT = r"[\s(]*(?<![^\W\d_])(?:not|non|no|ne|nicht|pas)[\s-]+(?:an?\s)?e[qk]v?[uv]i\w*\)?"
_AND_NOW = r"(?=\s*(?:$|[/)\],;]|per\b))"
"""A lone e is "equivalent" only where nothing follows that it could join: in Italian it means "and"."""

_SAID_TWICE = r"(?:\s?\(\s?co2[\s-]?eq?\s?\))?"
_BEFORE = rf"(?:{_LONG}|{_SHORT})[\s.\-]*(?:of |de |di |do |da |von |in |v |u |d')?[\s.]*{_CO2}"
_AFTER = rf"{_CO2}(?:{_GAP}(?:(?:{_LONG}|{_SHORT}){_END}|(?<=[2(\-\[])e{_END})|\s?[eе]{_AND_NOW})[)\]]?{_SAID_TWICE}"

_MASSES = ("t", "kt", "mt", "kg", "g", "gg", "tg", "tn", "ton", "kton")
_FREE = "(?:(?<![^\\W\\d_])|" + "|".join(rf"(?<=(?<![^\W\d_]){mass})" for mass in _MASSES) + ")"
"""Where a formula may begin: at a word's beginning, or right behind the symbol of a mass: tCO2."""

_RULES: tuple[tuple[str, str], ...] = (
    (CO2, rf"{_FREE}{_CO2}{_NOT}"),
    (CO2E, rf"{_FREE}{_AFTER}"),
    (CO2E, rf"{_FREE}{_BEFORE}\)?"),
    (CO2E, rf"{_FREE}e-?{_FORMULA}"),
    (CO2E_DOUBTFUL, rf"{_FREE}{_CO2}[\s.\-(]*[eéäa](?:\w*(?:q|kv|kw|chiv)\w*|q){_END}\)?"),
    (CO2E_DOUBTFUL, rf"{_FREE}c\s?0\s?2[\s.\-(]*(?:{_LONG}|{_SHORT}|e){_END}\)?"),
    (CO2E_DOUBTFUL, rf"{_FREE}co\s?[,.;:?z]\s?(?:{_LONG}|{_SHORT}|e){_END}\)?"),
    (CO2E_DOUBTFUL, rf"{_FREE}co(?:{_SHORT}|e){_END}"),
    (CO2_DOUBTFUL, rf"{_FREE}(?:c02(?!\d)|c[o0](?:z|\d\d?)e?q?(?![^\W_])(?<!co2))"),
    (CO2, rf"{_FREE}{_CO2}"),
    (CARBON_EQUIVALENT, r"carbon[\s-]equivalen\w*|équivalent[\s-]carbone|(?<=t)ce(?:q)?(?![^\W\d_])"),
    (CH4, rf"{_FREE}ch4(?!\d)|\b(?:methane?|méthane|metan[aou]?|metaani\w*)(?![^\W\d_])"),
    (N2O, rf"{_FREE}n2o(?![^\W\d_])|nitrous oxide|didušikov\w* oksid\w*|lachgas"),
    (GCV, r"\b(?:gcv|hhv|(?-i:PCS|Hs|Ho))\b|(?<=\()(?:pcs|hs|ho)(?=\))|gross calorific value|(?:higher|upper) heating value|zgornj\w+ kurilnost\w*"
          r"|gornj\w+ ogrjevn\w+ (?:vrijednost\w*|mo[ćc]\w*)|brennwert"),
    (NCV, r"\b(?:ncv|lhv|(?-i:PCI|Hi|Hu))\b|(?<=\()(?:pci|hi|hu)(?=\))|net calorific value|lower heating value|spodnj\w+ kurilnost\w*"
          r"|donj\w+ ogrjevn\w+ (?:vrijednost\w*|mo[ćc]\w*)|heizwert"),
)  # fmt: skip
_ANY = re.compile("|".join(f"(?P<g{index}>{rule})" for index, (_, rule) in enumerate(_RULES)), re.IGNORECASE)
_BETWEEN = re.compile(rf"{_CO2}\s+([^\W\d_]+)\s+(?:{_LONG}){_END}", re.IGNORECASE)
"""``CO2 tonnes equivalents``: the unit stands between."""

_HINT = re.compile(
    rf"(?<![^\W\d_])(?:{_LONG}|(?:{_SHORT})(?![^\W\d_])|[eéäæ][qkc][vuw]i?\w*)|\bgwp"
    rf"|{_CO2}[\s.,:'\-(\[/]*[eе](?![^\W\d_])",
    re.IGNORECASE,
)
_DENIED = re.compile(_NOT, re.IGNORECASE)


def tells_equivalence(text: str) -> bool:
    """Say whether a normalised text speaks of equivalents anywhere, in whatever form or place.

    A text that does is not plainly one of CO2, even where we cannot read how it says so.
    """
    return _HINT.search(_DENIED.sub("", text)) is not None


@dataclass(frozen=True, slots=True)
class Marked:
    """A text whose gases are signs, with what was written for each, in order."""

    text: str
    written: tuple[str, ...]


def marked(text: str) -> Marked:
    """Mark the gases of a normalised text."""
    written: list[str] = []

    def sign(found: re.Match[str]) -> str:
        written.append(found[0].strip())
        return _RULES[int(str(found.lastgroup)[1:])][0]

    return Marked(_ANY.sub(sign, _BETWEEN.sub(r"\1 CO2 equivalent", text)), tuple(written))
