"""What people write in tables and our codes for it: the words of ``words.toml`` and the labels of the code lists."""

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from connectors.cells import ASSUMED
from schemas.codes import codelist
from schemas.spelling import folded

WORDS = Path(__file__).parent / "words.toml"
CODED = ("sector", "scope", "carrier", "gas", "mode", "value_type")
"""The dimensions whose words are read as codes of a list."""

NUMBERING = re.compile(r"^\(?(?:[0-9]{1,2}|[ivx]{1,4}|[a-z])(?:\.[0-9]{1,2})*[.)]\s+", re.IGNORECASE)
NOISE = frozenset(
    [
        "emissions", "emission", "emisije", "emisij", "ghg", "tgp", "co2", "co2e", "co2eq", "energy", "energija", "energije",
        "use", "poraba", "raba", "rabe", "potrosnja", "consumption", "sector", "sektor", "sektorja", "of", "the", "v", "u",
        "in", "i", "from", "iz", "total", "skupaj", "ukupno", "final", "koncna", "finalna", "t", "mwh", "year", "leto",
    ]
)  # fmt: skip
"""Words that say nothing more beside a word that we know."""

CLOSE, NEAR = 0.85, 0.55
LAND_USE, ALL_LAND = "V.2", "V"
SOURCES, SINKS = "SRC", "SNK"


@dataclass(frozen=True, slots=True)
class Match:
    """What a word may mean.

    Args:
        code: the likeliest code.
        certain: whether it is that and nothing else.
        candidates: codes that it may be, the likeliest first.
    """

    code: str
    certain: bool
    candidates: tuple[str, ...]


fold = lru_cache(maxsize=20_000)(folded)
"""A text without what does not tell words apart; kept, since a table says the same words in each row."""


@cache
def words() -> Mapping[str, Any]:  # a TOML document of ours
    """Give the words of ``words.toml``."""
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


@cache
def phrases(dimension: str) -> Mapping[str, tuple[str, ...]]:
    """Give each phrase of a dimension with the codes it may mean, the likeliest first."""
    found: dict[str, tuple[str, ...]] = {}
    for code, said in words().get(dimension, {}).items():
        found |= {fold(phrase): (code,) for phrase in said}
    for entry in codelist(dimension):
        for label in entry.label.as_dict().values():
            found.setdefault(fold(label), (entry.code,))
        crf = entry.columns.get("eurostat_src_crf", "")
        if re.fullmatch(r"CRF[0-9A-Z]+", crf):
            found.setdefault(fold(crf), (entry.code,))
    unsure = words()["unsure"].get(dimension, {})
    return found | {fold(phrase): tuple(codes) for phrase, codes in unsure.items()}


def is_total(text: str) -> bool:
    """Say whether a label says that others are added up."""
    folded = fold(_bare(text))
    if folded in _totals():
        return True
    tokens = folded.split()
    adding = [token for token in tokens if token in _totals() and token not in ("all", "vse", "svi", "sve")]
    return bool(adding) and all(token in _totals() or token in NOISE for token in tokens)


def without_total(text: str) -> str:
    """Take the word for a total off a label that names what is added up: ``Skupaj promet`` is ``promet``."""
    tokens = _bare(text).replace(":", " ").split()
    for end in (slice(1, None), slice(None, -1)):
        rest = tokens[end]
        taken = [token for token in tokens if token not in rest] or tokens[:1]
        if rest and fold(taken[0]) in _totals() and fold(taken[0]) not in ("all", "vse", "svi", "sve"):
            return " ".join(rest)
    return text


@cache
def _totals() -> frozenset[str]:
    return frozenset(fold(word) for word in words()["total"]["words"])


def is_sign(text: str) -> bool:
    """Say whether a text stands for no number: a notation key, a dash, or a sign that many use."""
    token = text.strip()
    return token in ASSUMED or token in codelist("notation_key").codes or token in words()["missing"]


def is_note(text: str) -> bool:
    """Say whether a text below a table is a note to it, such as ``Vir: ARSO`` or ``* ocena``."""
    first = fold(text.partition(":")[0])
    return text.strip()[:1] in "*¹²³†" or (":" in text and first in words()["notes"]["words"])


@lru_cache(maxsize=20_000)
def match(dimension: str, text: str) -> Match | None:
    """Say which code of a dimension a word may be, None where nothing is like it.

    Args:
        dimension: one of `CODED`.
        text: as it stands in a cell or heading, without a unit.
    """
    stripped = text.strip()
    if stripped in codelist(dimension).codes and not stripped.startswith("_"):
        return Match(stripped, True, (stripped,))
    folded = fold(_bare(stripped))
    if not folded:
        return None
    if dimension in ("sector", "carrier", "scope", "gas") and folded in _totals():
        return Match("_T", True, ("_T",))
    exact = phrases(dimension).get(folded) or phrases(dimension).get(fold(stripped))
    if exact:
        return Match(exact[0], len(exact) == 1, exact)
    if dimension == "sector" and (rest := without_total(stripped)) != stripped and not is_total(stripped):
        return _added(dimension, rest)
    return _contained(dimension, folded) or _like(dimension, folded)


def _added(dimension: str, rest: str) -> Match | None:
    """Read ``Skupaj promet`` as what it adds up: the word beside the total, never the total of all."""
    named = match(dimension, rest)
    return Match(named.code, False, named.candidates) if named and named.code and named.code != "_T" else None


def _bare(text: str) -> str:
    """Take off what stands around a word: numbering before it, a footnote's sign behind it, brackets."""
    plain = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", NUMBERING.sub("", text.strip()))
    return (plain if fold(plain) else text).strip(" *†:¹²³")


def _contained(dimension: str, folded: str) -> Match | None:
    """Find the longest phrases that stand within a text; certain where nothing else of weight stands there."""
    held = f" {folded} "
    found = [
        (len(phrase), phrase, codes)
        for phrase, codes in phrases(dimension).items()
        if len(phrase) > 2 and f" {phrase} " in held
    ]
    if not found:
        return None
    found.sort(reverse=True)
    best = found[0]
    candidates = tuple(dict.fromkeys(code for _, _, codes in found for code in codes))
    rest = set(held.replace(f" {best[1]} ", " ").split()) - NOISE
    years = {word for word in rest if re.fullmatch(r"(19|20)\d\d", word)}
    return Match(best[2][0], not rest - years and len(best[2]) == 1, candidates)


def _like(dimension: str, folded: str) -> Match | None:
    """Find phrases that are spelled like a text; never certain."""
    if len(folded) < 4:
        return None
    near = difflib.get_close_matches(folded, phrases(dimension), n=4, cutoff=NEAR)
    if not near:
        return None
    candidates = tuple(dict.fromkeys(code for phrase in near for code in phrases(dimension)[phrase]))
    close = difflib.SequenceMatcher(None, folded, near[0]).ratio() >= CLOSE
    return Match(candidates[0] if close else "", False, candidates)


@lru_cache(maxsize=5_000)
def heading_role(text: str) -> tuple[str, bool]:
    """Say what a heading says of its column, and whether it says nothing else; empty where it says nothing we know."""
    folded = fold(_bare(text))
    for role, said in words()["headings"].items():
        if folded in said:
            return role, True
    held = f" {folded} "
    within = [
        (len(phrase), role)
        for role, said in words()["headings"].items()
        for phrase in said
        if len(phrase) > 3 and f" {phrase} " in held
    ]
    return (max(within)[1], False) if within else ("", False)


def sector_match(text: str) -> Match | None:
    """Read a sector; of land use the sinks are the land itself, whatever else the words say."""
    found = match("sector", text)
    mode = match("mode", text)
    if found is not None and mode is not None and mode.code == SINKS and found.code in (ALL_LAND, LAND_USE):
        return Match(LAND_USE, True, (LAND_USE, ALL_LAND))
    if found is not None and mode is not None and mode.code == SOURCES and found.code == ALL_LAND:
        return Match(ALL_LAND, found.certain or _only_mode_besides(text), found.candidates)
    return found


def _only_mode_besides(text: str) -> bool:
    plain = match("sector", text.partition(":")[0])
    return plain is not None and plain.certain
