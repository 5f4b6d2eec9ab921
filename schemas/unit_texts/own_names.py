"""Our own names of units: a code, its label, its UCUM and Eurostat code are read as that unit, where only one has it."""

from collections.abc import Iterator, Mapping
from functools import cache

from schemas.codes import Code, codelist
from schemas.languages import LANGUAGES
from schemas.unit_texts.normal import folded, normalised

SUFFIXES = frozenset({"PER_HAB", "PER_KM2"})
"""Codes that are no units alone."""


def named_unit(text: str) -> str | None:
    """Give the unit of ours that is called exactly so, or None."""
    if text in codelist("unit"):
        return text
    return _foreign_codes().get(text.strip()) or _labels().get(folded(normalised(text)))


@cache
def _labels() -> Mapping[str, str]:
    return _unambiguous((folded(normalised(one)), code) for code in _units() for one in _names(code))


@cache
def _foreign_codes() -> Mapping[str, str]:
    pairs = ((code.columns[name], code) for code in _units() for name in ("ucum", "eurostat"))
    return _unambiguous(pair for pair in pairs if len(pair[0]) > 1 and _tells_its_gas(*pair))


def _tells_its_gas(name: str, code: Code) -> bool:
    """Refuse a foreign code that says only tonnes for a unit of CO2 equivalent: UCUM cannot tell them apart."""
    return not code.columns["dimension"].startswith("mass_") or "{C" in name


def _names(code: Code) -> Iterator[str]:
    for lang in LANGUAGES:
        yield code.label.in_(lang)


def _units() -> list[Code]:
    return [code for code in codelist("unit") if code.code not in SUFFIXES]


def _unambiguous(pairs: Iterator[tuple[str, Code]]) -> Mapping[str, str]:
    units: dict[str, set[str]] = {}
    for name, code in pairs:
        units.setdefault(name, set()).add(code.code)
    return {name: found.pop() for name, found in units.items() if len(found) == 1}
