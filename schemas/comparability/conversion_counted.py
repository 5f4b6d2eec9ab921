"""What counts: plants of the emissions trading system, and carbon dioxide of biomass.

Emissions of industrial plants stand in rows of mode ``ETS``, beside the rows that hold them or, where they are left
out, alone.
"""

from collections.abc import Iterator

from schemas.comparability.conversion import CANNOT_SAY, Change, Part, together
from schemas.comparability.factors import BIOGENIC_CO2
from schemas.comparability.figures import NONE, Figure
from schemas.comparability.inventory import PLANTS
from schemas.comparability.outcome import Case
from schemas.comparability.rows import ALL_GASES
from schemas.comparability.scopes import INDUSTRY, INDUSTRY_ENERGY, STATIONARY, WHOLE, children, under

COUNTED, INCLUDED, WITHOUT_INDUSTRY = "COUNTED", "INCL", "EXCL_IND"
BIOGENIC_GAS = "CO2_BIO"


def convert_plants(case: Case, part: Part) -> Change | None:
    """Take industrial plants out, or put them in, where their emissions are told."""
    stated, wanted = case.inventory.basis.ets, case.asked.wants("ets")
    if (stated, wanted) not in ((INCLUDED, WITHOUT_INDUSTRY), (WITHOUT_INDUSTRY, INCLUDED)):
        return None
    sign = -1 if stated == INCLUDED else 1
    return together(
        Change.exactly(sign * figure.value, figure.observations) for figure in _plants(case, part)
    )


def _plants(case: Case, part: Part) -> Iterator[Figure]:
    """Read the plants of a part: of industry's processes, and of its energy."""
    moved = {source for source, target in case.inventory.moves.items() if target in part.codes}
    for top in (INDUSTRY, INDUSTRY_ENERGY):
        whole = part.is_sector and WHOLE in part.codes
        if whole or not part.codes.isdisjoint(_around(top)) or top in moved:
            yield from _printed(case, part, top)


def _around(sector: str) -> frozenset[str]:
    return under(sector) | ({STATIONARY} if sector == INDUSTRY_ENERGY else frozenset())


def _printed(case: Case, part: Part, sector: str) -> Iterator[Figure]:
    if part.is_sector and not part.codes.isdisjoint(under(sector)):
        sector = next(iter(part.codes))
    figure = case.inventory.sector(sector, part.scopes, PLANTS)
    if figure is not None:
        yield figure
        return
    for child in children().get(sector, ()):
        yield from _printed(case, Part(part.codes, part.scopes, part.figure), child)


def convert_biogenic(case: Case, part: Part) -> Change | None:
    """Take carbon dioxide of biomass out where it was counted: as printed by gas, else bounded by its energy."""
    if case.inventory.basis.biogenic != COUNTED or case.asked.wants("biogenic") != "ZERO":
        return None
    if case.head is None and any(seen.observation.key.gas not in ALL_GASES for seen in case.apart.rows):
        return None  # added up gas by gas, without the memo of biomass
    printed = case.apart.gases.get(BIOGENIC_GAS)
    if printed is not None:
        figure = part.of(printed)
        return None if figure is None else Change.exactly(-figure.value, figure.observations)
    if not case.apart.used:
        return CANNOT_SAY
    most = together(_burnt(case, part))
    return None if most is None else Change.between(-min(most.delta, abs(part.figure.value)), NONE, NONE)


def _burnt(case: Case, part: Part) -> Iterator[Change]:
    for carrier, factor in BIOGENIC_CO2.items():
        used = part.of(case.apart.used[carrier]) if carrier in case.apart.used else None
        if used is not None:
            yield Change.exactly(used.value * factor, used.observations)
