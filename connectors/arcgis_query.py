"""Asking an ArcGIS server for layers: description and count first, then the features, in as many answers as it gives them.

A layer that does not give its features by their place in the list is asked by ranges of their ids. What came is held
against what was counted: a layer that changes while it is read is tried again, and never taken in by half.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from connectors.arcgis_answer import fetch_patiently, read_document
from connectors.arcgis_errors import (
    ArcgisCutError,
    ArcgisFieldError,
    ArcgisKeyError,
    ArcgisLayerError,
    ArcgisMovedError,
)
from connectors.arcgis_layer import DATES, NUMBERS, Layer, LayerField, read_layer, text_of
from connectors.arcgis_options import ArcgisOptions
from connectors.definitions import MappingDefinition, SelectDefinition
from connectors.errors import JsonShapeError
from connectors.fetching import Fetch, Fetched, Request, located
from connectors.json_answer import Digits, Json, as_count, quoted
from connectors.named_columns import named_columns

LON, LAT = "lon", "lat"
ALL = "1=1"
LAYER = re.compile(r"/\d+$")
NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")
NAME = re.compile(r"[^\W\d]\w*(\.\w+)*")
"""A name that may stand in a condition as it is; other letters than Latin ones are letters, too."""


@dataclass(frozen=True, slots=True)
class DescribedLayer:
    """A layer, the bytes that describe it, and whether its address was found in a Hub's record."""

    layer: Layer
    fetched: Fetched
    crawled: bool = False


@dataclass
class ArcgisReader:
    """Reads layers within one run; each is described once.

    Args:
        fetch: gives what answers a request.
        url: of the source.
        options: of the source.
    """

    fetch: Fetch
    url: str
    options: ArcgisOptions
    _described: dict[str, DescribedLayer] = field(default_factory=dict)

    def describe(self, select: SelectDefinition, service: str = "") -> DescribedLayer:
        """Give the layer that is selected.

        Args:
            service: what a Hub's record says where it is; empty where the selection says it all.

        Raises:
            ConnectorError: there is no such layer, or it is not said which.
        """
        address = self.address(select, service)
        if address not in self._described:
            self._described[address] = self._describe(address, crawled=bool(service))
        return self._described[address]

    def address(self, select: SelectDefinition, service: str = "") -> str:
        """Give the address of a layer, or of a service that may have one only.

        Raises:
            ArcgisLayerError: nothing says which.
        """
        table = select.table.strip().strip("/")
        if table.startswith(("http://", "https://")):
            return table.partition("?")[0]
        if service:
            root = service.partition("?")[0].rstrip("/")
            return f"{LAYER.sub('', root)}/{quote(table)}" if table else root
        root = (self.options.services or self.url).partition("?")[0].rstrip("/")
        if not table and not root.endswith(("FeatureServer", "MapServer")) and not LAYER.search(root):
            raise ArcgisLayerError('""', where="select.table", wanted="Name/FeatureServer/0", url=root)
        return f"{root}/{quote(table)}" if table else root

    def documents(self, described: DescribedLayer, mapping: MappingDefinition) -> list[Fetched]:
        """Fetch what a mapping selects of a layer.

        Raises:
            ArcgisMovedError: the layer changed meanwhile.
            ConnectorError: the server refuses, or cannot give it whole.
        """
        asked = _Asked(
            self, described, condition(described.layer, mapping.select), self._form(described, mapping)
        )
        count = asked.count()
        if described.layer.pages:
            return list(asked.by_place(count))
        if described.layer.oid and count:
            return list(asked.by_ids(count))
        return list(asked.at_once(count))

    def ask(self, address: str, parameters: Mapping[str, str], *, crawled: bool) -> Fetched:
        """Send a question."""
        request = Request("GET", f"{address}?{urlencode(parameters)}", crawled=crawled)
        return fetch_patiently(self.fetch, request)

    def _describe(self, address: str, *, crawled: bool) -> DescribedLayer:
        fetched = self.ask(address, {"f": "json"}, crawled=crawled)
        document = read_document(fetched)
        if not isinstance(document.get("fields"), list) and not LAYER.search(address):
            only = _only_layer(document, fetched.url)
            return self._describe(f"{address}/{only}", crawled=crawled)
        if not isinstance(document.get("fields"), list):  # a group of layers, or a picture
            found = f"{text_of(document.get('type')) or '-'}: {text_of(document.get('name')) or '-'}"
            raise ArcgisLayerError(
                found, where="select.table", wanted="Feature Layer, Table", url=fetched.url
            )
        with located(fetched):
            return DescribedLayer(read_layer(address, document), fetched, crawled)

    def _form(self, described: DescribedLayer, mapping: MappingDefinition) -> dict[str, str]:
        """Give what is said with each question for features; their geometry is asked for where the mapping reads it."""
        layer, named = described.layer, named_columns(mapping)
        placed = bool({LON, LAT} & (named - layer.fields.keys()))
        precise = {"geometryPrecision": "7"} if placed else {}
        return {
            "outFields": "*", "returnGeometry": "true" if placed else "false", **precise, "outSR": "4326",
            "f": self.options.format,
        }  # fmt: skip

    def page_size(self, layer: Layer) -> int:
        """Give how many features are asked for at once."""
        return min(self.options.page_size or layer.most, layer.most)


@dataclass
class _Asked:
    """One reading of a layer: what is asked for, and the ids that came."""

    reader: ArcgisReader
    described: DescribedLayer
    where: str
    form: dict[str, str]
    seen: set[str] = field(default_factory=set)
    came: int = 0

    @property
    def layer(self) -> Layer:
        """The layer."""
        return self.described.layer

    def count(self) -> int:
        """Ask how many features there are."""
        fetched = self._query({"where": self.where, "returnCountOnly": "true", "f": "json"})
        document = read_document(fetched)
        with located(fetched):
            return as_count(document.get("count"), "$.count")

    def by_place(self, count: int) -> Iterator[Fetched]:
        """Ask page by page, in the order of the ids."""
        size = self.reader.page_size(self.layer)
        order = {"orderByFields": self.layer.oid} if self.layer.oid else {}
        while True:
            place = {"resultOffset": str(self.came), "resultRecordCount": str(size)}
            fetched = self._query({"where": self.where, **order, **place, **self.form})
            features, cut = self._features(fetched)
            if features or not self.came:
                yield fetched
            if not features or self.came > count or (self.came == count and not cut):
                break
        self._hold(count, fetched.url)

    def by_ids(self, count: int) -> Iterator[Fetched]:
        """Ask by ranges of ids, each with no more of them than an answer holds."""
        fetched = self._query({"where": self.where, "returnIdsOnly": "true", "f": "json"})
        with located(fetched):
            ids = _ids(read_document(fetched))
        size = self.reader.page_size(self.layer)
        for start in range(0, len(ids), size):
            part = ids[start : start + size]
            bounds = f"{self.layer.oid} >= {part[0]} AND {self.layer.oid} <= {part[-1]}"
            where = bounds if self.where == ALL else f"({self.where}) AND {bounds}"
            page = self._query({"where": where, **self.form})
            features, _ = self._features(page)
            if len(features) != len(part):
                raise ArcgisMovedError(str(len(features)), url=page.url, count=len(part))
            yield page
        self._hold(count, fetched.url)

    def at_once(self, count: int) -> Iterator[Fetched]:
        """Ask for everything, where there is no other way."""
        fetched = self._query({"where": self.where, **self.form})
        features, _ = self._features(fetched)
        if len(features) < count:
            raise ArcgisCutError(str(len(features)), url=fetched.url, count=count)
        yield fetched
        self._hold(count, fetched.url)

    def _query(self, parameters: Mapping[str, str]) -> Fetched:
        return self.reader.ask(f"{self.layer.address}/query", parameters, crawled=self.described.crawled)

    def _features(self, fetched: Fetched) -> tuple[list[Json], bool]:
        """Give the features of an answer, and whether it says that there are more."""
        document = read_document(fetched)
        with located(fetched):
            features = features_of(document)
        for feature in features:
            key = _id_of(feature, self.layer.oid)
            if key and key in self.seen:  # the list moved below us, or the server does not heed the place
                raise ArcgisMovedError(f"{self.layer.oid} {key} x 2", url=fetched.url, count=len(self.seen))
            self.seen.add(key)
        self.came += len(features)
        beside = document.get("properties")
        told = (document, beside if isinstance(beside, dict) else {})
        return features, any(one.get("exceededTransferLimit") is True for one in told)

    def _hold(self, count: int, url: str) -> None:
        if self.came != count:
            raise ArcgisMovedError(str(self.came), url=url, count=count)


def condition(layer: Layer, select: SelectDefinition) -> str:
    """Write ``select.key`` as the server's condition; a text of a coded value stands for its code.

    Raises:
        ArcgisFieldError: the layer has no such field.
        ArcgisKeyError: the field cannot have such a value.
    """
    by_name = {name.casefold(): one for name, one in layer.fields.items()}
    parts: list[str] = []
    for name, values in select.key.items():
        one = by_name.get(name.casefold())
        if one is None or not NAME.fullmatch(one.name):
            raise ArcgisFieldError.of(name, list(layer.fields), url=layer.address)
        if not values:
            raise ArcgisKeyError(f"{name} = []", where=f"select.key.{name}", wanted='["..."]')
        parts.append(f"{one.name} IN ({', '.join(_literal(value, one) for value in values)})")
    return " AND ".join(parts) or ALL


def features_of(document: Mapping[str, Json]) -> list[Json]:
    """Give an answer's features.

    Raises:
        JsonShapeError: it has none.
    """
    features = document.get("features")
    if not isinstance(features, list):
        raise JsonShapeError(quoted(dict(document)), where="$.features", wanted="[...]")
    return features


def _literal(value: str, one: LayerField) -> str:
    codes = [code for code, text in one.texts.items() if text == value] if value not in one.texts else []
    told = codes[0] if len(codes) == 1 else value
    where = f"select.key.{one.name}"
    if one.type in DATES:
        raise ArcgisKeyError(value, where=where, wanted=f"where = \"`{one.name} year` == '2024'\"")
    if one.type in NUMBERS:
        if not NUMBER.fullmatch(told):
            raise ArcgisKeyError(value, where=where, wanted="0, 1, 2 ...")
        return told
    return "'" + told.replace("'", "''") + "'"


def _id_of(feature: Json, oid: str) -> str:
    """Give a feature's id; GeoJSON may leave it out."""
    if not isinstance(feature, dict):
        return ""
    attributes = feature.get("attributes", feature.get("properties"))
    found = attributes.get(oid) if isinstance(attributes, dict) else None
    found = feature.get("id") if found is None else found
    return str(found) if isinstance(found, str | Digits) else ""


def _ids(document: Mapping[str, Json]) -> Sequence[int]:
    listed = document.get("objectIds")
    if listed is None:
        return ()
    if not isinstance(listed, list):
        raise JsonShapeError(quoted(listed), where="$.objectIds", wanted="[...]")
    return sorted({as_count(one, f"$.objectIds[{at}]") for at, one in enumerate(listed)})


def _only_layer(document: Mapping[str, Json], url: str) -> str:
    """Give the number of a service's only layer or table.

    Raises:
        ArcgisLayerError: it has none, or several.
    """
    listed: list[str] = []
    for name in ("layers", "tables"):
        entries = document.get(name)
        told = [one for one in entries if isinstance(one, dict)] if isinstance(entries, list) else []
        single = [one for one in told if not isinstance(one.get("subLayerIds"), list)]
        listed += [f"{quoted(one.get('id'))} ({text_of(one.get('name'))})" for one in single]
    if len(listed) == 1:
        return listed[0].partition(" ")[0]
    found = f"{len(listed)} layers"
    wanted = ", ".join(listed[:20]) or "FeatureServer/0"
    raise ArcgisLayerError(found, where="select.table", wanted=wanted, url=url)
