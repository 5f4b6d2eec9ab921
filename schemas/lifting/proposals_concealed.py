"""Proposals about what rows conceal: cells without a number or counted elsewhere, gases and scopes not told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from schemas.comparability.concealed import NO_SCOPE, elsewhere, filed_under_no_scope, not_told
from schemas.comparability.dimension_gases import gases_missing
from schemas.comparability.evidence import Evidence
from schemas.comparability.pair import Pair
from schemas.comparability.reasons import Reason
from schemas.comparability.scopes import in_order
from schemas.comparability.side import Side
from schemas.comparability.wording import labels
from schemas.lifting.datum import Datum
from schemas.lifting.holding import holder
from schemas.lifting.proposals_basis import of_attribute
from schemas.lifting.stand import Stand, named, row_key, table_form, which
from schemas.lifting.supply import Added, Rewritten, Supply, Which, supplied_row
from schemas.observations import SeriesKey

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Numbered:
    """Rows of some sectors that hold no number, and then do: a stand-in of nothing.

    Args:
        which: the rows of a place's source and period.
        sectors: cl_sector.csv.
    """

    which: Which
    sectors: frozenset[str]

    def to(self, evidence: Evidence) -> Evidence:
        """Give them a number."""
        found = tuple(
            replace(
                stored,
                observation=replace(
                    stored.observation, value=NOTHING, notation_key="", obs_status="A", included_in=""
                ),
            )
            if stored.observation.value is None
            and stored.observation.key.sector in self.sectors
            and self.which.holds(stored)
            else stored
            for stored in evidence.observations
        )
        return replace(evidence, observations=found)


def told_apart(stand: Stand, pair: Pair, reason: Reason) -> Iterator[Datum]:
    """Propose numbers under their own names for what is not estimated, not shown, or included elsewhere."""
    for side in pair.sides:
        sectors = in_order(frozenset(not_told(side)) | frozenset(elsewhere(side)))
        if sectors:
            keys = [row_key(side, sector, "_T") for sector in sectors]
            change = Numbered(which(side), frozenset(sectors))
            yield _datum(side, "told_apart", reason, change, sectors, keys)


def scope_told(side: Side, reason: Reason) -> Iterator[Datum]:
    """Propose the emission scopes of rows that do not say theirs."""
    if filed_under_no_scope(side):
        cells = in_order(side.held)
        keys = [row_key(side, cell, scope) for cell in cells for scope in ("S1", "S2", "S3")]
        change = Rewritten(which(side), key={"scope": "S1"}, only=("scope", frozenset({NO_SCOPE})))
        yield _datum(side, "scope_told", reason, change, cells, keys)


def gases(stand: Stand, pair: Pair, reason: Reason) -> Iterator[Datum]:
    """Propose the gases that a figure added up gas by gas lacks, else another statement of what it holds."""
    lacking = [side for side in pair.sides if gases_missing(side)]
    for side in lacking:
        keys = [
            replace(row_key(side, cell, scope), gas=gas)
            for cell in in_order(side.held)
            for scope in sorted(side.counted.get(cell) or {"S1"})
            for gas in gases_missing(side)
        ]
        rows = tuple(supplied_row(key, NOTHING, f"gas {key.gas} {side.place.code}") for key in keys)
        datum = _datum(side, "gases_told", reason, Added(rows), (), keys)
        values = named(side, gases=labels("gas", gases_missing(side)))
        yield replace(datum, values=values)
    if not lacking:
        yield from of_attribute(stand, pair, reason, "gas_group")


def _datum(
    side: Side, need: str, reason: Reason, change: Supply, cells: Sequence[str], keys: Sequence[SeriesKey]
) -> Datum:
    return Datum(
        id=f"{need}.{side.place.code}.{side.period}",
        need=need,
        places=frozenset({side.place.code}),
        holder=holder("inventory", side.place),
        values=named(side, cells=labels("sector", cells)),
        dimensions=frozenset({reason.dimension}),
        supplies=(change,),
        form=table_form(keys),
        period=side.period,
        unit=side.asked.measure.base_unit,
    )
