"""Rules about what an observation is: its period, basis and place are known, and its key stands once."""

from collections.abc import Iterator, Mapping

from schemas.errors import PeriodError
from schemas.observations import Observation, SeriesKey
from schemas.periods import Period, parse_period
from schemas.validation.ledger import Ledger, Objection, nearest, printed


def period_of(text: str) -> Period | None:
    """Read a period, or give None: the shape has objected to it already."""
    try:
        return parse_period(text)
    except PeriodError:
        return None


def period_of_its_frequency(ledger: Ledger) -> Iterator[Objection]:
    """H1: the frequency is that of the period."""
    periods = {text: period_of(text) for text in {row.key.period for row in ledger.observations}}
    for row in ledger.observations:
        period = periods[row.key.period]
        if period is not None and row.key.freq and period.freq != row.key.freq:
            values = {"freq": period.freq, "period": row.key.period}
            yield Objection(row, f"freq {row.key.freq}", "frequency", values)


def known_basis(ledger: Ledger) -> Iterator[Objection]:
    """H1: the basis is one that is declared."""
    return _known(ledger, "basis", ledger.bases)


def known_place(ledger: Ledger) -> Iterator[Objection]:
    """H14: the place is one that we know."""
    return _known(ledger, "place", ledger.places)


def _known(ledger: Ledger, column: str, known: Mapping[str, object]) -> Iterator[Objection]:
    """Object to each row whose code is not known; what is nearest is looked for once a code."""
    codes = [getattr(row.key, column) for row in ledger.observations]
    near = {code: ", ".join(nearest(code, known)) or "—" for code in set(codes) if code and code not in known}
    if near:
        for code, row in zip(codes, ledger.observations, strict=True):
            if code in near:
                yield Objection(row, f"{column} {code}", column, {"near": near[code]})


def unique_key(ledger: Ledger) -> Iterator[Objection]:
    """H6: a combination of dimensions stands once."""
    first: dict[SeriesKey, Observation] = {}
    for row in ledger.observations:
        other = first.setdefault(row.key, row)
        if other is not row:
            values = {"cell": other.source_cell or "—", "value": printed(other) or "—"}
            involves = (other.source_cell,) if other.source_cell else ()
            yield Objection(row, printed(row) or "—", "unique", values, involves)
