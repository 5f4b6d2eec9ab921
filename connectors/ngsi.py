"""Asking an NGSI-LD broker (ETSI GS CIM 009) for entities as they are, or for their history.

A broker tells how many there are in a header only. So pages are turned until one is empty, or until the header ``Link``,
which tells of pages, tells of no next one. A history that the broker cuts (206) is asked for again in halves of its time.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from connectors.definitions import MappingDefinition
from connectors.errors import ConnectorError
from connectors.fetching import Fetch, Fetched, Request
from connectors.json_answer import Json, as_list, as_object, read_json
from connectors.ngsi_answer import PARTIAL, pages_told, read_entities, refuse_problem
from connectors.ngsi_errors import (
    NgsiAttributeError,
    NgsiCutError,
    NgsiKeyError,
    NgsiMovedError,
    NgsiTypeError,
)
from connectors.ngsi_options import NgsiOptions
from connectors.ngsi_table import ATTRS, PLACES, measured, paths
from connectors.ngsi_terms import full_name, terms_of
from connectors.ngsi_values import longest_series, members
from connectors.ngsi_windows import Window, window_of

API = "/ngsi-ld/v1"
KEYS = (ATTRS, "id", "idPattern", "q", "scopeQ", "georel", "geometry", "coordinates", "geoproperty")
"""What ``select.key`` may name; several values of one are joined by commas."""

ONE_VALUE = frozenset({"idPattern", "q", "scopeQ", "georel", "geometry", "coordinates", "geoproperty"})
MOST_WINDOWS = 2000


@dataclass(frozen=True)
class NgsiReader:
    """Reads entities of one broker within one run.

    Args:
        fetch: gives what answers a request.
        url: the broker's root.
        options: of the source.
        year: the current one, with which a history ends unless told.
    """

    fetch: Fetch
    url: str
    options: NgsiOptions
    year: int

    def address(self, mapping: MappingDefinition) -> str:
        """Give the address of what a mapping reads, without pages and times."""
        told = urlencode(self._asked(mapping), safe=",:/;=")
        return f"{self._root(mapping)}/entities?{told}"

    def documents(self, mapping: MappingDefinition) -> list[Fetched]:
        """Fetch what a mapping selects.

        Raises:
            ConnectorError: there is nothing of that type, an attribute is on no entity, or the broker refuses.
        """
        if mapping.select.since:
            pages = list(self._history(mapping))
        else:
            pages = self._pages(f"{self._root(mapping)}/entities", {**self._asked(mapping), **self._form()})
        self._require(mapping, pages)
        return pages

    def _history(self, mapping: MappingDefinition) -> Iterator[Fetched]:
        """Ask for a span of time; what is cut is asked for in halves."""
        options, select = self.options, mapping.select
        asked = {**self._asked(mapping), **self._temporal_form()}
        waiting = deque([window_of(select.since, select.until, self.year, ZoneInfo(options.zone))])
        for _ in range(MOST_WINDOWS):
            if not waiting:
                return
            window = waiting.popleft()
            span = window.parameters(exact=bool(options.aggregate))
            pages = self._pages(f"{self._root(mapping)}/entities", {**asked, **span})
            cut = next((page for page in pages if self._is_cut(page)), None)
            if cut is None:
                yield from self._filled(pages, last=not waiting)
                continue
            waiting.extendleft(reversed(self._halves(window, cut)))
        raise NgsiCutError(f"{MOST_WINDOWS} x {PARTIAL}", url=self._root(mapping))

    def _filled(self, pages: list[Fetched], *, last: bool) -> Iterator[Fetched]:
        """Leave out answers without entities; of a history that is empty altogether the last one stays."""
        filled = [page for page in pages if read_entities(page)]
        yield from filled or (pages[:1] if last else [])

    def _halves(self, window: Window, cut: Fetched) -> tuple[Window, Window]:
        halves = None if self.options.aggregate else window.halves()
        if halves is None:
            raise NgsiCutError(f"HTTP {cut.status}", url=cut.url)
        return halves

    def _is_cut(self, page: Fetched) -> bool:
        if page.status == PARTIAL:
            return True
        most = self.options.last_n
        return bool(most) and any(longest_series(entity) >= most for entity in read_entities(page))

    def _pages(self, address: str, asked: Mapping[str, str]) -> list[Fetched]:
        """Turn pages until there are no more; an empty one after others is none."""
        pages: list[Fetched] = []
        seen: set[str] = set()
        while True:
            place = {"limit": str(self.options.page_size), "offset": str(len(seen)), "count": "true"}
            told = urlencode({**asked, **place}, safe=",:/;=")
            fetched = self.fetch(Request("GET", f"{address}?{told}", self._headers()))
            entities = read_entities(fetched)
            if not entities and pages:
                return pages
            pages.append(fetched)
            for entity in entities:
                _see(entity, seen, fetched)
            links = pages_told(fetched)
            if not entities or (links and "next" not in links) or fetched.status == PARTIAL:
                return pages

    def _asked(self, mapping: MappingDefinition) -> dict[str, str]:
        """Say which entities and attributes.

        Raises:
            NgsiKeyError: nothing says which, or a part of the key is none.
        """
        select = mapping.select
        if not select.table:
            raise NgsiKeyError('""', where="select.table", wanted="AirQualityObserved")
        for name, values in select.key.items():
            many = len(values) > 1 and name in ONE_VALUE
            if name not in KEYS or not values or many:
                raise NgsiKeyError(f"{name} = {values}", where=f"select.key.{name}", wanted=", ".join(KEYS))
        asked = {"type": self._name(select.table, select.table)}
        attrs = self._attributes(mapping)
        asked |= {ATTRS: ",".join(self._name(one, select.table) for one in attrs)} if attrs else {}
        return asked | {name: ",".join(values) for name, values in select.key.items() if name != ATTRS}

    def _attributes(self, mapping: MappingDefinition) -> tuple[str, ...]:
        """Give the attributes to ask for: those that are rows, and those beside them; none where all are rows."""
        rows = measured(mapping)
        beside = [path.partition(" ")[0].partition(".")[0] for path in paths(mapping) if "://" not in path]
        named = {column.column for column in mapping.columns.values()}
        places = PLACES[:1] if {"lon", "lat"} & named else ()
        return tuple(dict.fromkeys((*rows, *beside, *places))) if rows else ()

    def _name(self, name: str, kind: str) -> str:
        return full_name(name, kind) if self.options.terms else name

    def _form(self) -> Mapping[str, str]:
        form = self.options.form
        return {} if form == "normalized" else {"options": form}

    def _temporal_form(self) -> Mapping[str, str]:
        options = self.options
        told = {"timeproperty": "observedAt"}
        if options.aggregate:
            told |= {"options": "aggregatedValues", "aggrMethods": options.aggregate}
            return told | {"aggrPeriodDuration": options.duration}
        told |= {"options": "temporalValues"} if options.form == "keyValues" else {}
        return told | ({"lastN": str(options.last_n)} if options.last_n else {})

    def _root(self, mapping: MappingDefinition) -> str:
        """Give what ``/entities`` stands below."""
        root = self.url.partition("?")[0].rstrip("/").removesuffix("/entities")
        root = root if root.endswith(API) else f"{root}{API}"
        if not mapping.select.since:
            return root
        return self.options.temporal.rstrip("/") or f"{root}/temporal"

    def _headers(self) -> tuple[tuple[str, str], ...]:
        told = [("Accept", "application/json")]
        told += [("NGSILD-Tenant", self.options.tenant)] if self.options.tenant else []
        if self.options.context:
            relation = 'rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'
            told.append(("Link", f"<{self.options.context}>; {relation}"))
        return tuple(told)

    def _require(self, mapping: MappingDefinition, pages: list[Fetched]) -> None:
        """Hold what came against what the mapping names: types and attributes may be misspelt."""
        entities = [entity for page in pages for entity in read_entities(page)]
        if not entities:
            self._require_type(mapping)
            return
        if mapping.select.since:
            return  # a history may lack an attribute for a while, and does not hold what never changes
        found = {terms_of(entity).term(name) for entity in entities for name, _ in members(entity)}
        rows = [(name, "select.key.attrs") for name in measured(mapping)]
        for name, where in [*rows, *((path, f"columns: {path}") for path in paths(mapping))]:
            term = terms_of({}).term(name)
            if term not in found and not any(term.startswith((f"{one}.", f"{one} ")) for one in found):
                raise NgsiAttributeError.of(name, found, where=where, url=pages[0].url)

    def _require_type(self, mapping: MappingDefinition) -> None:
        """Say that the broker has no such type, where it tells which it has."""
        root = self.url.partition("?")[0].rstrip("/").removesuffix("/entities").removesuffix(API)
        try:
            fetched = self.fetch(Request("GET", f"{root}{API}/types", self._headers()))
            refuse_problem(fetched)
            types = _types(read_json(fetched.content, fetched.url))
        except ConnectorError:
            return  # not every broker lists its types: that there is nothing is told in any case
        told = {terms_of({}).term(name) for name in types}
        if terms_of({}).term(mapping.select.table) not in told:
            raise NgsiTypeError.of(mapping.select.table, told, url=fetched.url)


def _see(entity: Mapping[str, Json], seen: set[str], fetched: Fetched) -> None:
    """Note an entity; one that comes again says that the list moved, or that the broker does not turn pages."""
    identity = entity.get("id", entity.get("@id"))
    name = identity if isinstance(identity, str) else f"? {len(seen)}"
    if name in seen:
        raise NgsiMovedError(f"{name} x 2", url=fetched.url)
    seen.add(name)


def _types(document: Json) -> list[str]:
    listed = as_object(document, "$").get("typeList") if isinstance(document, dict) else document
    names = [
        one.get("typeName", one.get("id")) if isinstance(one, dict) else one
        for one in as_list(listed, "$.typeList")
    ]
    return [name for name in names if isinstance(name, str)]
