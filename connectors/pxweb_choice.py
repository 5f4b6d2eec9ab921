"""Which values of a PxWeb table's variables a mapping asks for: its ``select`` held against the table's metadata."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import translate

from connectors.definitions import SelectDefinition
from connectors.pxweb_errors import PxwebKeyError, PxwebValueError, PxwebVariableError
from connectors.pxweb_periods import PeriodRule, period_of
from connectors.pxweb_variables import Variable, column_name
from schemas.errors import PeriodError
from schemas.periods import Period, parse_period

EVERYTHING = "*"
EXPRESSION = re.compile(r"(top|bottom|from|to|range)\s*[(: ]\s*([^()]*?)\s*\)?", re.IGNORECASE)
MONTHS: Mapping[str, int] = {"A": 12, "S": 6, "Q": 3, "M": 1}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A variable with the values that are asked for, in the table's order."""

    variable: Variable
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table as its metadata tells it.

    Args:
        address: where it is, for errors.
        rule: which variables make its period, where that is plain.
    """

    address: str
    variables: tuple[Variable, ...]
    rule: PeriodRule | None


def choose(table: Table, select: SelectDefinition, wanted: Sequence[str]) -> tuple[Chosen, ...]:
    """Give what is asked for of each variable; one that the service leaves out by itself is not among them.

    A variable that ``select.key`` does not name comes whole where the mapping reads it, and where the service cannot
    leave it out.

    Args:
        wanted: the columns that the mapping reads.

    Raises:
        PxwebVariableError: the key names a variable that the table lacks.
        PxwebValueError: or a value.
        PxwebKeyError: or asks for what cannot be.
    """
    columns = {variable.column: variable for variable in table.variables}
    key = {column_name(name): values for name, values in select.key.items()}
    for name in select.key:
        if column_name(name) not in columns:
            raise PxwebVariableError.of(name, list(columns), where="select.key", url=table.address)
    chosen: list[Chosen] = []
    for variable in table.variables:
        asked = key.get(variable.column)
        if asked is None:
            asked = [] if variable.eliminable and variable.column not in wanted else [EVERYTHING]
        if asked:
            chosen.append(Chosen(variable, _values(variable, asked, table)))
        elif not variable.eliminable:
            raise _impossible(f"{variable.code} = []", variable, table, f'["{EVERYTHING}"]')
    return _within(tuple(chosen), select, table)


def _impossible(found: str, variable: Variable, table: Table, wanted: str) -> PxwebKeyError:
    return PxwebKeyError(found, where=f"select.key.{variable.code}", url=table.address, wanted=wanted)


def _values(variable: Variable, asked: Sequence[str], table: Table) -> tuple[str, ...]:
    """Give the codes that a list of codes, texts, patterns and expressions means."""
    if len(asked) == 2 and asked[0].lower() in ("top", "bottom") and asked[0] not in variable.labels:
        asked = [f"{asked[0]}({asked[1]})"]
    meant: set[str] = set()
    for one in asked:
        found = _codes(variable, one, table)
        if not found:
            raise PxwebValueError.of(one, variable.code, variable.labels, url=table.address)
        meant.update(found)
    return tuple(code for code in variable.labels if code in meant)


def _codes(variable: Variable, asked: str, table: Table) -> Sequence[str]:
    """Give the codes that one word means: a code, a text that one value has, a pattern, an expression."""
    if asked in variable.labels:
        return (asked,)
    word = " ".join(asked.split())
    named = [
        code for code, label in variable.labels.items() if word in (code.strip(), " ".join(label.split()))
    ]
    if len(named) > 1:
        raise _impossible(asked, variable, table, ", ".join(named))
    if named:
        return named
    expression = EXPRESSION.fullmatch(word)
    if expression:
        return _expressed(variable, expression[1].lower(), expression[2], table)
    if EVERYTHING in word or "?" in word:
        pattern = re.compile(translate(word.replace("[", "[[]")))
        return [code for code in variable.labels if pattern.fullmatch(code)]
    return ()


def _expressed(variable: Variable, name: str, told: str, table: Table) -> Sequence[str]:
    codes = list(variable.labels)
    if name in ("top", "bottom"):
        if not (told.isascii() and told.isdigit() and int(told)):
            raise _impossible(f"{name}({told})", variable, table, f"{name}(1), {name}(2) ...")
        ordered = _newest_first(variable, table) if _is_time(variable, table) else codes
        return ordered[: int(told)] if name == "top" else ordered[-int(told) :]
    ends = [end.strip() for end in told.split(",")] if name == "range" else [told]
    places = [codes.index(_one(variable, end, table)) for end in ends]
    if len(places) != (2 if name == "range" else 1):
        raise _impossible(f"{name}({told})", variable, table, "range(A,B)")
    first = 0 if name == "to" else places[0]
    last = len(codes) - 1 if name == "from" else places[-1]
    return codes[first : last + 1]


def _one(variable: Variable, asked: str, table: Table) -> str:
    if asked in variable.labels:
        return asked
    named = [code for code, label in variable.labels.items() if label.strip() == asked]
    if len(named) != 1:
        raise PxwebValueError.of(asked, variable.code, variable.labels, url=table.address)
    return named[0]


def _is_time(variable: Variable, table: Table) -> bool:
    return variable.time or (table.rule is not None and variable is table.rule.whole)


def _newest_first(variable: Variable, table: Table) -> list[str]:
    """Put a time variable's codes in order, whichever way the service lists them."""
    periods = {code: period_of(variable, code) for code in variable.labels}
    known = {code: (found.start, code) for code, found in periods.items() if found}
    if len(known) != len(periods):
        raise _impossible("top", variable, table, "2020, 2020H2, 2020M03 ...")
    return sorted(known, key=known.__getitem__, reverse=True)


def _within(chosen: tuple[Chosen, ...], select: SelectDefinition, table: Table) -> tuple[Chosen, ...]:
    """Leave only the periods from ``since`` to ``until``."""
    if not (select.since or select.until):
        return chosen
    if table.rule is None:
        names = ", ".join(variable.column for variable in table.variables)
        said = select.since or select.until
        raise PxwebKeyError(said, where="select.since", url=table.address, wanted=f"options.period: {names}")
    since = _bound(select.since, "since", table.rule, table)
    until = _bound(select.until, "until", table.rule, table)
    return tuple(
        Chosen(one.variable, _between(one, since, until, table)) if one.variable is table.rule.whole else one
        for one in chosen
    )


def _bound(text: str, name: str, rule: PeriodRule, table: Table) -> Period | None:
    """Read a bound; where months stand in a variable of their own, whole years can be cut off only."""
    try:
        found = parse_period(text) if text else None
    except PeriodError:
        raise PxwebKeyError(
            text, where=f"select.{name}", url=table.address, wanted="2020, 2020-S2, 2020-03"
        ) from None
    if found and found.freq != "A" and rule.part is not None:
        raise PxwebKeyError(text, where=f"select.{name}", url=table.address, wanted=f"{found.year}")
    return found


def _between(one: Chosen, since: Period | None, until: Period | None, table: Table) -> tuple[str, ...]:
    first = _month(since) if since else 0
    end = _month(until) + MONTHS[until.freq] if until else 10_000 * 12
    kept = tuple(
        code
        for code in one.codes
        if (period := period_of(one.variable, code)) and first <= _month(period) and _ends(period) <= end
    )
    if not kept:
        said = f"{since or ''} - {until or ''}"
        raise PxwebValueError.of(said, one.variable.code, one.variable.labels, url=table.address)
    return kept


def _month(period: Period) -> int:
    return period.start.year * 12 + period.start.month


def _ends(period: Period) -> int:
    return _month(period) + MONTHS[period.freq]
