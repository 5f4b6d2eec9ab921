"""An NGSI-LD broker as ETSI GS CIM 009 describes it: entities, types and the temporal API, with pages, 206 and problems."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.fakes.server import Reply, Seen

Entity = dict[str, Any]
"""Normalized; an attribute with a history is a list of instances with ``observedAt``."""

API = "/ngsi-ld/v1"
ERRORS = "https://uri.etsi.org/ngsi-ld/errors/"
KNOWN = {
    "type", "attrs", "id", "idPattern", "q", "limit", "offset", "count", "options", "timerel", "timeAt", "endTimeAt",
    "timeproperty", "lastN", "aggrMethods", "aggrPeriodDuration",
}  # fmt: skip
CONTEXT = '<https://example.org/context.jsonld>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'


def prop(value: object, observed: str = "", unit: str = "", dataset: str = "") -> Entity:
    """A property, normalized."""
    told = {"observedAt": observed, "unitCode": unit, "datasetId": dataset}
    return {"type": "Property", "value": value, **{name: text for name, text in told.items() if text}}


def problem(status: int, kind: str, detail: str) -> Reply:
    body = {"type": f"{ERRORS}{kind}", "title": kind, "detail": detail, "status": status}
    return Reply(json.dumps(body).encode(), status, media_type="application/problem+json")


@dataclass
class FakeBroker:
    """A broker.

    Args:
        entities: in the order in which they are given.
        most: entities an answer, whatever is asked.
        refuses_above: a limit that is refused; 0 for none.
        most_instances: of an attribute in a history; more are cut and told with 206.
        inclusive: which ends `between` holds: its start, its end.
        links: whether the header ``Link`` tells of pages.
        tenants: of each what it has.
        before: what happens before each page of entities, by its number.
        lists_types: whether it tells which types it has.
    """

    entities: list[Entity]
    most: int = 1000
    refuses_above: int = 1000
    most_instances: int = 1000
    inclusive: tuple[bool, bool] = (True, False)
    links: bool = False
    tenants: Mapping[str, list[Entity]] = field(default_factory=dict)
    before: Mapping[int, Callable[[list[Entity]], None]] = field(default_factory=dict)
    lists_types: bool = True
    asked: int = 0

    def __call__(self, seen: Seen) -> Reply:
        asked = {name: values[0] for name, values in seen.query.items()}
        tenant = seen.headers.get("ngsild-tenant", "")
        if tenant and tenant not in self.tenants:
            return problem(404, "NonexistentTenant", tenant)
        held = self.tenants[tenant] if tenant else self.entities
        if set(asked) - KNOWN:
            return problem(400, "InvalidRequest", f"unknown: {sorted(set(asked) - KNOWN)}")
        if seen.path == f"{API}/types" and self.lists_types:
            names = sorted({one["type"] for one in held})
            return self._answer(
                {"id": "urn:ngsi-ld:EntityTypeList:1", "type": "EntityTypeList", "typeList": names}
            )
        if seen.path not in (f"{API}/entities", f"{API}/temporal/entities"):
            return problem(404, "ResourceNotFound", seen.path)
        if not {"type", "id", "attrs", "q"} & set(asked):
            return problem(400, "BadRequestData", "too broad a query")
        if int(asked.get("limit", 20)) > self.refuses_above:
            return problem(400, "BadRequestData", f"limit above {self.refuses_above}")
        return self._entities(held, asked, temporal="temporal" in seen.path)

    def _entities(self, held: list[Entity], asked: Mapping[str, str], *, temporal: bool) -> Reply:
        change = self.before.get(self.asked)
        if change is not None:
            change(held)
        self.asked += 1
        wanted = asked["attrs"].split(",") if "attrs" in asked else []
        listed = [one for one in held if one["type"] in asked["type"].split(",")]
        listed = [one for one in listed if not wanted or set(wanted) & set(one)]
        if "id" in asked:
            listed = [one for one in listed if one["id"] in asked["id"].split(",")]
        if temporal:
            return self._history(listed, wanted, asked)
        page, headers = self._page(listed, asked)
        form = asked.get("options", "")
        return self._answer([self._shown(one, wanted, form) for one in page], headers)

    def _page(self, listed: list[Entity], asked: Mapping[str, str]) -> tuple[list[Entity], Mapping[str, str]]:
        start, most = int(asked.get("offset", 0)), min(int(asked.get("limit", 20)), self.most)
        links = [CONTEXT]
        if self.links and start:
            links.append('</ngsi-ld/v1/entities?x>; rel="prev"; type="application/ld+json"')
        if self.links and start + most < len(listed):
            links.append('</ngsi-ld/v1/entities?y>;rel="next"')
        headers = {"Link": ", ".join(links)}
        if asked.get("count") == "true":
            headers["NGSILD-Results-Count"] = str(len(listed))
        return listed[start : start + most], headers

    def _shown(self, entity: Entity, wanted: list[str], form: str) -> Entity:
        kept = {
            name: told
            for name, told in entity.items()
            if name in ("id", "type", "@context") or not wanted or name in wanted
        }
        if not form:
            return kept
        return {name: told if isinstance(told, str) else _short(told, form) for name, told in kept.items()}

    def _history(self, listed: list[Entity], wanted: list[str], asked: Mapping[str, str]) -> Reply:
        if asked.get("timerel") != "between" or "timeAt" not in asked or "endTimeAt" not in asked:
            return problem(400, "BadRequestData", "timerel")
        start, end = (datetime.fromisoformat(asked[name]) for name in ("timeAt", "endTimeAt"))
        page, headers = self._page(listed, asked)
        shown, cut = [], False
        for one in page:
            told: Entity = {"id": one["id"], "type": one["type"]}
            for name, series in one.items():
                if (
                    name in ("id", "type", "@context")
                    or (wanted and name not in wanted)
                    or not isinstance(series, list)
                ):
                    continue
                within = [part for part in series if self._within(part["observedAt"], start, end)]
                if asked.get("options") == "aggregatedValues":
                    told[name] = _summed(within, asked, start, end)
                elif within:
                    cut = cut or len(within) > self.most_instances
                    within = within[: self.most_instances]
                    told[name] = _series(within) if asked.get("options") == "temporalValues" else within
            if len(told) > 2:
                shown.append(told)
        return self._answer(shown, headers, 206 if cut else 200)

    def _within(self, text: str, start: datetime, end: datetime) -> bool:
        moment = datetime.fromisoformat(text)
        first, last = self.inclusive
        return (start <= moment if first else start < moment) and (moment <= end if last else moment < end)

    def _answer(self, document: object, headers: Mapping[str, str] | None = None, status: int = 200) -> Reply:
        return Reply(json.dumps(document, ensure_ascii=False).encode(), status, headers or {})


def _short(told: Any, form: str) -> Any:
    """An attribute in a simplified or the concise form."""
    if isinstance(told, list):
        return [_short(one, form) for one in told] if form == "concise" else {
            "dataset": {one.get("datasetId", "@none"): _short(one, form) for one in told}
        }  # fmt: skip
    if form == "concise":
        rest = {name: value for name, value in told.items() if name != "type"}
        return rest if set(rest) != {"value"} else rest["value"]
    return next(told[name] for name in ("value", "object", "languageMap") if name in told)


def _series(within: list[Entity]) -> Entity:
    return {"type": "Property", "values": [[part["value"], part["observedAt"]] for part in within]}


def _summed(within: list[Entity], asked: Mapping[str, str], start: datetime, end: datetime) -> Entity:
    """The mean of each year; other periods are none of this broker's."""
    assert (asked["aggrMethods"], asked["aggrPeriodDuration"]) == ("avg", "P1Y")
    told = []
    while start < end:
        after = min(start.replace(year=start.year + 1), end)
        found = [
            part["value"] for part in within if start <= datetime.fromisoformat(part["observedAt"]) < after
        ]
        if found:
            told.append([sum(found) / len(found), _z(start), _z(after)])
        start = after
    return {"type": "Property", "avg": told}


def _z(moment: datetime) -> str:
    return (moment + timedelta(0)).isoformat().replace("+00:00", "Z")
