"""An ArcGIS server with its Hub, as Esri's REST API and OGC API Records describe them, and with the faults of real ones.

Errors come with status 200 and their number in the document; pages end at ``maxRecordCount``; an unknown field, a wrong
condition, a place in a list that cannot be paged are refused.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from tests.fakes.server import Reply, Seen

Feature = dict[str, Any]
"""Attributes by field; ``geometry`` is none of them."""

SERVICES = "/arcgis/rest/services"
RANGE = re.compile(r"(\w+) >= (\d+) AND \1 <= (\d+)")
IN = re.compile(r"([^\W\d]\w*) IN \(([^()]*)\)")
QUERY = {
    "where", "outFields", "returnGeometry", "geometryPrecision", "outSR", "f", "orderByFields", "resultOffset",
    "resultRecordCount", "returnCountOnly", "returnIdsOnly",
}  # fmt: skip


def told(document: object, status: int = 200) -> Reply:
    return Reply(json.dumps(document, ensure_ascii=False).encode(), status)


def refusal(code: int, message: str, *details: str) -> Reply:
    """A server's error: the status is 200."""
    return told({"error": {"code": code, "message": message, "details": list(details)}})


@dataclass
class FakeLayer:
    """A layer.

    Args:
        fields: type by name, without ``esriFieldType``.
        features: with an object id each.
        shapes: the features' geometry, in Esri's JSON, by object id.
        domains: texts by code, by field.
        pages: whether it can be paged.
        before: what happens before each page, by how many pages were given.
        says_more: whether it says where there is more.
    """

    fields: Mapping[str, str]
    features: list[Feature]
    shapes: Mapping[int, Feature] = field(default_factory=dict)
    domains: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)
    most: int = 2000
    pages: bool = True
    oid: str = "OBJECTID"
    wkid: int = 4326
    edited: int | None = None
    says_more: bool = True
    before: Mapping[int, Callable[["FakeLayer"], None]] = field(default_factory=dict)
    given: int = 0

    def describe(self, number: int) -> Mapping[str, Any]:
        return {
            "currentVersion": 11.2, "id": number, "name": "Sloj", "type": "Feature Layer", "objectIdField": self.oid or None,
            "maxRecordCount": self.most, "fields": [self._field(name) for name in self.fields],
            "advancedQueryCapabilities": {"supportsPagination": self.pages, "supportsOrderBy": True},
            "editingInfo": {"lastEditDate": self.edited}, "capabilities": "Query",
        }  # fmt: skip

    def query(self, asked: Mapping[str, str]) -> Reply:
        if set(asked) - QUERY:
            return refusal(400, "Invalid or missing input parameters.")
        chosen = self._chosen(asked.get("where", ""))
        if chosen is None:
            return refusal(
                400, "Cannot perform query. Invalid query parameters.", "'where' clause is invalid"
            )
        if asked.get("returnCountOnly") == "true":
            return told({"count": len(chosen)})
        if asked.get("returnIdsOnly") == "true":
            ids = [one[self.oid] for one in chosen] or None
            return told({"objectIdFieldName": self.oid, "objectIds": ids})
        change = self.before.get(self.given)
        if change is not None:
            change(self)
        self.given += 1
        return self._page(self._chosen(asked["where"]) or [], asked)

    def _page(self, chosen: list[Feature], asked: Mapping[str, str]) -> Reply:
        if "resultOffset" in asked and not self.pages:
            return refusal(400, "Pagination is not supported.")
        if asked.get("orderByFields"):
            chosen = sorted(chosen, key=lambda one: one[asked["orderByFields"]])
        start, most = (
            int(asked.get("resultOffset", 0)),
            min(int(asked.get("resultRecordCount", self.most)), self.most),
        )
        page = chosen[start : start + most]
        more = {"exceededTransferLimit": True} if self.says_more and start + most < len(chosen) else {}
        shown = asked.get("returnGeometry", "true") == "true"
        if asked["f"] == "geojson":
            features = [self._geojson(one, shown=shown) for one in page]
            return told(
                {"type": "FeatureCollection", **({"properties": more} if more else {}), "features": features}
            )
        listed = [
            {"attributes": one, **({"geometry": self.shapes.get(one[self.oid])} if shown else {})}
            for one in page
        ]
        system = {"spatialReference": {"wkid": self.wkid, "latestWkid": self.wkid}} if shown else {}
        fields = [{"name": name, "type": f"esriFieldType{kind}"} for name, kind in self.fields.items()]
        return told({"objectIdFieldName": self.oid, **system, "fields": fields, "features": listed, **more})

    def _geojson(self, one: Feature, *, shown: bool) -> Feature:
        shape = self.shapes.get(one[self.oid]) if shown else None
        point = {"type": "Point", "coordinates": [shape["x"], shape["y"]]} if shape else None
        return {"type": "Feature", "id": one[self.oid], "geometry": point, "properties": one}

    def _field(self, name: str) -> Feature:
        texts = self.domains.get(name)
        coded = [{"name": text, "code": code} for code, text in texts.items()] if texts else []
        domain = {"type": "codedValue", "name": f"d_{name}", "codedValues": coded} if texts else None
        return {
            "name": name,
            "type": f"esriFieldType{self.fields[name]}",
            "alias": name.title(),
            "domain": domain,
        }

    def _chosen(self, where: str) -> list[Feature] | None:
        """Give what fits a condition; None where it is none that this server reads."""
        chosen = list(self.features)
        for part in re.split(r" AND (?!\w+ <=)", where.replace("(1=1)", "1=1")):
            bounds, listed = RANGE.fullmatch(part), IN.search(part)
            if bounds and bounds[1] == self.oid:
                chosen = [one for one in chosen if int(bounds[2]) <= one[self.oid] <= int(bounds[3])]
            elif listed and listed[1] in self.fields:
                values = re.findall(r"'((?:[^']|'')*)'|([-\d.]+)", listed[2])
                wanted = {quoted.replace("''", "'") or bare for quoted, bare in values}
                chosen = [one for one in chosen if str(one[listed[1]]) in wanted]
            elif part != "1=1":
                return None
        return chosen


@dataclass
class FakeArcgis:
    """A server of layers, a Hub of datasets and its files.

    Args:
        layers: by path below the services, e.g. ``Spremnici/FeatureServer/0``.
        datasets: the Hub's records, as the search gives them; as version 3 where `old`.
        instead: replies to some paths in turn, before anything else is said there.
        files: of a Hub, by path.
        hub_most: records a page of the search.
        moves: what happens to the list before each page, by its number.
    """

    layers: dict[str, FakeLayer] = field(default_factory=dict)
    datasets: list[Any] = field(default_factory=list)
    old: bool = False
    instead: dict[str, list[Reply]] = field(default_factory=dict)
    files: dict[str, Reply] = field(default_factory=dict)
    hub_most: int = 100
    moves: Mapping[int, Callable[[list[Any]], None]] = field(default_factory=dict)
    searches: int = 0

    def __call__(self, seen: Seen) -> Reply:
        path = unquote(seen.path)
        asked = {name: values[0] for name, values in seen.query.items()}
        if self.instead.get(path):
            return self.instead[path].pop(0)
        if path in self.files:
            return self.files[path]
        if path == "/api/v3/datasets" and self.old:
            return self._search((int(asked["page[number]"]) - 1) * self.hub_most, int(asked["page[size]"]))
        if path == "/api/search/v1/collections/dataset/items" and not self.old:
            if int(asked["limit"]) > 100:
                return told({"message": ["limit must not be greater than 100"], "statusCode": 400}, 400)
            return self._search(int(asked["startindex"]) - 1, int(asked["limit"]))
        if path.startswith(f"{SERVICES}/") and asked.get("f") in ("json", "geojson"):
            return self._service(path.removeprefix(f"{SERVICES}/"), asked)
        return Reply(b"<!DOCTYPE html><html><title>Not here</title></html>", 404, media_type="text/html")

    def _search(self, start: int, most: int) -> Reply:
        change = self.moves.get(self.searches)
        if change is not None:
            change(self.datasets)
        self.searches += 1
        page = self.datasets[start : start + min(most, self.hub_most)]
        if self.old:
            stats = {"stats": {"totalCount": len(self.datasets), "count": len(page)}}
            return told({"data": page, "meta": stats})
        return told({
            "type": "FeatureCollection", "features": page, "numberMatched": len(self.datasets),
            "numberReturned": len(page), "links": [],
        })  # fmt: skip

    def _service(self, path: str, asked: Mapping[str, str]) -> Reply:
        if path.endswith("/query"):
            layer = self.layers.get(path.removesuffix("/query"))
            return layer.query(asked) if layer else refusal(400, "Invalid URL")
        if path in self.layers:
            return told(self.layers[path].describe(int(path.rpartition("/")[2])))
        below = [name for name in self.layers if name.startswith(f"{path}/")]
        listed = [{"id": int(name.rpartition("/")[2]), "name": name, "subLayerIds": None} for name in below]
        return told({"layers": listed, "tables": []}) if below else refusal(404, "Service not found")


def dataset(identity: str, title: str, url: str = "", **properties: object) -> Any:
    """A record as the search gives it."""
    told_of = {
        "id": identity.partition("_")[0],
        "title": title,
        "type": "Feature Service",
        "url": url,
        **properties,
    }
    return {"id": identity, "type": "Feature", "geometry": None, "properties": told_of, "links": []}
