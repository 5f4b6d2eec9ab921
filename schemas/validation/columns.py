"""A table by its columns: each text a code of the distinct ones, each number its text, masks instead of rows.

Everything that is asked of a table is asked of its distinct values, or of whole columns at once; no row is looked at
in Python. An empty text and a null are no value.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from schemas.observations import decimal_text
from schemas.validation.errors import ColumnTypeError

DECIMAL = r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)$"
"""The lexical form of xsd:decimal."""

LARGEST_CODE = 2**62

Mask: TypeAlias = pa.BooleanArray
Cell = str | Decimal | None


@dataclass(frozen=True)
class TextColumn:
    """A column of texts.

    Args:
        codes: the place of each row's text among the words; 0 where there is none.
        words: the distinct texts, the first of them empty.
    """

    codes: pa.Int32Array
    words: tuple[str, ...]

    @cached_property
    def present(self) -> Mask:
        """Where there is a text."""
        return pc.greater(self.codes, 0)

    def where(self, test: Callable[[str], bool]) -> Mask:
        """Say where there is a text that passes; each distinct one is asked about once."""
        flags = [False, *(bool(test(word)) for word in self.words[1:])]
        return nowhere(len(self.codes)) if not any(flags) else pa.array(flags, pa.bool_()).take(self.codes)

    def texts(self) -> pa.StringArray:
        """Give the texts, empty where there is none."""
        return pa.array(self.words, pa.string()).take(self.codes)


@dataclass(frozen=True)
class NumberColumn:
    """A column of numbers, each with all its digits as text."""

    texts: pa.StringArray

    @cached_property
    def present(self) -> Mask:
        """Where there is anything."""
        return pc.fill_null(pc.not_equal(self.texts, ""), False)

    @cached_property
    def well(self) -> Mask:
        """Where there is a plain decimal number."""
        bare = pc.replace_substring(self.texts, ".", "", max_replacements=1)
        digits = pc.fill_null(pc.and_(pc.utf8_is_decimal(bare), pc.string_is_ascii(bare)), False)
        rest = pc.and_not(self.present, digits)  # those with a sign, and those that are no numbers
        if not pc.any(rest).as_py():
            return digits
        return pc.replace_with_mask(digits, rest, NumberColumn(self.texts.filter(rest)).like(DECIMAL))

    @cached_property
    def coded(self) -> TextColumn:
        """The numbers' texts as codes."""
        return coded(self.texts)

    def like(self, pattern: str) -> Mask:
        """Say where the text has a form (RE2)."""
        return pc.fill_null(pc.match_substring_regex(self.texts, pattern), False)

    def where(self, compare: Callable[[Decimal, Decimal], bool], bound: Decimal) -> Mask:
        """Say where a plain number compares with a bound in this way, exactly.

        Args:
            compare: of the module ``operator``, such as ``gt``.
        """
        names = {"lt": pc.less, "le": pc.less_equal, "gt": pc.greater, "ge": pc.greater_equal}
        near = float(bound)
        mask = pc.fill_null(names[compare.__name__](self._floats, near), False)
        # two numbers that are the same float may still differ in their last digits
        unsure = pc.fill_null(pc.equal(self._floats, near), False)
        texts = pc.unique(self.texts.filter(unsure)).to_pylist()
        wrong = [text for text in texts if compare(Decimal(text), bound) != compare(bound, bound)]
        return pc.xor(mask, pc.is_in(self.texts, pa.array(wrong, pa.string()))) if wrong else mask

    @cached_property
    def _floats(self) -> pa.DoubleArray:
        plain = pc.if_else(self.well, pc.utf8_ltrim(self.texts, "+"), None)
        return plain.cast(pa.float64())


class ColumnTable:
    """A table that is checked.

    Args:
        table: its columns; one that is absent is empty.
        numbers: names of the columns that hold numbers.
    """

    def __init__(self, table: pa.Table, numbers: frozenset[str]) -> None:
        self.table = table
        self.numbers = numbers
        self._texts: dict[str, TextColumn] = {}
        self._numbers: dict[str, NumberColumn] = {}

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return int(self.table.num_rows)

    def text(self, name: str) -> TextColumn:
        """Give a column by its distinct texts; those of a number are the texts that it is written as.

        Raises:
            ColumnTypeError: the column holds neither texts nor numbers.
        """
        if name in self.numbers:
            return self.number(name).coded
        if name not in self._texts:
            column = self.column(name)
            is_number = pa.types.is_decimal(column.type) or pa.types.is_integer(column.type)
            self._texts[name] = coded(_number_texts(column) if is_number else column)
        return self._texts[name]

    def number(self, name: str) -> NumberColumn:
        """Give a column of numbers.

        Raises:
            ColumnTypeError: the column holds neither texts nor exact numbers.
        """
        if name not in self._numbers:
            self._numbers[name] = NumberColumn(_number_texts(self.column(name, decoded=True)))
        return self._numbers[name]

    def present(self, name: str) -> Mask:
        """Say where a column holds something."""
        return self.number(name).present if name in self.numbers else self.text(name).present

    def where(self, test: Callable[..., bool], *names: str) -> Mask:
        """Say where the texts of some columns pass together; each distinct combination is asked about once."""
        codes, combinations = self.combinations(*names)
        flags = [bool(test(*words)) for words in combinations]
        return pa.array(flags, pa.bool_()).take(codes) if any(flags) else nowhere(self.rows)

    def combinations(self, *names: str) -> tuple[pa.Int32Array, list[tuple[str, ...]]]:
        """Give the distinct combinations of texts in some columns, and which of them each row has."""
        columns = [self.text(name) for name in names]
        found = self.keys(*names).dictionary_encode()
        firsts = pc.index_in(pa.array(range(len(found.dictionary)), pa.int32()), found.indices)
        picked = [column.codes.take(firsts).to_pylist() for column in columns]
        words = [
            [column.words[code] for code in codes] for column, codes in zip(columns, picked, strict=True)
        ]
        return found.indices, list(zip(*words, strict=True))

    def keys(self, *names: str) -> pa.Int64Array:
        """Give a number for each row that is the same where all of some columns' texts are."""
        keys, size = self.text(names[0]).codes.cast(pa.int64()), len(self.text(names[0]).words)
        for name in names[1:]:
            column = self.text(name)
            if size * len(column.words) > LARGEST_CODE:
                found = keys.dictionary_encode()
                keys, size = found.indices.cast(pa.int64()), len(found.dictionary)
            keys = pc.add(pc.multiply(keys, len(column.words)), column.codes)
            size *= len(column.words)
        return keys

    def cell(self, row: int, name: str) -> Cell:
        """Give what stands in a cell; a plain number as a number."""
        if name in self.numbers:
            text: str = self.number(name).texts[row].as_py() or ""
            return Decimal(text) if text and self.number(name).well[row].as_py() else text or None
        column = self.text(name)
        place: int = column.codes[row].as_py()
        return column.words[place]

    def column(self, name: str, *, decoded: bool = False) -> pa.Array:
        """Give a column as it is held; one that is absent is empty.

        Args:
            decoded: give values where they are held by dictionary.

        Raises:
            ColumnTypeError: it holds neither texts nor exact numbers.
        """
        if name not in self.table.column_names:
            return pa.nulls(self.rows, pa.string())
        refuse_odd_types(self.table, (name,))
        return _one_array(self.table.column(name), decoded=decoded)


def nowhere(rows: int) -> Mask:
    """Give a mask that holds for no row."""
    return pa.repeat(pa.scalar(False), rows)


def everywhere(rows: int) -> Mask:
    """Give a mask that holds for each row."""
    return pa.repeat(pa.scalar(True), rows)


def row_numbers(mask: Mask) -> pa.UInt64Array:
    """Give the rows, counted from 0, for which a mask holds."""
    return pc.indices_nonzero(mask)


def coded(texts: pa.Array) -> TextColumn:
    """Make a column of texts by their distinct words."""
    found = texts if pa.types.is_dictionary(texts.type) else texts.dictionary_encode()
    places: dict[str | None, int] = {"": 0, None: 0}
    words = [""]
    for word in found.dictionary.to_pylist():
        if word not in places:
            places[word] = len(words)
            words.append(word)
    moved = pa.array([places[word] for word in found.dictionary.to_pylist()], pa.int32())
    return TextColumn(pc.fill_null(moved.take(found.indices), 0), tuple(words))


def table_of(rows: Sequence[object], paths: Mapping[str, str], numbers: frozenset[str]) -> ColumnTable:
    """Make a table of values.

    Args:
        paths: each column's name, and the attribute of a value that it holds.
        numbers: names of the columns that hold numbers.
    """
    columns = {}
    for name, path in paths.items():
        get = attrgetter(path)
        values = [get(row) for row in rows]
        columns[name] = pa.array(map(number_text, values) if name in numbers else values, pa.string())
    return ColumnTable(pa.table(columns), numbers)


def number_text(value: Decimal | str | None) -> str | None:
    """Write a number as a table holds it; what is no number stays as it is."""
    if isinstance(value, Decimal):
        return decimal_text(value) if value.is_finite() else str(value)
    return value


def refuse_odd_types(table: pa.Table, names: Iterable[str]) -> None:
    """Look at the types of some columns, where they are there.

    Raises:
        ColumnTypeError: one holds neither texts nor exact numbers.
    """
    for name in names:
        if name in table.column_names:
            kind = table.column(name).type
            held = kind.value_type if pa.types.is_dictionary(kind) else kind
            if not any(fits(held) for fits in HELD):
                raise ColumnTypeError(name, str(kind))


HELD = (
    pa.types.is_string, pa.types.is_large_string, pa.types.is_null, pa.types.is_decimal, pa.types.is_integer,
)  # fmt: skip


def _one_array(column: pa.ChunkedArray, *, decoded: bool) -> pa.Array:
    kind = column.type
    if pa.types.is_null(kind):
        return pa.nulls(len(column), pa.string())
    if not pa.types.is_dictionary(kind):
        return column.combine_chunks()
    if not decoded:
        return column.unify_dictionaries().combine_chunks()
    chunks = [chunk.dictionary_decode() for chunk in column.chunks]
    return pa.chunked_array(chunks, kind.value_type).combine_chunks()


def _number_texts(array: pa.Array) -> pa.StringArray:
    kind = array.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return array.cast(pa.string())
    found = array.dictionary_encode()
    words = [
        None if value is None else decimal_text(Decimal(value)) for value in found.dictionary.to_pylist()
    ]
    return pa.array(words, pa.string()).take(found.indices)
