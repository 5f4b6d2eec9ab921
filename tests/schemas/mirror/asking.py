"""Rows, bases and tellers for mirrors, and the mirror itself, in as few words as a test needs."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from schemas.basis import Basis
from schemas.comparability.evidence import LicenceLine
from schemas.languages import Text
from schemas.mirror.mirror import Mirror, MirrorQuestion, mirror
from schemas.mirror.seen import Gathered, Override, Seen, Teller
from schemas.mirror.serialise import to_dict
from schemas.places import shipped_places
from tests.fakes.inventories import observe

START = datetime(2026, 1, 1, tzinfo=UTC)
STATE = Basis(
    id="", accounting="TERR", gas_group="CO2E", gwp_set="AR5", ef_basis="NAT", lulucf="EX", ets="INCL",
    boundary="COUNTRY", waste="TREATED", industry_energy="I", method="MIX",
)  # fmt: skip
MODEL = replace(STATE, ef_basis="STD_GHG", method="MODEL_BU")


def seen(
    source: str,
    value: str,
    *,
    indicator: str = "GHG.TOT",
    place: str = "SI",
    period: str = "2021",
    unit: str = "T_CO2E",
    days: int = 0,
    replaced: int | None = None,
    example: bool = False,
    printed: tuple[str, str] | None = None,
    **where: str,
) -> Seen:
    """Make a row; its basis is called as its source unless told otherwise."""
    told = {"basis": source, "scope": "S1", **where}
    stored = observe(
        indicator, place, period, value, source=source, unit=unit, printed=printed, example=example,
        release=f"r{days}", where=told,
    )  # fmt: skip
    until = None if replaced is None else START + timedelta(days=replaced)
    return Seen(stored, START + timedelta(days=days), until)


def teller(source: str, **told: Any) -> Teller:
    """Make who tells; everything by source's name unless told otherwise."""
    given = {
        "title": Text.of(source),
        "owner": source,
        "licence": LicenceLine(f"licence of {source}", source),
    }
    return Teller(source, **{**given, **told})


def gathered(
    rows: Iterable[Seen],
    bases: Mapping[str, Basis],
    tellers: Mapping[str, Teller] | None = None,
    override: Override | None = None,
) -> Gathered:
    """Gather rows; a source without a teller has one of its name."""
    told = list(rows)
    sources = {one.stored.observation.key.source for one in told}
    known = {source: teller(source) for source in sources} | dict(tellers or {})
    named = {name: replace(basis, id=name) for name, basis in bases.items()}
    return Gathered(told, named, shipped_places(), known, override)


def ask(evidence: Gathered, place: str = "SI", indicator: str = "GHG.TOT", **asked: str) -> Mirror:
    """Ask for a mirror."""
    return mirror(MirrorQuestion(place, indicator, asked.pop("period", "2021"), **asked), evidence)


def told(answer: Mirror) -> dict[str, Any]:  # JSON values
    """Give an answer as the API does, in English."""
    return to_dict(answer, "en")


def parts(answer: Mirror, source: str) -> list[tuple[str, str, Decimal | None]]:
    """Give part, how and amount of a source's difference; what only bases state is left out."""
    line = next(line for line in answer.lines if line.entry.key.source == source and line.difference)
    assert line.difference is not None
    return [(part.part, part.how, part.amount) for part in line.difference.parts if part.part in TAKEN_APART]


TAKEN_APART = ("year", "definition", "scope", "gas", "gwp_set", "revision", "unit", "rounding")


def residual(answer: Mirror, source: str) -> Decimal | None:
    """Give what is left of a source's difference."""
    line = next(line for line in answer.lines if line.entry.key.source == source and line.difference)
    assert line.difference is not None
    return line.difference.residual
