"""A PxWeb table's variables: from the metadata of version 1, and from JSON-stat, which is metadata and answer of version 2."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from connectors.errors import JsonShapeError
from connectors.json_answer import Json, as_count, as_list, as_object, quoted
from connectors.raw_table import clean_name

WANTED = '{"variables": [{"code", "values"}]}'


@dataclass(frozen=True)
class Variable:
    """One dimension of a table.

    Args:
        code: as the service calls it, with its white space and diacritics.
        name: for people, e.g. ``Statistična regija``.
        labels: text by code, in the service's order.
        eliminable: whether the service gives the table without it, summed or at its total.
        time: whether the service says that it is time.
    """

    code: str
    name: str
    labels: Mapping[str, str]
    eliminable: bool = False
    time: bool = False

    @cached_property
    def column(self) -> str:
        """What a table's column of it is called."""
        return column_name(self.code)


def column_name(text: str) -> str:
    """Give a variable's code as a column's name: on one line, composed, so that it is found however it was typed."""
    return clean_name(unicodedata.normalize("NFC", text))


def variables_of_v1(document: Json) -> tuple[Variable, ...]:
    """Read the metadata of PxWeb's first API.

    Raises:
        JsonShapeError: it is none; it says where.
    """
    listed = as_object(document, "$", wanted=WANTED).get("variables")
    found = as_list(listed, "$.variables", wanted="[{...}, ...]")
    if not found:
        raise JsonShapeError("[]", where="$.variables", wanted="[{...}, ...]")
    return tuple(_variable_of_v1(entry, f"$.variables[{number}]") for number, entry in enumerate(found))


def _variable_of_v1(entry: Json, where: str) -> Variable:
    told = as_object(entry, where)
    code = told.get("code")
    if not isinstance(code, str) or not code.strip():
        raise JsonShapeError(quoted(code), where=f"{where}.code", wanted='"OBČINE"')
    codes = [str(value) for value in as_list(told.get("values"), f"{where}.values")]
    texts = [str(text) for text in as_list(told.get("valueTexts") or list(codes), f"{where}.valueTexts")]
    if len(texts) != len(codes) or not codes:
        raise JsonShapeError(
            f"{len(texts)}", where=f"{where}.valueTexts", wanted=f"{len(codes) or '1, 2 ...'}"
        )
    name = str(told.get("text") or code)
    labels = dict(zip(codes, texts, strict=True))
    return Variable(code, name, labels, told.get("elimination") is True, told.get("time") is True)


def variables_of_jsonstat(document: Json) -> tuple[Variable, ...]:
    """Read the dimensions of a JSON-stat data set of version 1 or 2, with or without figures.

    Raises:
        JsonShapeError: it is none; it says where.
    """
    dataset, place = _dataset(as_object(document, "$", wanted='{"class": "dataset"}'))
    described = as_object(dataset.get("dimension"), f"{place}.dimension")
    holder = dataset if "id" in dataset else described  # version 1 keeps id and role in dimension
    ids = [str(id_) for id_ in as_list(holder.get("id"), f"{place}.id")]
    role = as_object(holder.get("role") or {}, f"{place}.role")
    times = {str(id_) for id_ in as_list(role.get("time") or [], f"{place}.role.time")}
    return tuple(_variable_of_jsonstat(described, id_, id_ in times, place) for id_ in ids)


def _dataset(document: dict[str, Json]) -> tuple[dict[str, Json], str]:
    if "dimension" in document:
        return document, "$"
    for name, value in document.items():
        if isinstance(value, dict) and "dimension" in value:
            return value, f"$.{name}"
    raise JsonShapeError(quoted(list(document)), where="$", wanted="dimension")


def _variable_of_jsonstat(described: dict[str, Json], id_: str, time: bool, place: str) -> Variable:
    where = f"{place}.dimension[{id_}]"
    dimension = as_object(described.get(id_), where)
    category = as_object(dimension.get("category"), f"{where}.category")
    texts = as_object(category.get("label") or {}, f"{where}.category.label")
    codes = _codes(category.get("index", list(texts)), f"{where}.category.index")
    labels = {code: str(texts.get(code, code)) for code in codes}
    extension = dimension.get("extension")
    eliminable = isinstance(extension, dict) and extension.get("elimination") is True
    return Variable(id_, str(dimension.get("label") or id_), labels, eliminable, time)


def _codes(index: Json, where: str) -> list[str]:
    """Give codes in their order: of a list, or of an object of places."""
    if isinstance(index, dict):
        placed = {code: as_count(at, where) for code, at in index.items()}
        return sorted(placed, key=placed.__getitem__)
    return [str(code) for code in as_list(index, where)]
