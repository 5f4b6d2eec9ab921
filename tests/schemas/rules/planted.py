"""Defects as people make them, each put into one cell, or few, of rows that were right."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from schemas.basis import Basis
from schemas.observations import Observation
from tests.schemas.rules.spelling import spelled

Rows = list[Observation]
CARBON = Decimal(44) / Decimal(12)
TIMES: Mapping[str, Decimal] = {
    "x10": Decimal(10), "/10": Decimal("0.1"), "x1000": Decimal(1000), "/1000": Decimal("0.001"),
    "x3.6": Decimal("3.6"), "/3.6": 1 / Decimal("3.6"), "x11.63": Decimal("11.63"), "x44/12": CARBON,
    "/(44/12)": 1 / CARBON,
}  # fmt: skip


@dataclass(frozen=True)
class Planted:
    """Rows with a defect.

    Args:
        rows: all rows, spoiled ones among them.
        cells: where the defect stands.
        bases: the bases, where they are part of it.
    """

    rows: Rows
    cells: tuple[str, ...]
    bases: Mapping[str, Basis]


Bases = Mapping[str, Basis]
Plant = Callable[[Rows, Bases, Random], Planted | None]


def printing(row: Observation, value: Decimal) -> Observation:
    """Print another number in a cell, rounded as the one before."""
    exponent = (row.value or Decimal(0)).as_tuple().exponent
    places = Decimal(1).scaleb(exponent if isinstance(exponent, int) and value == value.to_integral() else -3)
    shown = value.quantize(max(places, Decimal("0.001")))
    return replace(row, value=shown, raw_value=spelled(shown))


def _measured(row: Observation) -> bool:
    """Say whether a cell holds energy or emissions of a size that matters."""
    return row.key.indicator in ("EN.FEC", "GHG.SEC", "GHG.TOT") and (row.value or 0) >= 500


def _one(rows: Rows, chance: Random, fits: Callable[[Observation], bool]) -> int | None:
    found = [number for number, row in enumerate(rows) if fits(row)]
    return chance.choice(found) if found else None


def _put(rows: Rows, at: int, row: Observation, bases: Bases) -> Planted | None:
    if row.value == rows[at].value and row.key == rows[at].key and row.raw_unit == rows[at].raw_unit:
        return None
    return Planted([*rows[:at], row, *rows[at + 1 :]], (rows[at].source_cell,), bases)


def numbers(change: Callable[[Observation, Random], Decimal | None]) -> Plant:
    """Make a defect of one number."""

    def plant(rows: Rows, bases: Bases, chance: Random) -> Planted | None:
        at = _one(rows, chance, _measured)
        value = None if at is None else change(rows[at], chance)
        return None if at is None or value is None else _put(rows, at, printing(rows[at], value), bases)

    return plant


def times(by: Decimal) -> Plant:
    return numbers(lambda row, chance: (row.value or Decimal(0)) * by)


def _text(row: Observation) -> str:
    return format(row.value or Decimal(0), "f")


def _transposed(row: Observation, chance: Random) -> Decimal | None:
    text = _text(row)
    spots = [
        at for at in range(min(4, len(text) - 1)) if text[at : at + 2].isdigit() and text[at] != text[at + 1]
    ]
    if not spots:
        return None
    at = chance.choice(spots)
    return Decimal(text[:at] + text[at + 1] + text[at] + text[at + 2 :])


def _dropped(row: Observation, chance: Random) -> Decimal | None:
    whole, mark, rest = _text(row).partition(".")
    at = chance.randrange(len(whole))
    return Decimal(whole[:at] + whole[at + 1 :] + mark + rest) if len(whole) > 1 else None


def _doubled(row: Observation, chance: Random) -> Decimal | None:
    whole, mark, rest = _text(row).partition(".")
    at = chance.randrange(len(whole))
    return Decimal(whole[: at + 1] + whole[at:] + mark + rest)


def _wrong_sign(row: Observation, chance: Random) -> Decimal | None:
    return -(row.value or Decimal(0))


def _as_year(row: Observation, chance: Random) -> Decimal | None:
    """A date as a spreadsheet keeps it, or the year."""
    return Decimal(chance.choice([43101, 43465, int(row.key.period)]))


def misread(rows: Rows, bases: Bases, chance: Random) -> Planted | None:
    """13.362,67 read as 13.362; the text stays what it was."""
    at = _one(rows, chance, lambda row: _measured(row) and (row.value or 0) >= 1000)
    if at is None:
        return None
    thousand = (rows[at].value or Decimal(0)) / 1000
    shown = thousand.quantize(Decimal("0.001"))
    return _put(rows, at, replace(rows[at], value=shown, raw_value=format(shown, "f")), bases)


def copied(taken: str, into: str) -> Plant:
    """Print a number of one indicator in the cell of another, of the same sector."""

    def plant(rows: Rows, bases: Bases, chance: Random) -> Planted | None:
        pairs = [
            (row.value, at)
            for row in rows
            if row.key.indicator == taken and (row.value or 0) >= 500
            for at, other in enumerate(rows)
            if other.key.indicator == into
            and other.key.period == row.key.period
            and (other.key.sector == row.key.sector or row.key.sector.startswith(f"{other.key.sector}."))
            and row.key.carrier in (other.key.carrier, *(() if other.key.carrier != "_T" else ("ELEC",)))
            and (other.value or 0) > 0
        ]
        if not pairs:
            return None
        value, at = chance.choice(pairs)
        return _put(rows, at, replace(printing(rows[at], value or Decimal(0)), value=value), bases)

    return plant


def swapped(rows: Rows, bases: Bases, chance: Random) -> Planted | None:
    """Two cells of one table in each other's place."""
    one = _one(rows, chance, lambda row: _measured(row) and row.key.sector != "_T")
    if one is None:
        return None
    key, sheet = rows[one].key, rows[one].source_cell.partition("!")[0]
    other = _one(
        rows,
        chance,
        lambda row: (
            _measured(row)
            and row.key.indicator == key.indicator
            and row.source_cell.startswith(sheet)
            and row.key.sector != "_T"
            and abs((row.value or Decimal(0)) / (rows[one].value or Decimal(1)) - 1) > Decimal("0.1")
        ),
    )
    if other is None:
        return None
    changed = list(rows)
    changed[one] = replace(printing(rows[one], rows[other].value or Decimal(0)), value=rows[other].value)
    changed[other] = replace(printing(rows[other], rows[one].value or Decimal(0)), value=rows[one].value)
    return Planted(changed, (rows[one].source_cell, rows[other].source_cell), bases)


def without_a_row(rows: Rows, bases: Bases, chance: Random) -> Planted | None:
    """A total that forgets one of its rows."""
    at = _one(rows, chance, lambda row: row.key.indicator == "GHG.TOT" and row.key.value_type == "ACT")
    if at is None:
        return None
    key = rows[at].key
    part = _one(
        rows,
        chance,
        lambda row: (
            row.key.indicator == "GHG.SEC"
            and (row.key.period, row.key.scope, row.key.carrier) == (key.period, key.scope, key.carrier)
            and (row.value or 0) >= (rows[at].value or 0) / 100
        ),
    )
    if part is None:
        return None
    less = (rows[at].value or Decimal(0)) - (rows[part].value or Decimal(0))
    return _put(rows, at, printing(rows[at], less), bases)


def of_another_year(rows: Rows, bases: Bases, chance: Random) -> Planted | None:
    """A number copied from the same cell of another year."""
    pairs = [
        (row, at)
        for row in rows
        if _measured(row) and (row.value or 0) >= 10_000
        for at, other in enumerate(rows)
        if other.key != row.key and replace(other.key, period=row.key.period) == row.key
    ]
    if not pairs:
        return None
    row, at = chance.choice(pairs)
    changed = replace(rows[at], value=row.value, raw_value=row.raw_value)
    return _put(rows, at, changed, bases)


def stale_year(rows: Rows, bases: Bases, chance: Random) -> Planted | None:
    """A whole year that repeats the figures of the year before."""
    years = sorted({row.key.period for row in rows if _measured(row) and row.key.value_type == "ACT"})
    if len(years) < 2:
        return None
    before, year = years[-2], years[-1]
    old = {replace(row.key, period=""): row for row in rows if row.key.period == before}
    changed, cells = list(rows), []
    for at, row in enumerate(rows):
        same = old.get(replace(row.key, period=""))
        if row.key.period == year and same is not None and row.key.indicator != "CX.POP":
            changed[at] = replace(row, value=same.value, raw_value=same.raw_value)
            cells.append(row.source_cell)
    return Planted(changed, tuple(cells), bases) if cells else None


def keyed(change: Mapping[str, str], fits: Callable[[Observation], bool]) -> Plant:
    """File a row under other dimensions."""

    def plant(rows: Rows, bases: Bases, chance: Random) -> Planted | None:
        at = _one(rows, chance, lambda row: fits(row) and (row.value or 0) >= 500)
        if at is None:
            return None
        return _put(rows, at, replace(rows[at], key=replace(rows[at].key, **change)), bases)

    return plant


def labelled(rows: Rows, bases: Bases, chance: Random) -> Planted | None:
    """All gases under a label of CO2."""
    at = _one(rows, chance, lambda row: row.raw_unit == "t CO2e")
    return None if at is None else _put(rows, at, replace(rows[at], raw_unit="t CO2"), bases)


def two_warming_potentials(rows: Rows, bases: Bases, chance: Random) -> Planted | None:
    """The last year made with other warming potentials than those before."""
    years = sorted(
        {
            row.key.period
            for row in rows
            if row.key.indicator.startswith("GHG.") and row.key.value_type == "ACT"
        }
    )
    if len(years) < 2:
        return None
    (name, basis), *_ = bases.items()
    other = replace(basis, id=f"{name}-later", gwp_set="AR4")
    changed = [
        replace(row, key=replace(row.key, basis=other.id)) if row.key.period == years[-1] else row
        for row in rows
    ]
    cells = tuple(row.source_cell for row in changed if row.key.basis == other.id)
    return Planted(changed, cells, {**bases, other.id: other})


def factor(by: Callable[[Observation, Random], Decimal | None]) -> Plant:
    """Emissions of a carrier worked out with another factor: one cell of a table by carriers, its sums following."""

    def plant(rows: Rows, bases: Bases, chance: Random) -> Planted | None:
        at = _one(
            rows,
            chance,
            lambda row: (
                row.key.indicator == "GHG.SEC"
                and row.key.carrier in ("NG", "LFO", "DIESEL", "PETROL", "ELEC")
                and _measured(row)
                and by(row, Random(1)) is not None
            ),
        )
        if at is None:
            return None
        other = by(rows[at], chance)
        if other is None:
            return None
        more = (rows[at].value or Decimal(0)) * (other - 1)
        changed = list(rows)
        key = rows[at].key
        for number, row in enumerate(rows):
            own = row.key
            holds = own.sector in (key.sector, "_T") and own.carrier in (key.carrier, "_T")
            if (
                holds
                and own.indicator in ("GHG.SEC", "GHG.TOT")
                and (own.period, own.scope) == (key.period, key.scope)
            ):
                changed[number] = printing(row, (row.value or Decimal(0)) + more)
        return Planted(changed, (rows[at].source_cell,), bases)

    return plant


def stated(by: Callable[[Observation, Random], Decimal | None]) -> Plant:
    """A factor that is stated wrongly."""

    def plant(rows: Rows, bases: Bases, chance: Random) -> Planted | None:
        at = _one(rows, chance, lambda row: ".EF" in row.key.indicator and by(row, Random(1)) is not None)
        value = None if at is None else by(rows[at], chance)
        if at is None or value is None:
            return None
        shown = value.quantize(Decimal("0.0001"))
        return _put(rows, at, replace(rows[at], value=shown, raw_value=format(shown, "f")), bases)

    return plant


def of_kind(value_type: str, change: Callable[[Rows, Observation], Decimal | None]) -> Plant:
    """Spoil a number of table A-2.1."""

    def plant(rows: Rows, bases: Bases, chance: Random) -> Planted | None:
        at = _one(rows, chance, lambda row: row.key.value_type == value_type and row.key.unit == "T_CO2E")
        value = None if at is None else change(rows, rows[at])
        return None if at is None or value is None else _put(rows, at, printing(rows[at], value), bases)

    return plant


def percentage(value: Decimal) -> Plant:
    """Print another percentage in table A-2.1."""

    def plant(rows: Rows, bases: Bases, chance: Random) -> Planted | None:
        at = _one(rows, chance, lambda row: row.key.value_type == "TGT_PCT")
        return (
            None
            if at is None
            else _put(rows, at, replace(rows[at], value=value, raw_value=str(value)), bases)
        )

    return plant


def _number_of(value_type: str) -> Callable[[Rows, Observation], Decimal | None]:
    return lambda rows, row: next((one.value for one in rows if one.key.value_type == value_type), None)


def level_for_reduction(rows: Rows, bases: Bases, chance: Random) -> Planted | None:
    """A reduction printed as the level of the target year."""
    cut = next((row for row in rows if row.key.value_type == "TGT_RED"), None)
    if cut is None:
        return None
    level = replace(cut, key=replace(cut.key, value_type="TGT"), source_cell="B-3.1!C3")
    return Planted([*rows, level], ("B-3.1!C3",), bases)


def part_greater(rows: Rows, bases: Bases, chance: Random) -> Planted | None:
    """A part of a sector printed beside it, and greater than it."""
    at = _one(
        rows,
        chance,
        lambda row: row.key.sector in ("I", "II") and row.key.indicator == "GHG.SEC" and _measured(row),
    )
    if at is None:
        return None
    part = replace(
        printing(rows[at], (rows[at].value or Decimal(0)) * Decimal("1.2")),
        key=replace(rows[at].key, sector=f"{rows[at].key.sector}.1"), source_cell="A-1.4!C5",
    )  # fmt: skip
    return Planted([*rows, part], ("A-1.4!C5", rows[at].source_cell), bases)


def people(by: str) -> Plant:
    def plant(rows: Rows, bases: Bases, chance: Random) -> Planted | None:
        at = _one(rows, chance, lambda row: row.key.indicator == "CX.POP")
        return (
            None
            if at is None
            else _put(rows, at, printing(rows[at], (rows[at].value or Decimal(0)) * Decimal(by)), bases)
        )

    return plant


def everywhere(indicator: str, by: str) -> Plant:
    """Every year of an indicator off by the same."""

    def plant(rows: Rows, bases: Bases, chance: Random) -> Planted | None:
        changed = [
            printing(row, (row.value or Decimal(0)) * Decimal(by)) if row.key.indicator == indicator else row
            for row in rows
        ]
        cells = tuple(row.source_cell for row in rows if row.key.indicator == indicator)
        return Planted(changed, cells, bases) if cells else None

    return plant


def twice(rows: Rows, bases: Bases, chance: Random) -> Planted | None:
    """One fact in two units with the same number."""
    at = _one(rows, chance, lambda row: row.key.indicator == "GHG.TOT" and (row.value or 0) >= 10_000)
    if at is None:
        return None
    other = replace(
        rows[at], value=(rows[at].value or Decimal(0)) * 1000, published_value=rows[at].value, published_unit="KT_CO2E",
        source_cell="Text!1", raw_unit="kt CO2e",
    )  # fmt: skip
    return Planted([*rows, other], ("Text!1", rows[at].source_cell), bases)


def negative(rows: Rows, bases: Bases, chance: Random) -> Planted | None:
    at = _one(rows, chance, lambda row: row.key.indicator == "EN.FEC" and (row.value or 0) >= 500)
    return None if at is None else _put(rows, at, printing(rows[at], -(rows[at].value or Decimal(0))), bases)


ANOTHER = {"NG": "DIESEL", "LFO": "NG", "DIESEL": "NG", "PETROL": "LPG", "LPG": "DIESEL"}
USUAL = {"NG": "0.202", "LFO": "0.267", "DIESEL": "0.267", "PETROL": "0.249", "LPG": "0.227"}


def _another(row: Observation, chance: Random) -> Decimal | None:
    other = ANOTHER.get(row.key.carrier)
    return None if other is None else Decimal(USUAL[other]) / Decimal(USUAL[row.key.carrier])


def _gross(row: Observation, chance: Random) -> Decimal | None:
    return 1 / Decimal("1.108") if row.key.carrier == "NG" else None


def _market(row: Observation, chance: Random) -> Decimal | None:
    return Decimal(0) if row.key.carrier == "ELEC" else None


def _of_factor(
    by: Callable[[Observation, Random], Decimal | None],
) -> Callable[[Observation, Random], Decimal | None]:
    def change(row: Observation, chance: Random) -> Decimal | None:
        times_by = by(row, chance)
        return None if times_by is None else (row.value or Decimal(0)) * times_by

    return change


PLANTS: Mapping[str, Plant] = {
    **{f"a number {name}": times(by) for name, by in TIMES.items()},
    "digits transposed": numbers(_transposed),
    "a digit dropped": numbers(_dropped),
    "a digit doubled": numbers(_doubled),
    "a wrong sign": numbers(_wrong_sign),
    "a date or year for a number": numbers(_as_year),
    "the decimal comma read as thousands": misread,
    "MWh copied as tonnes": copied("EN.FEC", "GHG.SEC"),
    "tonnes copied as MWh": copied("GHG.SEC", "EN.FEC"),
    "two cells swapped": swapped,
    "a total without a row": without_a_row,
    "a cell of another year": of_another_year,
    "a year that repeats another": stale_year,
    "scope 2 under scope 1": keyed(
        {"scope": "S1"}, lambda row: row.key.indicator == "EN.FEC" and row.key.scope == "S2"
    ),
    "fuel under IPPU": keyed(
        {"sector": "IV"}, lambda row: row.key.indicator == "EN.FEC" and row.key.carrier in USUAL
    ),
    "all gases labelled CO2": labelled,
    "two sets of warming potentials": two_warming_potentials,
    "another fuel's factor applied": factor(_another),
    "gas by gross calorific value": factor(_gross),
    "green power in a location-based inventory": factor(_market),
    "another fuel's factor stated": stated(_of_factor(_another)),
    "a gross factor stated": stated(_of_factor(_gross)),
    "a factor stated in kg": stated(
        lambda row, chance: (row.value or Decimal(0)) * 1000 if row.value else None
    ),
    "the reduction printed as residual": of_kind("RESID", _number_of("TGT_RED")),
    "the residual printed as reduction": of_kind("TGT_RED", _number_of("RESID")),
    "a level that is the reduction": level_for_reduction,
    "a residual that is off": of_kind("RESID", lambda rows, row: (row.value or Decimal(0)) * Decimal("1.1")),
    "the share left printed as the reduction": percentage(Decimal(20)),
    "a percentage that is off": percentage(Decimal(75)),
    "another baseline": of_kind("BASE", lambda rows, row: (row.value or Decimal(0)) * Decimal("1.04")),
    "a gap above the reduction": of_kind("GAP", lambda rows, row: (row.value or Decimal(0)) * Decimal("1.6")),
    "a part greater than its sector": part_greater,
    "one number in two units": twice,
    "negative energy": negative,
    "one year's people x10": people("10"),
    "one year's people x2": people("2"),
    "all years' people x10": everywhere("CX.POP", "10"),
    "all totals x1000": everywhere("GHG.TOT", "1000"),
    "all energy /3.6": everywhere("EN.FEC", "0.27777777778"),
    "all emissions x44/12": everywhere("GHG.TOT", "3.6666666667"),
}
