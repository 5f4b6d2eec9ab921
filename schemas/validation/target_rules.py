"""Rules about targets: the identities of contract table A-2.1, and no residual above the baseline.

A-2.1 prints (1) the baseline, (2) the reduction that is aimed at, (3) the reduction by other plans, (4) the gap, which
is (2) - (3), and (6) the residual, which is (1) - (2). Which of them a figure is, its kind of value says. Figures
belong together that speak of one place, sector, scope, gas, carrier and mode, from one source on one basis; the
baseline lies in an earlier period than the rest. Where several figures could be meant, one that fits is enough.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from schemas.codes import codelist
from schemas.validation.columns import ColumnTable, nowhere
from schemas.validation.ledger import Broken, Ledger, Objection, printed
from schemas.validation.wording import number

GROUP = ("place", "sector", "scope", "gas", "carrier", "mode", "source", "basis")
LEVELS = frozenset(
    {"GHG.TOT", "GHG.NET", "GHG.SEC", "GHG.STAT", "GHG.TRAN", "GHG.WAST", "GHG.IPPU", "GHG.AFOL"}
)
TARGETS = LEVELS | {"GHG.RESID", "GHG.GAP"}
EMISSIONS = "T_CO2E"
SHARE = Fraction(1, 200)
TONNE = 1
MOST_CHOICES = 10
"""Where more figures could be meant, nobody can say which one is."""

POINT = Fraction(1, 2)
"""Percentages are printed as whole numbers: half a point either way."""


def role_of(indicator: str, value_type: str) -> str:
    """Say which column of A-2.1 a figure is, empty where it is none of them."""
    if indicator == "GHG.REDPCT" or value_type == "TGT_PCT":
        return "percent" if value_type in ("TGT_PCT", "TGT") and indicator in (*TARGETS, "GHG.REDPCT") else ""
    if indicator not in TARGETS:
        return ""
    if indicator == "GHG.GAP" and value_type == "PROJ":
        return "others"
    ahead = {"GHG.RESID": "residual", "GHG.GAP": "gap"}
    if indicator in ahead and value_type == "TGT":
        return ahead[indicator]
    return ROLES.get(value_type, "")


ROLES: Mapping[str, str] = {"BASE": "baseline", "TGT_RED": "reduction", "RESID": "residual", "GAP": "gap"}


@dataclass(frozen=True)
class Targets:
    """The figures of a table that A-2.1 would hold, with what they belong to.

    Args:
        rows: their rows in the table.
    """

    table: ColumnTable
    rows: pa.UInt64Array

    @cached_property
    def columns(self) -> pa.Table:
        """Row, group, group and period, and value in t CO2e or percent."""
        periods = self.table.keys(*GROUP, "period").dictionary_encode().indices
        return pa.table(
            {
                "row": self.rows,
                "group": self.table.keys(*GROUP).dictionary_encode().indices.take(self.rows),
                "time": periods.take(self.rows),
            }
        )

    @cached_property
    def values(self) -> Mapping[int, Fraction]:
        """The exact value of each row, in t CO2e or percent."""
        texts = self.table.number("value").texts.take(self.rows).to_pylist()
        units = self.table.text("unit").texts().take(self.rows).to_pylist()
        rows = self.rows.to_pylist()
        return {
            row: Fraction(Decimal(text)) * (factor_of(unit) or 1)
            for row, text, unit in zip(rows, texts, units, strict=True)
        }

    def beside(self, others: "Targets", by: str) -> Mapping[int, list[Fraction]]:
        """Give for each row the values of others that belong to the same group, or group and period.

        Args:
            by: ``group``, or ``time`` for both.
        """
        theirs: dict[int, dict[Fraction, None]] = {}
        for row, key in zip(others.rows.to_pylist(), others.columns[by].to_pylist(), strict=True):
            theirs.setdefault(key, {})[others.values[row]] = None
        mine = zip(self.rows.to_pylist(), self.columns[by].to_pylist(), strict=True)
        few = {key: list(values) for key, values in theirs.items() if len(values) <= MOST_CHOICES}
        return {row: few.get(key, []) for row, key in mine}


def factor_of(unit: str) -> Fraction | None:
    """Give how many t CO2e one of a unit is; None where it measures something else."""
    units = codelist("unit").codes
    if unit not in units or units[unit].columns["dimension"] != units[EMISSIONS].columns["dimension"]:
        return None
    return Fraction(units[unit].columns["factor_to_base"])


def targets(table: ColumnTable, role: str) -> Targets:
    """Give the figures that are one column of A-2.1."""
    of_role = table.where(lambda *words: role_of(*words) == role, "indicator", "value_type")
    unit = table.text("unit")
    fits = (
        unit.where("PC".__eq__) if role == "percent" else unit.where(lambda code: factor_of(code) is not None)
    )
    plain = table.number("value").well
    return Targets(table, pc.indices_nonzero(pc.and_(of_role, pc.and_(fits, plain))))


ROLE_NAMES = ("baseline", "reduction", "others", "gap", "residual", "percent")


def amounts(table: ColumnTable) -> Mapping[int, tuple[str, Decimal]]:
    """Give the column of A-2.1 and the amount, in t CO2e or percent, of each row that is one of its figures."""
    return {
        row: (role, Decimal(value.numerator) / Decimal(value.denominator))
        for role in ROLE_NAMES
        for row, value in targets(table, role).values.items()
    }


@dataclass(frozen=True)
class Sum:
    """What an identity asks of a figure.

    Args:
        wanted: what the figure would be, for each choice of the figures it is made of.
    """

    row: int
    printed: Fraction
    wanted: tuple[Fraction, ...]
    allowed: Callable[[Fraction], Fraction]

    @property
    def holds(self) -> bool:
        """Whether the figure is what it should be, for one choice; true where there is none."""
        most = self.allowed(self.printed)
        return not self.wanted or any(abs(self.printed - one) <= most for one in self.wanted)

    @property
    def nearest(self) -> Fraction:
        """What the figure would be by the choice that comes nearest."""
        return min(self.wanted, key=lambda one: abs(self.printed - one))


def _tonnes(value: Fraction) -> Fraction:
    return max(Fraction(TONNE), SHARE * abs(value))


def _points(_value: Fraction) -> Fraction:
    return POINT


def identities(table: ColumnTable) -> Mapping[int, tuple[str, Sum]]:
    """Give the sum of each residual, gap and percentage that has the figures it is made of, by its row."""
    baselines, reductions, others = (targets(table, role) for role in ("baseline", "reduction", "others"))
    found: dict[int, tuple[str, Sum]] = {}
    for role, allowed in (("residual", _tonnes), ("gap", _tonnes), ("percent", _points)):
        ours = targets(table, role)
        if not len(ours.rows):
            continue
        reduced = ours.beside(reductions, "time")
        other = ours.beside(others, "time") if role == "gap" else ours.beside(baselines, "group")
        for row, value in ours.values.items():
            wanted = tuple(
                _made(role, mine, its)
                for mine in reduced[row]
                for its in other[row]
                if role != "percent" or its
            )
            found[row] = (role, Sum(row, value, wanted, allowed))
    return found


def _made(role: str, reduction: Fraction, other: Fraction) -> Fraction:
    if role == "percent":
        return 100 * reduction / other
    return reduction - other if role == "gap" else other - reduction


def identities_close(ledger: Ledger) -> Broken:
    """H12: gap = reduction - other plans, residual = baseline - reduction, percentage = reduction / baseline."""
    broken = {row: one for row, one in identities(ledger.table).items() if not one[1].holds}

    def say(row: int) -> Objection:
        role, one = broken[row]
        wanted = number(_rounded(one.nearest))
        return Objection(printed(ledger.observation(row)), f"identity.{role}", {"wanted": wanted})

    return Broken(_mask(ledger.table, broken), say)


def residual_below_baseline(ledger: Ledger) -> Broken:
    """H13: what is left is not more than what there was."""
    residuals = targets(ledger.table, "residual")
    beside = residuals.beside(targets(ledger.table, "baseline"), "group")
    broken = {
        row: max(beside[row])
        for row, value in residuals.values.items()
        if beside[row] and value > max(beside[row])
    }

    def say(row: int) -> Objection:
        values = {"baseline": number(_rounded(broken[row]))}
        return Objection(printed(ledger.observation(row)), "residual", values)

    return Broken(_mask(ledger.table, broken), say)


def _rounded(value: Fraction) -> Decimal:
    hundredths = round(value * 100)
    return Decimal(hundredths // 100) if hundredths % 100 == 0 else Decimal(hundredths) / 100


def _mask(table: ColumnTable, rows: Mapping[int, object]) -> pa.BooleanArray:
    if not rows:
        return nowhere(table.rows)
    numbers = pa.array(range(table.rows), pa.uint64())
    return pc.is_in(numbers, pa.array(sorted(rows), pa.uint64()))
