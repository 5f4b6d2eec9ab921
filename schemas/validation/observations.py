"""Checking observations: the observation's shape by column, then the hard rules of the rule table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import pyarrow as pa

from schemas.basis import ATTRIBUTES, Basis
from schemas.codes import FILES, codelist
from schemas.findings import Finding, Location
from schemas.indicators import Indicator, indicators
from schemas.messages import Message
from schemas.observations import Observation
from schemas.places import Place
from schemas.validation.columns import Cell, ColumnTable, row_numbers, table_of
from schemas.validation.compiled import ColumnCheck, Failures, compiled, failures
from schemas.validation.hard_rules import BESIDE_OTHERS, HARD_RULES
from schemas.validation.ledger import Broken, HardRule, Ledger, nearest
from schemas.validation.observation_table import NUMBER_COLUMNS, arrow_table, observation_table
from schemas.validation.shapes import OGL, PropertyShape
from schemas.validation.wording import spoken

NOTHING = "—"
OBSERVATION = "http://purl.org/linked-data/cube#Observation"
BASIS = f"{OGL}Basis"
BASIS_NUMBERS = frozenset({"elec_factor"})


@dataclass(frozen=True)
class Checked:
    """What is wrong with a table of observations; findings are worded when they are asked for.

    Args:
        shape: what breaks the shape, in the order of the shape.
        rules: what breaks each hard rule, in the order of the rule table.
    """

    ledger: Ledger
    shape: Sequence[Failures]
    rules: Sequence[tuple[HardRule, Broken, pa.UInt64Array]]

    @property
    def conforms(self) -> bool:
        """Whether no row is refused."""
        refused = [one for one in self.shape if one.shape.severity == "violation"]
        return not refused and all(rule.severity != "violation" for rule, _, _ in self.rules)

    def counts(self) -> dict[str, int]:
        """Count the failures by rule; a cell that breaks two constraints of a shape counts once for each."""
        found: dict[str, int] = {}
        for failed in self.shape:
            found[failed.shape.rule] = found.get(failed.shape.rule, 0) + len(failed.rows)
        for rule, _, rows in self.rules:
            found[rule.id] = found.get(rule.id, 0) + len(rows)
        return found

    def rows(self) -> list[int]:
        """Give the rows about which there is anything to say, counted from 0."""
        found = [one.rows for one in self.shape] + [rows for _, _, rows in self.rules]
        return sorted({row for rows in found for row in rows.to_pylist()})

    def findings(self, most: int | None = None) -> list[Finding]:
        """Word what was found.

        Args:
            most: findings that are worded at most; all where None.

        Returns:
            What breaks the shape, by row; then what breaks each rule, in the order of the rule table.
        """
        return list(islice(self._worded(), most))

    def _worded(self) -> Iterator[Finding]:
        for row, failed in _one_a_cell(self.shape):
            key = self.ledger.observation(row).key
            value = self.ledger.table.cell(row, failed.shape.column)
            where = self.ledger.where(row)
            yield _finding(failed, value, where, subject=key.canonical(), place=key.place)
        for rule, broken, rows in self.rules:
            for row in rows.to_pylist():
                yield rule.finding(self.ledger, row, broken.say(row))


def validate_columns(
    table: pa.Table,
    bases: Mapping[str, Basis],
    places: Mapping[str, Place],
    now_year: int,
    *,
    document: str = "",
    known: Mapping[str, Indicator] | None = None,
) -> Checked:
    """Check a table as a release archive holds it: a million rows in seconds, no row of them in Python.

    Args:
        table: a column for each dimension, attribute and number of an observation; texts plain or by dictionary,
            numbers as canonical texts or decimals. One that is absent is empty, others are left alone.
        bases: those that the observations may name, by id.
        places: those that we know, by code.
        now_year: the current year; what was observed cannot lie after it.
        document: what to call the file; the basis's document, else the source, unless told.
        known: the indicators by code; those of the common schema where None.

    Raises:
        ColumnTypeError: a column holds neither texts nor exact numbers.
    """
    rows = arrow_table(table)
    return check_ledger(Ledger(rows, bases, places, now_year, document, None, known or indicators()))


def check_observations(
    observations: Sequence[Observation],
    bases: Mapping[str, Basis],
    places: Mapping[str, Place],
    now_year: int,
    *,
    document: str = "",
) -> list[Finding]:
    """Check observations against the shape and the hard rules, in seconds for 100,000 of them.

    Args:
        bases: those that the observations may name, by id.
        places: those that we know, by code.
        now_year: the current year; what was observed cannot lie after it.
        document: what to call the file; the basis's document, else the source, unless told.

    Returns:
        What breaks the shape, by row; then what breaks each rule, in the order of the rule table.
    """
    table = observation_table(observations)
    return check_ledger(Ledger(table, bases, places, now_year, document, observations)).findings()


def check_ledger(ledger: Ledger) -> Checked:
    """Ask the shape and every hard rule about a table."""
    shape = failures(ledger.table, observation_checks())
    rules = []
    for rule in HARD_RULES:
        broken = rule.check(ledger)
        rows = row_numbers(broken.rows)
        if len(rows):
            rules.append((rule, broken, rows))
    return Checked(ledger, shape, rules)


def check_beside(
    observations: Sequence[Observation],
    bases: Mapping[str, Basis],
    places: Mapping[str, Place],
    now_year: int,
) -> list[tuple[int, Finding]]:
    """Ask only the rules that look at other rows, too, and give each finding with its row, counted from 0.

    Args:
        bases, places, now_year: as in `check_observations`.
    """
    ledger = Ledger(observation_table(observations), bases, places, now_year, "", observations)
    asked = [(rule, rule.check(ledger)) for rule in HARD_RULES if rule.shape in BESIDE_OTHERS]
    return [
        (row, rule.finding(ledger, row, broken.say(row)))
        for rule, broken in asked
        for row in row_numbers(broken.rows).to_pylist()
    ]


def observation_checks() -> tuple[ColumnCheck, ...]:
    """Give the compiled checks of an observation's shape."""
    return compiled("observation.ttl", OBSERVATION, NUMBER_COLUMNS)


def basis_checks() -> tuple[ColumnCheck, ...]:
    """Give the compiled checks of a basis's shape."""
    return compiled("basis.ttl", BASIS, BASIS_NUMBERS)


def basis_table(bases: Sequence[Basis]) -> ColumnTable:
    """Make a table of bases."""
    return table_of(bases, {name: name for name in ATTRIBUTES}, BASIS_NUMBERS)


def check_bases(bases: Sequence[Basis], *, document: str = "") -> list[Finding]:
    """Check bases against the shape of a basis.

    Args:
        document: what to call the file that states them.
    """
    table = basis_table(bases)
    found: list[Finding] = []
    for row, failed in _one_a_cell(failures(table, basis_checks())):
        basis, column = bases[row], failed.shape.column
        where = Location(document or basis.source_document or basis.id, column)
        found.append(_finding(failed, table.cell(row, column), where, subject=basis.id, place=basis.place))
    return found


def _one_a_cell(found: Sequence[Failures]) -> list[tuple[int, Failures]]:
    """Give the first failure of each shape in each row, by row: one cell, one finding."""
    firsts: dict[tuple[int, str], Failures] = {}
    for failed in found:
        for row in failed.rows.to_pylist():
            firsts.setdefault((row, failed.shape.iri), failed)
    return sorted(((row, failed) for (row, _), failed in firsts.items()), key=lambda pair: pair[0])


def _finding(failed: Failures, value: Cell, where: Location, *, subject: str, place: str) -> Finding:
    shape = failed.shape
    found = NOTHING if value in (None, "") else str(value)
    return Finding(
        rule=shape.rule,
        severity=shape.severity,
        where=where,
        found=f"{shape.column} {found}",
        expected=_expected(failed, str(value)),
        mend=spoken(shape.mend),
        subject=subject,
        place=place,
    )


def _expected(failed: Failures, value: str) -> Message:
    """Say what is expected, and of a closed list the nearest codes."""
    shape: PropertyShape = failed.shape
    allowed = shape.parameters.get("in", ())
    if not allowed or failed.component != "InConstraintComponent":
        return spoken(shape.expected)
    near = _nearest(shape.column, value, allowed)
    if not near:
        return spoken(shape.expected)
    return Message("validation.near", {"expected": spoken(shape.expected), "near": ", ".join(near)})


@lru_cache(maxsize=1000)
def _nearest(column: str, value: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    return codelist(column).nearest(value) if column in FILES else nearest(value, allowed)
