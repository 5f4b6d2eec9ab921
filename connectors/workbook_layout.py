"""What a workbook of ours looks like: the tables of ``connectors/templates``, as values."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from connectors.cell_names import cell_name
from connectors.workbook_errors import UnknownTemplateError
from schemas.codes import Code, codelist
from schemas.languages import Lang, Text

TEMPLATES = Path(__file__).parent / "templates"
BASIS_SHEET = "Basis"
FIRST_FIELD_ROW = 4
HEADING_ROW = 4
SCOPES = ("Scope 1", "Scope 2", "Scope 3", "Total")


@dataclass(frozen=True, slots=True)
class FieldLayout:
    """A row of the sheet Basis.

    Args:
        name: the attribute of a basis, or what else it tells of the workbook.
        label: its name for people; the English one stands in the first column.
        codelist: the list its codes are from; empty for a text.
        codes: those of the list that may be chosen; all where empty.
        words: what may be written, and what it means, where it is no code list.
        kind: ``text`` or ``number``.
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

    def choices(self) -> tuple[Code, ...]:
        """Give the codes that may be chosen; empty where the field is no code."""
        if not self.codelist:
            return ()
        codes = codelist(self.codelist)
        return tuple(codes[code] for code in self.codes) if self.codes else tuple(codes)


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """A sheet of figures: labels on the left, a column for each scope."""

    name: str
    title: Text
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def range(self) -> str:
        """The cells of heading and rows, e.g. ``A4:F13``."""
        last = cell_name(HEADING_ROW + len(self.rows), len(self.headings) + len(SCOPES))
        return f"A{HEADING_ROW}:{last}"


@dataclass(frozen=True)
class WorkbookLayout:
    """A workbook: its explanation, the sheet Basis, the sheets of figures, and how they are read.

    Args:
        words: what the English labels mean, in three languages.
        mappings: templates of ``[[source.mapping]]``, with ``{name}`` where the sheet Basis fills in.
        maps: the maps that they name.
        missing: the tokens that stand for no number.
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

    def field_named(self, name: str) -> FieldLayout:
        """Give the field of a name."""
        return next(one for one in self.fields if one.name == name)

    def word(self, label: str, lang: Lang) -> str:
        """Say what an English label means, in a language."""
        return self.words[label].in_(lang) if label in self.words else label


def template_names() -> tuple[str, ...]:
    """Name the sets of figures that have a workbook."""
    return tuple(sorted(path.stem for path in TEMPLATES.glob("*.toml")))


@cache
def layout(set_name: str) -> WorkbookLayout:
    """Give the layout of a set's workbook.

    Raises:
        UnknownTemplateError: no set has that name.
    """
    if set_name not in template_names():
        raise UnknownTemplateError(set_name, template_names())
    told = tomllib.loads((TEMPLATES / f"{set_name}.toml").read_text(encoding="utf-8"))
    return WorkbookLayout(
        id=told["id"],
        title=Text.of(told["title"]),
        readme_name=Text.of(told["readme"]["name"]),
        readme=tuple(Text.of(line) for line in told["readme"]["line"]),
        fields=tuple(_field(one) for one in told["field"]),
        sheets=tuple(_sheet(one) for one in told["sheet"]),
        words={label: Text.of(text) for label, text in told["words"].items()},
        mappings=told["mapping"],
        maps=told["maps"],
        missing=told["missing"],
    )


def _field(told: Mapping[str, Any]) -> FieldLayout:  # a TOML table of ours
    texts = {"label": Text.of(told["label"]), "help": Text.of(told["help"])}
    return FieldLayout(**{**told, **texts, "codes": tuple(told.get("codes", ()))})


def _sheet(told: Mapping[str, Any]) -> SheetLayout:  # a TOML table of ours
    rows = tuple(tuple(row) for row in told["rows"])
    return SheetLayout(told["name"], Text.of(told["title"]), tuple(told["headings"]), rows)
