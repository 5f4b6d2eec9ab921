"""Whether an inventory's printed total holds land use: told by which reading of its rows closes."""

from collections.abc import Sequence
from dataclasses import replace

from connectors.numbers import Locale
from connectors.proposal.decisions import Decision
from connectors.proposal.drafts import Draft, among, equals, unequal
from connectors.proposal.figures_said import FigureGroup
from connectors.proposal.naming import BY_SECTOR, GROSS, NET
from connectors.proposal.rows_said import RowWords
from connectors.proposal.sums import Addition, added_up
from connectors.proposal.vocabulary import LAND_USE
from schemas.messages import Message

KEY = "indicator_of_total"


def total_indicator(
    found: Sequence[tuple[Addition, ...]], sectors: RowWords | None, locale: Locale
) -> Decision:
    """Decide between the total with land use and the one without it."""
    has_land = sectors is not None and LAND_USE in sectors.codes.values()
    if not has_land:
        return Decision(KEY, "guess", GROSS, Message("proposal.why.no-land"), (NET,))
    closing = [_closing(readings, locale) for readings in found if readings[0].over == "sector"]
    with_land = sum(any(some[:-1]) and not some[-1] for some in closing if len(some) > 1)
    without = sum(some[-1] and not any(some[:-1]) for some in closing if len(some) > 1)
    if with_land > without:
        return Decision(
            KEY, "certain", NET, Message("proposal.why.with-land", {"count": with_land}), (GROSS,)
        )
    if without:
        return Decision(
            KEY, "certain", GROSS, Message("proposal.why.without-land", {"count": without}), (NET,)
        )
    return Decision(KEY, "guess", NET, Message("proposal.why.land-unsure"), (GROSS,))


def _closing(readings: Sequence[Addition], locale: Locale) -> list[bool]:
    """Say of each reading of a total whether it closes; the last one leaves land use aside."""
    lines = [added_up(one, locale) for one in readings]
    return [line is not None and line.closes for line in lines]


def with_totals(
    draft: Draft,
    group: FigureGroup,
    sectors: RowWords | None,
    found: Sequence[tuple[Addition, ...]],
    locale: Locale,
) -> tuple[list[Draft], list[Decision]]:
    """Part an inventory's cells from its total, which is an indicator of its own.

    Args:
        draft: the mapping of both.
        group: the columns that it reads.
        sectors: what its rows say of sectors.
        found: the table's totals.
        locale: how its numbers are written.
    """
    if draft.indicator != BY_SECTOR:
        return [draft], []
    if sectors is not None and sectors.totals:
        decision = total_indicator(found, sectors, locale)
        return _parted_rows(draft, sectors, decision.value), [decision]
    totals = [column.name for column in group.columns if column.total and "sector" not in column.says]
    if draft.unpivot is None or "sector" not in group.parts or not totals:
        return [draft], []
    decision = total_indicator(found, None, locale)
    return _parted_columns(draft, totals, decision.value), [decision]


def _parted_rows(draft: Draft, sectors: RowWords, indicator: str) -> list[Draft]:
    name, totals = sectors.look.name, sectors.totals
    columns = {key: told for key, told in draft.columns.items() if key not in ("sector", "mode")}
    apart = replace(
        draft,
        indicator=indicator,
        columns=columns,
        constants={**draft.constants, "sector": "_T"},
        conditions=[*draft.conditions, among(name, totals) if len(totals) > 1 else equals(name, totals[0])],
    )
    draft.conditions.append(
        among(name, totals, negated=True) if len(totals) > 1 else unequal(name, totals[0])
    )
    return [draft, apart]


def _parted_columns(draft: Draft, totals: Sequence[str], indicator: str) -> list[Draft]:
    assert draft.unpivot is not None  # asked before
    into, names = draft.unpivot["into"], draft.unpivot["columns"]
    apart = replace(draft, indicator=indicator, unpivot={**draft.unpivot, "columns": list(totals)})
    draft.unpivot = {**draft.unpivot, "columns": [name for name in names if name not in totals], "into": into}
    return [draft, apart]
