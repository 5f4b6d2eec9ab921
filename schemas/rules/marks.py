"""S14: one table in which some numbers take the comma for their decimals and some the point."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from schemas.observations import Observation
from schemas.rules.evidence import Evidence
from schemas.rules.inventories import amount, table_of
from schemas.rules.printing import COMMA, POINT, decimal_mark, other_reading
from schemas.rules.suspicions import Suspicion, names
from schemas.units import plain
from schemas.validation.wording import number

FEW = 2
"""Numbers that show a table's way before another one is out of place."""


def one_decimal_mark(evidence: Evidence) -> Iterator[Suspicion]:
    """S14: the numbers of a table take the same sign for their decimals."""
    for by_mark in _tables(evidence).values():
        usual, odd = sorted((POINT, COMMA), key=lambda mark: -len(by_mark.get(mark, ())))
        cells = by_mark.get(odd, [])
        if cells and len(by_mark.get(usual, ())) >= max(FEW, len(cells) + 1):
            yield _suspicion(cells, by_mark[usual], usual)


def _tables(evidence: Evidence) -> Mapping[tuple[str, ...], Mapping[str, list[Observation]]]:
    found: dict[tuple[str, ...], dict[str, list[Observation]]] = {}
    for row in evidence.observations:
        if row.raw_value:
            mark = decimal_mark(row)
            if mark:
                table = (row.key.place, row.key.source, *table_of(row))
                found.setdefault(table, {}).setdefault(mark, []).append(row)
    return found


def _suspicion(cells: list[Observation], others: list[Observation], usual: str) -> Suspicion:
    first = cells[0]
    other = other_reading(first)
    example = next((row for row in others if len(row.raw_value) > 4), others[0])
    values = {
        "example": example.raw_value.strip(),
        "cell": names((example,)),
        "read": number(plain(first.value or Decimal(0))),
    }
    right = None
    if other is not None and first.value:
        values["other"] = number(plain(other))
        right = (amount(first) or Decimal(0)) * other / first.value
    kind = "ambiguous" if other is not None else "comma" if usual == POINT else "point"
    return Suspicion("S14", first, kind, values, (example, *cells[1:]), right=right)
