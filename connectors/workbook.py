"""Workbooks of ours: a template for people to fill, and what a filled one says."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from connectors.errors import SheetError, TableError
from connectors.numbers import Locale
from connectors.raw_table import RawTable
from connectors.tables import read_table
from connectors.workbook_basis import BasisSheet, value_cells
from connectors.workbook_errors import WorkbookError
from connectors.workbook_indicators import named_indicators, of_each_indicator, unit_words
from connectors.workbook_layout import (
    BASIS_SHEET,
    WorkbookLayout,
    layout,
    of_indicators,
    template_names,
    template_titles,
)
from connectors.workbook_local import local_rows
from connectors.workbook_shape import shape_problems
from connectors.workbook_sheets import written
from connectors.xlsx_table import Book
from schemas.basis import CODED, UNKNOWN, Basis
from schemas.findings import Finding, Location
from schemas.languages import Lang
from schemas.messages import Message
from schemas.places import Place, shipped_places

__all__ = ["WorkbookReading", "build_template", "read_workbook", "template_names", "template_titles"]

NOTHING = "—"
INVENTORY = "ghg-inventory"
UNIT_CHOICES = "workbook-choice-unit"


@dataclass(frozen=True)
class WorkbookReading:
    """What a filled workbook says of itself.

    Args:
        set_name: the set of figures, e.g. ``ghg-inventory``.
        place: code of the place whose figures they are.
        period: the year of the figures.
        organisation: who answers for them, by id.
        basis: how they were made.
        title: of the document that they are printed in.
        licence: as stated; empty where none is.
        locale: of cells that hold text.
        mappings: how the sheets become observations, each in the form of a ``[[source.mapping]]``.
        maps: the maps that they name.
        local: the place's own indicators, each by our fields and the headings of its tables.
        declared: the places that it adds to those that are known.
    """

    set_name: str
    place: str
    period: str
    organisation: str
    basis: Basis
    title: str
    licence: str
    locale: Locale
    mappings: list[dict[str, object]]
    maps: Mapping[str, Mapping[str, str]]
    local: tuple[Mapping[str, str], ...] = ()
    declared: tuple[Place, ...] = ()

    @property
    def part(self) -> str:
        """Which of a place's workbooks it is: its year, and its set where that is not the inventory."""
        return self.period if self.set_name == INVENTORY else f"{self.set_name}-{self.period}"


def build_template(set_name: str, lang: Lang, codes: Sequence[str] = ()) -> bytes:
    """Write the workbook template of a set of figures: the same bytes each time.

    Args:
        codes: indicators instead of the set's own, for a set of indicators.

    Raises:
        UnknownTemplateError: no set has that name; it names those that are known.
        UnknownCodeError: no indicator has one of the codes.
    """
    return written(of_indicators(set_name, codes) if codes else layout(set_name), lang)


def is_workbook_of_ours(content: bytes) -> bool:
    """Say whether a workbook was made from one of our templates: it has the sheet Basis, whatever stands in it."""
    try:
        return BASIS_SHEET in Book.opened(content).names
    except TableError:
        return False


def read_workbook(
    content: bytes, *, places: Mapping[str, Place] | None = None, stated: Mapping[str, str] | None = None
) -> WorkbookReading:
    """Read what a filled workbook says of itself on the sheet Basis.

    Args:
        places: those that may be named, by code; those that ship with us unless told.
        stated: what was said beside the workbook (``place``, ``title``); it stands in for an empty cell.

    Raises:
        WorkbookError: something is missing or unknown; it names each cell.
        TableError: it is no workbook.
    """
    table = _basis_table(content)
    told = _layout_of(table)
    cells, problems = value_cells(table, told)
    known = shipped_places() if places is None else places
    sheet = BasisSheet(told, known, cells, stated or {})
    sheet.read()
    problems = [*problems, *sheet.problems, *_missing_sheets(content, told), *shape_problems(content, told)]
    if problems:
        raise WorkbookError(problems)
    codes = named_indicators(content, told)
    reading = _reading(told, sheet, codes)
    maps = {**reading.maps}
    if UNIT_CHOICES in maps:
        maps[UNIT_CHOICES] = {**unit_words(content, told), **maps[UNIT_CHOICES]}
    declared = sheet.place.places(known)
    return replace(reading, maps=maps, local=local_rows(content, told), declared=declared)


def _basis_table(content: bytes) -> RawTable:
    try:
        return read_table(content, media="xlsx", sheet=BASIS_SHEET, header_rows=0)
    except SheetError as error:
        raise WorkbookError([_sheet_problem(BASIS_SHEET, error)]) from error


def _sheet_problem(name: str, error: SheetError) -> Finding:
    mend = Message("workbook.mend.sheet", {"sheet": name})
    return Finding("workbook", "violation", Location("", name), NOTHING, error.expected, mend)


def _layout_of(table: RawTable) -> WorkbookLayout:
    """Tell the workbook's set by cell B1 of the sheet Basis."""
    cell = next((row[1] for row in table.rows if row[0].ref == f"{BASIS_SHEET}!A1"), None)
    found = cell.text.strip() if cell else ""
    if found in template_names():
        return layout(found)
    expected = Message("workbook.wanted.one_of", {"words": ", ".join(template_names())})
    where = Location("", f"{BASIS_SHEET}!B1")
    mend = Message("workbook.mend.template")
    raise WorkbookError([Finding("workbook", "violation", where, found or NOTHING, expected, mend)])


def _missing_sheets(content: bytes, told: WorkbookLayout) -> Iterator[Finding]:
    for sheet in told.sheets:
        try:
            read_table(content, media="xlsx", sheet=sheet.name, header_rows=0)
        except SheetError as error:
            yield _sheet_problem(sheet.name, error)
        except TableError:
            continue  # what is wrong within it is said when it is read


def _reading(
    told: WorkbookLayout, sheet: BasisSheet, codes: Mapping[str, tuple[str, ...]]
) -> WorkbookReading:
    values = {**sheet.told, **{one.attribute: sheet.told[one.name] for one in told.fields if one.attribute}}
    basis = _basis(values, "workbook" if told.id == INVENTORY else f"workbook-{told.id}")
    return WorkbookReading(
        set_name=told.id,
        place=values["place"],
        period=values["base_period"],
        organisation=values["organisation"],
        basis=basis,
        title=values["title"],
        licence=values["licence"],
        locale=sheet.locale,
        mappings=[
            _mapping(one, told, values, basis, sheet.locale)
            for template in told.mappings
            if _applies(template, values)
            for one in of_each_indicator(template, codes)
        ],
        maps=told.maps,
    )


def _basis(values: Mapping[str, str], kind: str) -> Basis:
    place, period = values["place"], values["base_period"]
    factor = values.get("elec_factor", "")
    return Basis(
        id=f"{place.lower().replace('_', '-')}-{kind}-{period}",
        place=place,
        base_period=period,
        elec_factor=Decimal(factor) if factor else None,
        title=values["title"],
        source_document=values["title"],
        note=values.get("note", ""),
        territory=values.get("territory", ""),
        definition=values.get("definition", ""),
        **{name: values.get(name) or UNKNOWN for name in CODED},
    )


def _applies(mapping: Mapping[str, object], values: Mapping[str, str]) -> bool:
    wanted = mapping.get("when", {})
    assert isinstance(wanted, dict)  # a template of ours
    return all(values[name] == code for name, code in wanted.items())


def _mapping(
    template: Mapping[str, object],
    told: WorkbookLayout,
    values: Mapping[str, str],
    basis: Basis,
    locale: Locale,
) -> dict[str, object]:
    """Fill a mapping's template in: constants, basis, locale and the tokens for no number."""
    constants = template["constants"]
    assert isinstance(constants, dict)  # a template of ours
    filled = {name: str(text).format_map(values) for name, text in constants.items()}
    kept = {name: value for name, value in template.items() if name != "when"}
    return {**kept, "basis": basis.id, "locale": locale, "constants": filled, "missing": dict(told.missing)}
