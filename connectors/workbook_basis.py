"""Reading the sheet Basis: each field by its label, each problem with its cell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from connectors.errors import NumberError
from connectors.numbers import LOCALES, Locale, cell_number
from connectors.raw_table import RawCell, RawTable
from connectors.workbook_layout import BASIS_SHEET, FIRST_FIELD_ROW, FieldLayout, WorkbookLayout
from connectors.workbook_place import StatedPlace
from schemas.errors import PeriodError
from schemas.findings import Finding, Location
from schemas.languages import LANGUAGES
from schemas.messages import Message
from schemas.periods import parse_period
from schemas.place_search import nearest_places
from schemas.places import Place
from schemas.validation.ledger import nearest
from schemas.validation.wording import spoken

NOTHING = "—"
EMPTY = RawCell("", "", "empty")
FACTOR_RANGE = (Decimal(0), Decimal(2))


@dataclass
class BasisSheet:
    """The sheet's values as they are read, and what is wrong with them.

    Args:
        cells: the value cell of each field, by the field's name.
        stated: what was said beside the workbook, by the field's name; it stands in for an empty cell.
        told: what the cells mean, by the field's name; empty where nothing is stated.
    """

    layout: WorkbookLayout
    places: Mapping[str, Place]
    cells: Mapping[str, RawCell]
    stated: Mapping[str, str] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)
    problems: list[Finding] = field(default_factory=list)

    def read(self) -> None:
        """Read all fields, the number format first: the others may need it."""
        first = self.layout.field_named("number_format")
        for one in (first, *(one for one in self.layout.fields if one is not first)):
            self.told[one.name] = self._value(one)
        self._read_place()
        order = [one.name for one in self.layout.fields]
        self.problems.sort(
            key=lambda problem: order.index(problem.subject) if problem.subject in order else -1
        )

    @property
    def place(self) -> StatedPlace:
        """The place as the sheet states it, and what else it says of one that is not known yet."""
        name, country, level = (self.told.get(f"place_{part}", "") for part in ("name", "country", "level"))
        return StatedPlace(self.told["place"], name, country, level)

    def _read_place(self) -> None:
        """Object to a place that is neither known nor declared, or declared in a way that we cannot mean."""
        one, stated = self.layout.field_named("place"), self.place
        if stated.code and stated.code not in self.places and not stated.declares:
            near = ", ".join(self._places_like(stated.code)) or NOTHING
            self._object_to(one, Message("workbook.wanted.place", {"near": near}), "workbook.mend.place")
        wrong = {problem.subject for problem in self.problems}
        for name, expected in stated.objections(self.places) if stated.code else ():
            if name not in wrong:
                self._object_to(self.layout.field_named(name), expected)

    @property
    def locale(self) -> Locale:
        """The locale of cells that hold text."""
        return next((locale for locale in LOCALES if locale == self.told.get("number_format")), "plain")

    def _value(self, one: FieldLayout) -> str:
        cell = self.cells.get(one.name, EMPTY)
        text = cell.text.strip() or self.stated.get(one.name, "")
        if not text:
            if one.required:
                self._object(one, cell, NOTHING, self._wanted(one))
            return one.default
        if one.codelist:
            return self._code(one, cell, text)
        return self._plain(one, cell, text)

    def _plain(self, one: FieldLayout, cell: RawCell, text: str) -> str:
        if one.words:
            return self._word(one, cell, text)
        if one.kind == "number":
            return self._number(one, cell)
        if (one.name == "base_period" or one.kind == "year") and not _is_year(text):
            self._object(one, cell, text, Message("workbook.wanted.year"))
        return text

    def _places_like(self, text: str) -> tuple[str, ...]:
        """Give the places that a text may mean."""
        return nearest_places(text, self.places)

    def _code(self, one: FieldLayout, cell: RawCell, text: str) -> str:
        """Read a code, a code with its label as the drop-down shows it, or a label in any language."""
        choices = {code.code: code for code in one.choices()}
        code = text.partition(":")[0].strip()
        if code in choices:
            return code
        folded = text.casefold()
        for choice in choices.values():
            if folded in {choice.label.in_(lang).casefold() for lang in LANGUAGES}:
                return choice.code
        self._object(one, cell, text, self._wanted(one))
        return one.default

    def _word(self, one: FieldLayout, cell: RawCell, text: str) -> str:
        known = {**one.words, **{meaning: meaning for meaning in one.words.values()}}
        if text not in known:
            self._object(one, cell, text, self._wanted(one))
        return known.get(text, "")

    def _number(self, one: FieldLayout, cell: RawCell) -> str:
        if not self.told["number_format"]:
            return ""  # how it is written is what is wrong, and that is said already
        try:
            number = cell_number(cell, self.locale)
        except NumberError as error:
            self._object(one, cell, cell.text, error.expected)
            return ""
        least, most = FACTOR_RANGE
        if not least <= number <= most:
            self._object(
                one, cell, cell.text, Message("workbook.wanted.range", {"least": least, "most": most})
            )
        return str(number)

    def _wanted(self, one: FieldLayout) -> Message:
        """Say what a field may hold."""
        codes = [code.code for code in one.choices()] or list(one.words)
        if codes:
            return Message("workbook.wanted.one_of", {"words": "; ".join(codes)})
        key = {"place": "workbook.wanted.code", "base_period": "workbook.wanted.year"}.get(one.name)
        key = "workbook.wanted.year" if one.kind == "year" else key
        return Message(key or "workbook.wanted.text")

    def _object_to(self, one: FieldLayout, expected: Message, mend: str = "workbook.mend.field") -> None:
        """Object to what a field says, as it was read."""
        cell = self.cells.get(one.name, EMPTY)
        self._object(one, cell, self.told.get(one.name) or NOTHING, expected, mend)

    def _object(
        self,
        one: FieldLayout,
        cell: RawCell,
        found: str,
        expected: Message,
        mend: str = "workbook.mend.field",
    ) -> None:
        ref = cell.ref or f"{BASIS_SHEET}!B{FIRST_FIELD_ROW + self.layout.fields.index(one)}"
        said = {"label": spoken(one.label), "cell": ref}
        where, how = Location("", ref), Message(mend, said)
        self.problems.append(Finding("workbook", "violation", where, found, expected, how, subject=one.name))


def value_cells(table: RawTable, layout: WorkbookLayout) -> tuple[dict[str, RawCell], list[Finding]]:
    """Find the value cell of each field by the label in the first column, in any language; and unknown labels."""
    by_label = {one.label.in_(lang).casefold(): one for one in layout.fields for lang in LANGUAGES}
    cells: dict[str, RawCell] = {}
    problems: list[Finding] = []
    for row in table.rows[_first_field(table) :]:
        label = row[0].text.strip()
        if label.casefold() in by_label:
            cells.setdefault(by_label[label.casefold()].name, row[1])
        elif label:
            problems.append(_unknown(row[0], label, [one.label.en for one in layout.fields]))
    return cells, problems


def _first_field(table: RawTable) -> int:
    """Give the number of the first row below the heading; blank rows are not among them."""
    refs = [row[0].ref for row in table.rows]
    heading = f"{BASIS_SHEET}!A{FIRST_FIELD_ROW - 1}"
    return refs.index(heading) + 1 if heading in refs else 0


def _unknown(cell: RawCell, label: str, labels: list[str]) -> Finding:
    near = ", ".join(nearest(label, labels)) or NOTHING
    expected = Message("workbook.wanted.label", {"near": near})
    mend = Message("workbook.mend.label", {"cell": cell.ref})
    return Finding("workbook", "violation", Location("", cell.ref), label, expected, mend)


def _is_year(text: str) -> bool:
    try:
        return parse_period(text).freq == "A"
    except PeriodError:
        return False
