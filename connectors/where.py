"""The condition on rows that a mapping states: ``Sector != 'Total' and (Unit == 't' or `CO2 eq` in ['a', 'b'])``.

A condition is or-ed, and-ed, negated comparisons of a column (bare, or between backticks) with texts in single
quotes; a quote in a text and a backtick in a name are doubled.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from connectors.errors import MissingColumnError, WhereError
from connectors.raw_table import clean_name

TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<quoted>`(?:[^`]|``)+`)|(?P<name>[^\W\d]\w*)|(?P<sign>==|!=|[()\[\],])|(?P<end>$))"
)
WORDS = frozenset({"and", "or", "not", "in"})
DEEPEST = 40
COMPARISON = "==, !=, in, not in"

Row = Mapping[str, str]
Test = Callable[[Row], bool]


@dataclass(frozen=True, slots=True)
class Where:
    """A condition that was read; call it with a row's texts by column.

    Args:
        text: as the mapping states it.
        columns: the columns that it names, in their order.
    """

    text: str
    columns: tuple[str, ...]
    test: Test

    def __call__(self, row: Row) -> bool:
        """Say whether a row fulfils it.

        Raises:
            MissingColumnError: the row lacks a column that it names.
        """
        try:
            return self.test(row)
        except KeyError as error:
            raise MissingColumnError.of(str(error.args[0]), tuple(row), where="where") from error


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int


def parse_where(text: str) -> Where:
    """Read a condition.

    Raises:
        WhereError: it is none; it says at which sign, and what could stand there.
    """
    reading = _Reading(text)
    test = reading.either()
    reading.take("end", wanted="and, or")
    return Where(text, tuple(dict.fromkeys(reading.columns)), test)


class _Reading:
    """A walk along the tokens, one method for each rule of the grammar."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(_tokens(text))
        self._depth = 0
        self.columns: list[str] = []

    def either(self) -> Test:
        """Read ``both ("or" both)*``."""
        tests = [self._both()]
        while self._next("or"):
            tests.append(self._both())
        return tests[0] if len(tests) == 1 else lambda row: any(test(row) for test in tests)

    def _both(self) -> Test:
        """Read ``single ("and" single)*``."""
        tests = [self._single()]
        while self._next("and"):
            tests.append(self._single())
        return tests[0] if len(tests) == 1 else lambda row: all(test(row) for test in tests)

    def _single(self) -> Test:
        """Read ``"not" single | "(" either ")" | comparison``."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise WhereError("(...", where=_place(self._tokens[0].start), wanted=f"<= {DEEPEST} not, (")
        test = self._innermost()
        self._depth -= 1
        return test

    def _innermost(self) -> Test:
        if self._next("not"):
            test = self._single()
            return lambda row: not test(row)
        if self._next("("):
            test = self.either()
            self.take(")", wanted="), and, or")
            return test
        return self._comparison()

    def _comparison(self) -> Test:
        """Read ``column ("==" text | "!=" text | ["not"] "in" list)``."""
        column = self.take("column", wanted="a column, `a column`, not, (").text
        self.columns.append(column)
        if self._next("=="):
            return _among(column, frozenset({self._value()}))
        if self._next("!="):
            return _not_among(column, frozenset({self._value()}))
        negated = self._next("not")
        self.take("in", wanted=COMPARISON)
        return (_not_among if negated else _among)(column, self._values())

    def _values(self) -> frozenset[str]:
        """Read ``"[" text ("," text)* "]"``."""
        self.take("[", wanted="['...', '...']")
        values = {self._value()}
        while self._next(","):
            values.add(self._value())
        self.take("]", wanted="], ','")
        return frozenset(values)

    def _value(self) -> str:
        return self.take("text", wanted="'...'").text

    def _next(self, kind: str) -> bool:
        if self._tokens[0].kind != kind:
            return False
        self._tokens.pop(0)
        return True

    def take(self, kind: str, *, wanted: str) -> _Token:
        """Take the next token if it is of a kind."""
        token = self._tokens[0]
        if token.kind != kind:
            found = self._text[token.start :].split(maxsplit=1)
            raise WhereError(found[0] if found else "", where=_place(token.start), wanted=wanted)
        return self._tokens.pop(0)


def _among(column: str, values: frozenset[str]) -> Test:
    return lambda row: row[column] in values


def _not_among(column: str, values: frozenset[str]) -> Test:
    return lambda row: row[column] not in values


def _tokens(text: str) -> Iterator[_Token]:
    position = 0
    while True:
        match = TOKEN.match(text, position)
        if match is None:
            start = len(text) - len(text[position:].lstrip())
            raise WhereError(text[start:].split(maxsplit=1)[0], where=_place(start), wanted="'...', `...`")
        group = match.lastgroup or "end"
        yield _token(group, match[group], match.start(group))
        if group == "end":
            return
        position = match.end()


def _token(group: str, text: str, start: int) -> _Token:
    if group == "text":
        return _Token("text", text[1:-1].replace("''", "'"), start)
    if group == "quoted":
        return _Token("column", clean_name(text[1:-1].replace("``", "`")), start)
    if group == "name":
        return _Token(text if text in WORDS else "column", text, start)
    return _Token(text or "end", text, start)


def _place(start: int) -> str:
    return f"where[{start}]"
