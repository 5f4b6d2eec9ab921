"""What a workbook of ours looks like: the tables of ``connectors/templates``, as values."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from connectors.cell_names import cell_name, column_letters
from connectors.workbook_errors import UnknownTemplateError
from schemas.codes import Code, codelist
from schemas.indicators import indicator, indicators
from schemas.languages import LANGUAGES, Lang, Text

TEMPLATES = Path(__file__).parent / "templates"
BASIS_SHEET = "Basis"
FIRST_FIELD_ROW = 4
HEADING_ROW = 4
SCOPES = ("Scope 1", "Scope 2", "Scope 3", "Total")
INDICATOR = "indicator"
CHOICE_MAP = "workbook-choice-"
"""What the maps of choices are called, before the name of their code list."""


@dataclass(frozen=True, slots=True)
class FieldLayout:
    """A row of the sheet Basis.

    Args:
        name: the attribute of a basis, or what else it tells of the workbook.
        label: its name for people; the English one stands in the first column.
        codelist: the list its codes are from; empty for a text.
        codes: those of the list that may be chosen; all where empty.
        words: what may be written, and what it means, where it is no code list.
        kind: ``text``, ``number`` or ``year``.
        attribute: what it tells of a basis, where that is not its name.
        default: what the template says already.
    """

    name: str
    label: Text
    help: Text
    required: bool = False
    codelist: str = ""
    codes: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    kind: str = "text"
    default: str = ""
    attribute: str = ""

    def choices(self) -> tuple[Code, ...]:
        """Give the codes that may be chosen; empty where the field is no code."""
        if not self.codelist:
            return ()
        codes = codelist(self.codelist)
        return tuple(codes[code] for code in self.codes) if self.codes else tuple(codes)


@dataclass(frozen=True, slots=True)
class ChoiceLayout:
    """What may be chosen in a column of labels.

    Args:
        codelist: the list; ``indicator`` for the indicators themselves.
        codes: those of the list that may be chosen; all where empty.
        words: what may be chosen where it is no code list.
    """

    codelist: str = ""
    codes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def texts(self, lang: Lang) -> list[str]:
        """Give what the drop-down shows."""
        if self.words:
            return list(self.words)
        if self.codelist == INDICATOR:
            return list(indicators())
        return [choice_text(code.code, code.label.in_(lang)) for code in self._codes()]

    def meanings(self) -> Mapping[str, str]:
        """Give each way of writing a choice with its code: as any language's drop-down shows it, or the bare code."""
        found: dict[str, str] = {}
        for code in self._codes():
            shown = (choice_text(code.code, code.label.in_(lang)) for lang in LANGUAGES)
            found |= dict.fromkeys((code.code, *shown), code.code)
        return found

    def _codes(self) -> tuple[Code, ...]:
        codes = codelist(self.codelist)
        return tuple(codes[code] for code in self.codes) if self.codes else tuple(codes)


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """A sheet of figures: labels on the left, then the columns of figures.

    Args:
        headings: of the labels.
        rows: the labels that stand in the template.
        columns: of the figures; the scopes unless told.
        choices: what may be chosen in a column of labels.
        indicators: whether its rows are the indicators of the set.
        blank: rows below them that may be filled with others.
        named_by: the heading of the label that names the indicator of a row; empty where none does.
    """

    name: str
    title: Text
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    columns: tuple[str, ...] = SCOPES
    choices: Mapping[str, ChoiceLayout] = field(default_factory=dict)
    indicators: bool = False
    blank: int = 0
    named_by: str = ""

    @property
    def range(self) -> str:
        """The cells of heading and rows, e.g. ``A4:F13``; ``A4:U`` where rows may be added."""
        width = len(self.headings) + len(self.columns)
        if self.blank:
            return f"A{HEADING_ROW}:{column_letters(width)}"
        return f"A{HEADING_ROW}:{cell_name(HEADING_ROW + len(self.rows), width)}"


@dataclass(frozen=True)
class WorkbookLayout:
    """A workbook: its explanation, the sheet Basis, the sheets of figures, and how they are read.

    Args:
        words: what the English labels mean, in three languages.
        mappings: templates of ``[[source.mapping]]``, with ``{name}`` where the sheet Basis fills in.
        maps: the maps that they name.
        missing: the tokens that stand for no number.
        indicators: of a set of indicators their codes.
        local: the sheets of a city's own indicators: ``figures`` and ``meaning``.
    """

    id: str
    title: Text
    readme_name: Text
    readme: tuple[Text, ...]
    fields: tuple[FieldLayout, ...]
    sheets: tuple[SheetLayout, ...]
    words: Mapping[str, Text]
    mappings: Sequence[Mapping[str, Any]]  # TOML tables, typed by MappingDefinition once filled in
    maps: Mapping[str, Mapping[str, str]]
    missing: Mapping[str, str]
    indicators: tuple[str, ...] = ()
    local: Mapping[str, str] = field(default_factory=dict)

    def field_named(self, name: str) -> FieldLayout:
        """Give the field of a name."""
        return next(one for one in self.fields if one.name == name)

    def word(self, label: str, lang: Lang) -> str:
        """Say what an English label means, in a language."""
        return self.words[label].in_(lang) if label in self.words else label


def template_names() -> tuple[str, ...]:
    """Name the sets of figures that have a workbook."""
    return tuple(sorted(path.stem for path in TEMPLATES.glob("*.toml")))


def template_titles() -> Mapping[str, Text]:
    """Give the title of each set of figures that has a workbook."""
    return {name: layout(name).title for name in template_names()}


@cache
def layout(set_name: str) -> WorkbookLayout:
    """Give the layout of a set's workbook.

    Raises:
        UnknownTemplateError: no set has that name.
    """
    if set_name not in template_names():
        raise UnknownTemplateError(set_name, template_names())
    told = _told(set_name)
    sheets = tuple(_sheet(one) for one in told["sheet"])
    chosen = {choice.codelist: choice for sheet in sheets for choice in sheet.choices.values()}
    meanings = {
        f"{CHOICE_MAP}{name}": one.meanings() for name, one in chosen.items() if name not in ("", INDICATOR)
    }
    return WorkbookLayout(
        id=told["id"],
        title=Text.of(told["title"]),
        readme_name=Text.of(told["readme"]["name"]),
        readme=tuple(Text.of(line) for line in told["readme"]["line"]),
        fields=tuple(_field(one) for one in told["field"]),
        sheets=sheets,
        words={label: Text.of(text) for label, text in told["words"].items()},
        mappings=told["mapping"],
        maps={**told["maps"], **meanings},
        missing=told["missing"],
        indicators=tuple(told.get("indicators", ())),
        local=told.get("local", {}),
    )


def of_indicators(set_name: str, codes: Sequence[str]) -> WorkbookLayout:
    """Give the layout of a set with other indicators than its own.

    Raises:
        UnknownTemplateError: no set has that name.
        UnknownCodeError: no indicator has one of the codes.
    """
    for code in codes:
        indicator(code)
    return replace(layout(set_name), indicators=tuple(dict.fromkeys(codes)))


def _told(name: str) -> Mapping[str, Any]:  # a TOML table of ours
    """Read a set's file on top of the one that it is based on."""
    told = tomllib.loads((TEMPLATES / f"{name}.toml").read_text(encoding="utf-8"))
    if "base" not in told:
        return told
    base = _told(told["base"])
    merged = {**base, **told}
    for key in ("words", "maps", "missing"):
        merged[key] = {**base.get(key, {}), **told.get(key, {})}
    merged["field"] = _picked([*base["field"], *told.get("field", ())], told.get("fields"))
    merged["sheet"] = told.get("sheet") or _picked(base["sheet"], told.get("sheets"))
    merged["mapping"] = told.get("mapping") or _picked(base["mapping"], told.get("mappings"))
    return merged


def _picked(tables: Sequence[Mapping[str, Any]], names: Sequence[str] | None) -> list[Mapping[str, Any]]:
    """Give the tables of some names, in their order; all where none are named."""
    if names is None:
        return list(tables)
    return [one for name in names for one in tables if one["name"] == name]


def _field(told: Mapping[str, Any]) -> FieldLayout:  # a TOML table of ours
    texts = {"label": Text.of(told["label"]), "help": Text.of(told["help"])}
    return FieldLayout(**{**told, **texts, "codes": tuple(told.get("codes", ()))})


def _sheet(told: Mapping[str, Any]) -> SheetLayout:  # a TOML table of ours
    return SheetLayout(
        name=told["name"],
        title=Text.of(told["title"]),
        headings=tuple(told["headings"]),
        rows=tuple(tuple(row) for row in told["rows"]),
        columns=tuple(told.get("columns", SCOPES)),
        choices={
            heading: ChoiceLayout(
                one.get("codelist", ""), tuple(one.get("codes", ())), tuple(one.get("words", ()))
            )
            for heading, one in told.get("choices", {}).items()
        },
        indicators=told.get("indicators", False),
        blank=told.get("blank", 0),
        named_by=told.get("named_by", "Indicator" if told.get("indicators") else ""),
    )


def choice_text(code: str, label: str) -> str:
    """Write a code as the drop-down shows it, e.g. ``NET: including net LULUCF``."""
    return f"{code}: {label}"
