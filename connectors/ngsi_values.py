"""The values of an attribute in each of NGSI-LD's representations, each with the place where it stands.

Normalized (``{"type": "Property", "value": ...}``), concise (the type left out), simplified (the bare value), several
instances told apart by ``datasetId``, and of a history: instances in a list, ``values`` as pairs with a time, or what a
broker made of a period (``avg``: value, start, end).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from connectors.json_answer import Digits, Json
from connectors.json_table import escaped

HOLDERS: Mapping[str, str] = {
    "Property": "value", "GeoProperty": "value", "Relationship": "object", "LanguageProperty": "languageMap",
    "VocabProperty": "vocab", "VocabularyProperty": "vocab", "JsonProperty": "json", "ListProperty": "valueList",
    "ListRelationship": "objectList",
}  # fmt: skip
"""What holds the value of each type of attribute."""

SERIES: Mapping[str, str] = {
    "Property": "values", "GeoProperty": "values", "Relationship": "objects", "LanguageProperty": "languageMaps",
    "VocabProperty": "vocabs", "VocabularyProperty": "vocabs", "JsonProperty": "jsons", "ListProperty": "valueLists",
    "ListRelationship": "objectLists",
}  # fmt: skip
METHODS = ("avg", "min", "max", "sum", "sumsq", "stddev", "totalCount", "distinctCount")
NOTHING = "urn:ngsi-ld:null"
"""NGSI-LD's word for a value that was deleted."""

BESIDE = frozenset(
    {"id", "type", "@id", "@type", "@context", "scope", "createdAt", "modifiedAt", "deletedAt", "expiresAt"}
)
"""Members of an entity that are no attributes."""


@dataclass(frozen=True, slots=True)
class Instance:
    """One value of an attribute.

    Args:
        ref: where it stands, a JSON pointer.
        observed: when it was measured, as written.
        start: of the period that the broker made it of; `end` its end, `method` how.
    """

    value: Json
    ref: str
    unit: str = ""
    observed: str = ""
    dataset: str = ""
    method: str = ""
    start: str = ""
    end: str = ""


def instances(told: Json, ref: str) -> Iterator[Instance]:
    """Give the values of an attribute."""
    if isinstance(told, list) and told and all(isinstance(one, dict) and _is_attribute(one) for one in told):
        for at, one in enumerate(told):
            yield from instances(one, f"{ref}/{at}")
    elif not isinstance(told, dict):
        yield Instance(told, ref)
    elif isinstance(told.get("dataset"), dict) and len(told) == 1:
        yield from _told_apart(told["dataset"], f"{ref}/dataset")
    elif not _is_attribute(told):
        yield Instance(told, ref)
    else:
        yield from _of_attribute(told, ref)


def plain(value: Json) -> Json:
    """Give a value without JSON-LD's wrapping: ``{"@type": "DateTime", "@value": ...}``; nothing for a deleted one."""
    if isinstance(value, dict) and "@value" in value:
        return value["@value"]
    return None if value == NOTHING else value


def members(entity: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
    """Give an entity's attributes by their names as written."""
    for name, told in entity.items():
        if name not in BESIDE:
            yield name, told


def longest_series(entity: Mapping[str, Json]) -> int:
    """Give how many values of one attribute an entity holds at most."""
    counts = [sum(1 for _ in instances(told, "")) for _, told in members(entity)]
    return max(counts, default=0)


def _is_attribute(told: Mapping[str, Json]) -> bool:
    """Say whether an object is an attribute and no bare value: a geometry, an address."""
    kind = told.get("type")
    if isinstance(kind, str) and kind in HOLDERS:
        return True
    held = {*HOLDERS.values(), *SERIES.values()} & told.keys()
    return kind is None and bool(held) and "@value" not in told


def _of_attribute(told: Mapping[str, Json], ref: str) -> Iterator[Instance]:
    kind = told.get("type")
    unit, dataset = _text(told.get("unitCode")), _text(told.get("datasetId"))
    for holder in [HOLDERS[kind]] if isinstance(kind, str) else dict.fromkeys(HOLDERS.values()):
        if holder in told:
            observed = _text(told.get("observedAt"))
            yield Instance(plain(told[holder]), f"{ref}/{holder}", unit, observed, dataset)
            return
    for series in [SERIES[kind]] if isinstance(kind, str) else dict.fromkeys(SERIES.values()):
        for at, pair in enumerate(_list(told.get(series))):
            value, observed = _pair(pair)
            yield Instance(plain(value), f"{ref}/{series}/{at}/0", unit, observed, dataset)
    for method in METHODS:
        for at, part in enumerate(_list(told.get(method))):
            if isinstance(part, list) and len(part) == 3:
                start, end = _text(part[1]), _text(part[2])
                where = f"{ref}/{method}/{at}/0"
                yield Instance(plain(part[0]), where, unit, "", dataset, method, start, end)


def _told_apart(told: Json, ref: str) -> Iterator[Instance]:
    """Give the values of a simplified attribute of several instances."""
    for name, value in told.items() if isinstance(told, dict) else ():
        dataset = "" if name == "@none" else name
        yield Instance(plain(value), f"{ref}/{escaped(name)}", dataset=dataset)


def _list(told: Json) -> Sequence[Json]:
    return told if isinstance(told, list) else []


def _pair(pair: Json) -> tuple[Json, str]:
    """Read a value with its time; a value may be alone."""
    if isinstance(pair, list) and len(pair) == 2:
        return pair[0], _text(plain(pair[1]))
    return pair, ""


def _text(value: Json) -> str:
    return value if isinstance(value, str) and not isinstance(value, Digits) else ""
