"""A PxWeb service: its addresses, its limits, and the requests for metadata and figures, in both versions of its API.

Version 1 has a table's address with its folders (``/api/v1/hr/Stanovništvo/T1.px``), version 2 a number
(``/tables/TAB638``).
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from connectors.definitions import SourceDefinition
from connectors.fetching import Request
from connectors.json_answer import Digits, Json
from connectors.options import PxwebOptions
from connectors.pxweb_errors import PxwebKeyError
from connectors.pxweb_slices import Slice

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")
SECOND = re.compile(r"v2[a-z0-9._-]*", re.IGNORECASE)
ACCEPT = ("Accept", "application/json")
DEFAULT_CELLS = 10_000
DEFAULT_CALLS, DEFAULT_WINDOW = 30, 10
"""PxWeb's own defaults, for a service that does not tell its limits."""


def pace_of(calls: int, window: int) -> float:
    """Give the seconds between two requests that keep them below so many in a window, wherever it begins."""
    return window / max(calls - 1, 1)


DEFAULT_PACE = pace_of(DEFAULT_CALLS, DEFAULT_WINDOW)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a service lets one client ask.

    Args:
        cells: of one request.
        pace: seconds at least from one request to the next.
    """

    cells: int
    pace: float


@dataclass(frozen=True, slots=True)
class PxwebService:
    """Where a service is and how it is asked.

    Args:
        root: without the language and what follows it in version 1.
        folder: what follows the language, each part as it is called.
        most: cells of one request, whatever the service allows.
    """

    root: str
    api: Literal["v1", "v2"]
    lang: str
    folder: tuple[str, ...]
    answer: Literal["json-stat2", "json-stat"]
    most: int

    @classmethod
    def of(cls, source: SourceDefinition, options: PxwebOptions) -> "PxwebService":
        """Take a source's address apart.

        Raises:
            PxwebKeyError: version 1 wants a language, and neither address nor options nor source say one.
        """
        try:
            parts = urlsplit(source.url)
        except ValueError as error:
            raise PxwebKeyError(source.url, where="url", wanted="https://.../api/v1/sl/Data") from error
        segments = [unquote(part) for part in parts.path.split("/") if part]
        api = options.api or ("v2" if any(map(SECOND.fullmatch, segments)) else "v1")
        lang, folder = options.lang, tuple[str, ...]()
        if api == "v1":
            segments, said, folder = _of_v1(segments)
            lang = said or lang or source.language
            if not LANGUAGE.fullmatch(lang):
                raise PxwebKeyError(
                    source.url, where="url", url=source.url, wanted=f"{source.url}/sl, options.lang"
                )
        root = urlunsplit((parts.scheme, parts.netloc, "/" + _path(segments), "", "")).rstrip("/")
        return cls(root, api, lang, folder, options.answer, options.max_cells)

    def table_address(self, table: str) -> str:
        """Give a table's address.

        Raises:
            PxwebKeyError: the name is none.
        """
        parts = [unquote(part).strip() for part in table.strip().strip("/").split("/")]
        if any(part in ("", ".", "..") for part in parts) or not table.isprintable():
            raise PxwebKeyError(
                table, where="select.table", url=self.root, wanted="05C4004S.px, Folder/Table.px, TAB638"
            )
        if self.api == "v2":
            return f"{self.root}/tables/{quote('/'.join(parts), safe='')}"
        return f"{self.root}/{_path([self.lang, *self.folder, *parts])}"

    def config_request(self) -> Request:
        """Ask for the service's limits."""
        if self.api == "v2":
            return Request("GET", f"{self.root}/config", (ACCEPT,), pace=DEFAULT_PACE)
        return Request("GET", f"{self.root}/{self.lang}/?config", (ACCEPT,), pace=DEFAULT_PACE)

    def metadata_request(self, table: str, pace: float) -> Request:
        """Ask for a table's variables."""
        address = self.table_address(table)
        if self.api == "v2":
            address += f"/metadata?{self._language()}outputFormat=json-stat2"
        return Request("GET", address, (ACCEPT,), pace=pace)

    def tables_request(self, page: int, pace: float) -> Request:
        """Ask version 2 for a page of its list of tables."""
        address = f"{self.root}/tables?{self._language()}pageNumber={page}&pageSize=1000"
        return Request("GET", address, (ACCEPT,), pace=pace)

    def data_request(self, table: str, part: Slice, pace: float) -> Request:
        """Ask for a slice's figures."""
        address, body = self.table_address(table), self._body(part)
        if self.api == "v2":
            address += f"/data?{self._language()}outputFormat=json-stat2"
        content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        return Request("POST", address, (ACCEPT, ("Content-Type", "application/json")), content, pace)

    def _language(self) -> str:
        return f"lang={quote(self.lang, safe='')}&" if self.lang else ""

    def _body(self, part: Slice) -> dict[str, object]:
        if self.api == "v2":
            selection = [{"variableCode": one.variable.code, "valueCodes": list(one.codes)} for one in part]
            return {"selection": selection}
        query = [
            {"code": one.variable.code, "selection": {"filter": "item", "values": list(one.codes)}}
            for one in part
        ]
        return {"query": query, "response": {"format": self.answer}}

    def limits(self, config: Json) -> Limits:
        """Read the limits of the service's own description; what it does not tell is PxWeb's default.

        ``maxValues`` of version 1 bounds what metadata list; it stands for the cells where ``maxCells`` is missing.
        """
        told = config if isinstance(config, dict) else {}
        cells = _count(told, "maxDataCells", "maxCells", "maxValues") or DEFAULT_CELLS
        calls, window = _count(told, "maxCallsPerTimeWindow", "maxCalls"), _count(told, "timeWindow")
        if not (calls and window):  # 0 is no promise that there is no limit
            calls, window = DEFAULT_CALLS, DEFAULT_WINDOW
        return Limits(min(cells, self.most), pace_of(calls, window))


def _of_v1(segments: list[str]) -> tuple[list[str], str, tuple[str, ...]]:
    """Split a path into the API's root, the language and the folders."""
    lowered = [segment.lower() for segment in segments]
    if "v1" not in lowered:
        return [*segments, "api", "v1"], "", ()
    end = lowered.index("v1") + 1
    lang = segments[end] if end < len(segments) and LANGUAGE.fullmatch(segments[end]) else ""
    return segments[:end], lang, tuple(segments[end + bool(lang) :])


def _path(parts: list[str]) -> str:
    return "/".join(quote(part, safe="") for part in parts)


def _count(told: Mapping[str, Json], *names: str) -> int:
    """Give the first of some numbers that is one and not 0."""
    counts = (int(value) for name in names if isinstance(value := told.get(name), Digits) and value.isdigit())
    return next((count for count in counts if count), 0)
