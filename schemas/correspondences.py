"""Correspondences of classifications of emissions: GPC, CRF 2013, IPCC 2006, Eurostat's src_crf and the contract's rows.

Each code stands under its scheme: CRF 4 is land use and CRF 5 waste, IPCC 2006 3 is land use and farming and 4 waste.
A correspondence is read as XKOS has it: the source code beside the sum of the target codes. Relations: ``exact``, ``broad``
(the targets are wider than the source), ``narrow`` (they are narrower) and ``partial`` (each has what the other lacks).
Codes are facts of GPC 1.1, decision 24/CP.19, IPCC 2006 table 8.2 and Eurostat; the relations are our reading.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from schemas.codes import CODELISTS, CodeList, codelist
from schemas.errors import SchemaError, UnknownCodeError

SCHEMES: Mapping[str, str] = {
    "gpc": "sector", "crf2013": "crf2013", "ipcc2006": "ipcc2006", "src_crf": "src_crf", "ccc_row": "ccc_row",
}  # fmt: skip
"""Schemes with the code list of each."""

INVERSE: Mapping[str, str] = {"exact": "exact", "broad": "narrow", "narrow": "broad", "partial": "partial"}
HUBS = ("crf2013", "gpc")
"""Schemes through which two others are brought together, the one that loses less first."""

_CATEGORY = re.compile(r"([1-6])(?:\.([A-Z])(?:\.(\d+)(?:\.([a-z])(?:\.(i{1,3}|iv|v|vi))?)?)?)?")
_EUROSTAT = re.compile(r"CRF([1-6])(?:([A-Z])(?:(\d+)(?:([A-Z])([1-6])?)?)?)?")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi")


class CategoryError(SchemaError):
    """Say which text is no category code of the form that has an equivalent."""

    def __init__(self, text: str, expected: str) -> None:
        self.text = text
        super().__init__(f"{text!r} is no category code: expected {expected}")


@dataclass(frozen=True, slots=True)
class Correspondence:
    """That a code stands beside the sum of some codes of another scheme.

    Args:
        relation: ``exact``, ``broad``, ``narrow`` or ``partial``, seen from the source code.
        scope: GPC scope for which it holds, empty where it holds for all.
        valid_from: first year in which it holds, empty where it always did.
        valid_to: last year in which it holds, empty where it still does.
        verified: whether the codes were checked against their publisher's list.
        through: the scheme through which it was found, empty where the table has it.
    """

    from_scheme: str
    from_code: str
    to_scheme: str
    to_codes: tuple[str, ...]
    relation: str
    scope: str = ""
    valid_from: str = ""
    valid_to: str = ""
    verified: bool = True
    note: str = ""
    source: str = ""
    through: str = ""

    def holds_in(self, year: int | None) -> bool:
        """Say whether it holds in a year, or now where no year is meant."""
        if year is None:
            return not self.valid_to
        return int(self.valid_from or year) <= year <= int(self.valid_to or year)

    def seen_from(self, code: str) -> "Correspondence":
        """Give it the other way round, from one of its target codes; a part of a sum is narrower than the whole."""
        relation = INVERSE[self.relation]
        if len(self.to_codes) > 1:
            relation = "broad" if relation in ("exact", "broad") else "partial"
        return replace(
            self, from_scheme=self.to_scheme, from_code=code, to_scheme=self.from_scheme,
            to_codes=(self.from_code,), relation=relation,
        )  # fmt: skip


@cache
def correspondences() -> tuple[Correspondence, ...]:
    """Give all correspondences of the table, those that no longer hold among them."""
    with (CODELISTS / "corr_sectors.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(_correspondence(row) for row in csv.DictReader(lines))


def _correspondence(row: dict[str, str]) -> Correspondence:
    return Correspondence(
        row["from_scheme"], row["from_code"], row["to_scheme"], tuple(row["to_codes"].split("+")), row["relation"],
        row["scope"], row["valid_from"], row["valid_to"], row["verified"] == "yes", row["note"], row["source"],
    )  # fmt: skip


def scheme_codes(scheme: str) -> CodeList:
    """Give the codes of a scheme.

    Raises:
        UnknownCodeError: no scheme has that name.
    """
    if scheme not in SCHEMES:
        raise UnknownCodeError(
            "scheme", scheme, [one for one in SCHEMES if scheme[:3] == one[:3]] or list(SCHEMES)
        )
    return codelist(SCHEMES[scheme])


def correspondence(
    scheme_a: str, code: str, scheme_b: str, at: int | None = None
) -> tuple[Correspondence, ...]:
    """Give what a code corresponds to in another scheme.

    Args:
        scheme_a: scheme of the code, one of `SCHEMES`.
        code: as that scheme writes it.
        scheme_b: scheme that is asked for.
        at: year in which it must hold; now where none is given.

    Returns:
        What the table says, in either direction; else what follows through a third scheme; empty where nothing is known.

    Raises:
        UnknownCodeError: a scheme or the code does not exist; the nearest are named.
    """
    scheme_codes(scheme_a)[code]
    scheme_codes(scheme_b)
    direct = tuple(_direct(scheme_a, code, scheme_b, at))
    if direct or scheme_a == scheme_b:
        return direct
    for hub in HUBS:
        if hub not in (scheme_a, scheme_b):
            found = tuple(dict.fromkeys(_through(hub, scheme_a, code, scheme_b, at)))
            if found:
                return found
    return ()


def _direct(scheme_a: str, code: str, scheme_b: str, at: int | None) -> Iterator[Correspondence]:
    for one in correspondences():
        if not one.holds_in(at):
            continue
        if (one.from_scheme, one.from_code, one.to_scheme) == (scheme_a, code, scheme_b):
            yield one
        elif (one.to_scheme, one.from_scheme) == (scheme_a, scheme_b) and code in one.to_codes:
            yield one.seen_from(code)


def _through(hub: str, scheme_a: str, code: str, scheme_b: str, at: int | None) -> Iterator[Correspondence]:
    """Join two correspondences where the first leads to one code of the hub, or the second begins at each of several."""
    for first in _direct(scheme_a, code, hub, at):
        for choice in _joined(first, scheme_b, at):
            relations = {first.relation, *(second.relation for second in choice)}
            yield replace(
                first, to_scheme=scheme_b, to_codes=tuple(code for second in choice for code in second.to_codes),
                relation=_joint_relation(relations), verified=all(one.verified for one in (first, *choice)),
                scope=first.scope or next((one.scope for one in choice if one.scope), ""), through=hub,
            )  # fmt: skip


def _joined(first: Correspondence, scheme_b: str, at: int | None) -> Iterator[tuple[Correspondence, ...]]:
    seconds = [tuple(_direct(first.to_scheme, code, scheme_b, at)) for code in first.to_codes]
    if len(seconds) == 1:
        yield from ((one,) for one in seconds[0])
    elif all(len(found) == 1 and found[0].relation == "exact" for found in seconds):
        yield tuple(found[0] for found in seconds)


def _joint_relation(relations: set[str]) -> str:
    """Give the relation that follows from several: exact changes nothing, two that pull apart leave an overlap."""
    others = relations - {"exact"}
    if not others:
        return "exact"
    return others.pop() if len(others) == 1 else "partial"


def eurostat_code(category: str) -> str:
    """Give Eurostat's src_crf for a CRF category: ``1.A.3.b.i`` is ``CRF1A3B1``.

    Raises:
        CategoryError: the text is no such category.
    """
    match = _CATEGORY.fullmatch(category)
    if match is None:
        raise CategoryError(category, "e.g. 1.A.3.b.i")
    *parts, roman = match.groups()
    number = str(_ROMAN.index(roman) + 1) if roman else ""
    return "CRF" + "".join(part.upper() for part in parts if part) + number


def category_code(eurostat: str) -> str:
    """Give the CRF category of Eurostat's src_crf: ``CRF1A3B1`` is ``1.A.3.b.i``.

    Raises:
        CategoryError: the code is no category; Eurostat's totals (``TOTX4_MEMO``) have none.
    """
    match = _EUROSTAT.fullmatch(eurostat)
    if match is None:
        raise CategoryError(eurostat, "e.g. CRF1A3B1; totals have no category")
    top, letter, number, small, roman = match.groups()
    parts = [top, letter, number, small.lower() if small else None, _ROMAN[int(roman) - 1] if roman else None]
    return ".".join(part for part in parts if part)
