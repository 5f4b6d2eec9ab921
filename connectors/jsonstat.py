"""Reading JSON-stat (https://json-stat.org/full/), versions 1 and 2, into a table of raw cells.

The columns are the dimensions' ids, ``value`` and ``status``; each cell is named ``value[INDEX]``. A status
without a value makes a row with an empty value, a cell with neither makes none.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from connectors.errors import EmptyFileError, JsonStatError
from connectors.json_answer import Digits, Json, as_count, as_list, as_object, quoted, read_json
from connectors.raw_table import RawCell, RawRow, RawTable, text_cell

NOTHING: tuple[Json, ...] = (None, "")


@dataclass(frozen=True, slots=True)
class _Dimension:
    id: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Cube:
    dimensions: tuple[_Dimension, ...]
    values: Mapping[int, Json]
    statuses: Mapping[int, Json]

    def codes_at(self, index: int) -> tuple[str, ...]:
        """Give the codes of a cell; the last dimension changes fastest."""
        codes: list[str] = []
        for dimension in reversed(self.dimensions):
            index, place = divmod(index, len(dimension.codes))
            codes.append(dimension.codes[place])
        return tuple(reversed(codes))


def read_jsonstat(content: bytes, url: str = "") -> RawTable:
    """Read a JSON-stat data set.

    Raises:
        JsonStatError: it is none; it says where.
        EmptyFileError, HtmlAnswerError, NotJsonError: it is not even JSON, or holds no cell.
    """
    return table_of_jsonstat(read_json(content, url), url)


def table_of_jsonstat(document: Json, url: str = "") -> RawTable:
    """Make a table of a JSON-stat document that is read already."""
    try:
        dataset, place = _dataset(as_object(document, "$", JsonStatError, '{"class": "dataset"}'))
        cube = _cube(dataset, place)
        rows = tuple(_rows(cube))
        if not rows:
            raise EmptyFileError("0", where=f"{place}.value")
    except (JsonStatError, EmptyFileError) as error:
        error.at(url=url)
        raise
    columns = (*(dimension.id for dimension in cube.dimensions), "value", "status")
    refs = (*(f"dimension[{dimension.id}]" for dimension in cube.dimensions), "value", "status")
    return RawTable(columns, refs, rows, "jsonstat")


def _dataset(document: dict[str, Json]) -> tuple[dict[str, Json], str]:
    """Find the data set: the document itself, or in version 1 the one that it wraps, whatever its name."""
    if "value" in document:
        return document, "$"
    for name, value in document.items():
        if isinstance(value, dict) and "value" in value and "dimension" in value:
            return value, f"$.{name}"
    raise JsonStatError(quoted(list(document)), where="$", wanted="value, dimension")


def _cube(dataset: dict[str, Json], place: str) -> _Cube:
    described = as_object(dataset.get("dimension"), f"{place}.dimension", JsonStatError)
    holder = dataset if "id" in dataset else described  # version 1 keeps id and size in dimension
    ids = as_list(holder.get("id"), f"{place}.id", JsonStatError)
    sizes = as_list(holder.get("size"), f"{place}.size", JsonStatError)
    if len(ids) != len(sizes):
        raise JsonStatError(quoted(sizes), where=f"{place}.size", wanted=f"{len(ids)}")
    counts = [as_count(size, f"{place}.size[{n}]", JsonStatError) for n, size in enumerate(sizes)]
    dimensions = tuple(
        _dimension(described, str(id_), count, place) for id_, count in zip(ids, counts, strict=True)
    )
    cells = math.prod(counts)
    return _Cube(
        dimensions,
        _by_index(dataset["value"], cells, f"{place}.value"),
        _statuses(dataset.get("status"), cells, f"{place}.status"),
    )


def _dimension(described: dict[str, Json], id_: str, count: int, place: str) -> _Dimension:
    where = f"{place}.dimension[{id_}].category"
    dimension = as_object(described.get(id_), where, JsonStatError)
    category = as_object(dimension.get("category"), where, JsonStatError)
    codes = _codes(category, where)
    if len(codes) != count:
        raise JsonStatError(f"{len(codes)}", where=where, wanted=f"{count}")
    return _Dimension(id_, codes)


def _codes(category: dict[str, Json], where: str) -> tuple[str, ...]:
    """Give a dimension's codes in order; one of a single category may have a label only."""
    index = category.get("index", list(as_object(category.get("label", {}), where, JsonStatError)))
    if isinstance(index, dict):
        placed = {as_count(at, f"{where}.index", JsonStatError): code for code, at in index.items()}
        if sorted(placed) != list(range(len(index))):
            raise JsonStatError(quoted(index), where=f"{where}.index", wanted=f"0 ... {len(index) - 1}")
        return tuple(placed[at] for at in range(len(placed)))
    return tuple(str(code) for code in as_list(index, f"{where}.index", JsonStatError))


def _by_index(found: Json, cells: int, where: str) -> Mapping[int, Json]:
    """Give what is there by cell index: of a list, or of a sparse object."""
    if found is None:
        return {}
    if isinstance(found, dict):
        sparse = {as_count(Digits(key), where, JsonStatError): value for key, value in found.items()}
        if any(index >= cells for index in sparse):
            raise JsonStatError(f"{max(sparse)}", where=where, wanted=f"< {cells}")
        return {index: value for index, value in sparse.items() if value not in NOTHING}
    listed = as_list(found, where, JsonStatError)
    if len(listed) != cells:
        raise JsonStatError(f"{len(listed)}", where=where, wanted=f"{cells}")
    return {index: value for index, value in enumerate(listed) if value not in NOTHING}


def _statuses(found: Json, cells: int, where: str) -> Mapping[int, Json]:
    """Give the statuses by cell index; one text counts for all values, older Eurostat wraps the list."""
    if isinstance(found, str) and not isinstance(found, Digits):
        return _Everywhere(found)
    if isinstance(found, dict) and isinstance(found.get("value"), list):
        return _by_index(found["value"], cells, f"{where}.value")
    return _by_index(found, cells, where)


class _Everywhere(dict[int, Json]):
    """One status for all cells; it makes no row of its own."""

    def __init__(self, status: str) -> None:
        super().__init__()
        self._status = status

    def __missing__(self, index: int) -> Json:
        return self._status


def _rows(cube: _Cube) -> Iterator[RawRow]:
    for index in sorted(cube.values.keys() | cube.statuses.keys()):
        ref = f"value[{index}]"
        codes = (RawCell(code, ref) for code in cube.codes_at(index))
        yield (*codes, _value_cell(cube.values.get(index), ref), _status_cell(cube.statuses, index))


def _value_cell(value: Json, ref: str) -> RawCell:
    if isinstance(value, Digits):
        return RawCell(str(value), ref, "number")
    if value is None or isinstance(value, str):
        return text_cell(value or "", ref)
    raise JsonStatError(quoted(value), where=ref, wanted="1.5")


def _status_cell(statuses: Mapping[int, Json], index: int) -> RawCell:
    try:
        status = statuses[index]
    except KeyError:
        status = None
    return text_cell("" if status is None else str(status), f"status[{index}]")
