"""Eurostat tables as cubes, and the JSON-stat 2.0 answer that the Statistics API gives for a part of one."""

import csv
import itertools
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

TABLES = Path(__file__).resolve().parent / "figures" / "eurostat"
FLAGS = {
    "b": "break in time series",
    "e": "estimated",
    "m": "missing value; data cannot exist",
    "p": "provisional",
}


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension: its code, its label, and its codes with their labels, in order."""

    code: str
    label: str
    codes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure and its flags; the figure may be absent and flagged, as ``: m`` is in Eurostat's TSV."""

    value: Decimal | None
    flags: str


@dataclass(frozen=True, slots=True)
class Cube:
    """A table: its code and label, when it was updated, its dimensions, and its cells by their codes."""

    code: str
    label: str
    updated: str
    dimensions: tuple[Dimension, ...]
    cells: Mapping[tuple[str, ...], Cell]

    def json_stat(self, chosen: Mapping[str, Sequence[str]]) -> dict[str, object]:
        """Give the chosen part as JSON-stat 2.0: values and flags as sparse objects keyed by position.

        Args:
            chosen: for each dimension, the codes wanted, in the table's order.
        """
        keys = list(itertools.product(*(chosen[dimension.code] for dimension in self.dimensions)))
        found = {str(place): self.cells[key] for place, key in enumerate(keys) if key in self.cells}
        flags = {place: cell.flags for place, cell in found.items() if cell.flags}
        return {
            "version": "2.0",
            "class": "dataset",
            "label": self.label,
            "source": "ESTAT",
            "updated": self.updated,
            "value": {place: cell.value for place, cell in found.items() if cell.value is not None},
            **({"status": flags} if flags else {}),
            "id": [dimension.code for dimension in self.dimensions],
            "size": [len(chosen[dimension.code]) for dimension in self.dimensions],
            "dimension": {d.code: _category(d, chosen[d.code]) for d in self.dimensions},
            "extension": self._extension(chosen, flags),
        }

    def _extension(self, chosen: Mapping[str, Sequence[str]], flags: Mapping[str, str]) -> dict[str, object]:
        used = sorted(set(flags.values()))
        labels = {flag: ", ".join(FLAGS[letter] for letter in flag) for flag in used}
        return {
            "lang": "EN",
            "id": self.code.upper(),
            "agencyId": "ESTAT",
            "version": "1.0",
            "datastructure": {"id": self.code.upper(), "agencyId": "ESTAT", "version": "1.0"},
            "annotation": [
                {"type": "OBS_COUNT", "title": str(len(self.cells))},
                {"type": "UPDATE_DATA", "date": self.updated},
            ],
            **({"status": {"label": labels}} if labels else {}),
            "positions-with-no-data": {d.code: self._empty_positions(d, chosen) for d in self.dimensions},
        }

    def _empty_positions(self, dimension: Dimension, chosen: Mapping[str, Sequence[str]]) -> list[int]:
        axis = self.dimensions.index(dimension)
        wanted = [set(chosen[d.code]) for d in self.dimensions]
        seen = {
            key[axis]
            for key in self.cells
            if all(code in codes for code, codes in zip(key, wanted, strict=True))
        }
        return [place for place, code in enumerate(chosen[dimension.code]) if code not in seen]


def _category(dimension: Dimension, codes: Sequence[str]) -> dict[str, object]:
    index = {code: place for place, code in enumerate(codes)}
    return {
        "label": dimension.label,
        "category": {"index": index, "label": {code: dimension.codes[code] for code in codes}},
    }


def load_cubes(folder: Path = TABLES) -> dict[str, Cube]:
    """Read every table that ``structure.toml`` in a folder names, by its code in lower case."""
    structure = tomllib.loads((folder / "structure.toml").read_text(encoding="utf-8"))
    return {code: _cube(code, table, folder / f"{code}.csv") for code, table in structure.items()}


def _cube(code: str, table: Mapping[str, str | Mapping[str, Mapping[str, str]]], path: Path) -> Cube:
    described = table["dimension"]
    assert isinstance(described, Mapping)
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [{"freq": "A", **row} for row in csv.DictReader(lines)]
    dimensions = [_dimension(name, about) for name, about in described.items()]
    times = sorted({row["time"] for row in rows})
    dimensions.append(Dimension("time", "Time", {time: time for time in times}))
    cells = {tuple(row[d.code] for d in dimensions): _cell(row) for row in rows}
    return Cube(code, str(table["label"]), str(table["updated"]), tuple(dimensions), cells)


def _dimension(name: str, about: Mapping[str, str | Mapping[str, str]]) -> Dimension:
    codes = about["codes"]
    assert isinstance(codes, Mapping)
    return Dimension(name, str(about["label"]), codes)


def _cell(row: Mapping[str, str]) -> Cell:
    return Cell(Decimal(row["value"]) if row["value"] else None, row["flag"])
