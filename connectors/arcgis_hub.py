"""A Hub's list of datasets, by its search (OGC API Records) or by the old one (JSON:API, version 3)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from connectors.arcgis_answer import fetch_patiently, read_document
from connectors.arcgis_errors import ArcgisRecordError
from connectors.arcgis_layer import moment, text_of
from connectors.arcgis_options import ArcgisOptions
from connectors.arcgis_text import plain_text
from connectors.fetching import Fetch, Fetched, Request, located
from connectors.json_answer import Digits, Json, as_list, quoted

PAGE = 100
"""Records a page: the most that the search gives."""

WORDLESS = frozenset({"", "none", "custom"})
"""What a licence's short name says where it is no licence."""


@dataclass(frozen=True, slots=True)
class HubRecord:
    """A dataset as a Hub lists it.

    Args:
        id: of the dataset, e.g. ``0f3c...9b_0``: the item's and the layer's number.
        item: the item's id alone.
        kind: e.g. ``Feature Service``, ``CSV``.
        service: where its layers are; empty for a file.
        landing: its page at the Hub.
        extent: west, south, east and north in degrees, as written.
        names: all by which a mapping may call it.
    """

    id: str
    item: str
    title: str
    description: str
    kind: str = ""
    service: str = ""
    landing: str = ""
    tags: tuple[str, ...] = ()
    licence: str = ""
    rights: str = ""
    owner: str = ""
    credits: str = ""
    created: datetime | None = None
    modified: datetime | None = None
    extent: tuple[str, ...] = ()
    language: str = ""
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class HubPage:
    """A page of the list.

    Args:
        matched: how many records the Hub says that there are; None where it does not say.
    """

    records: tuple[HubRecord | ArcgisRecordError, ...]
    fetched: Fetched
    matched: int | None = None


@dataclass
class HubList:
    """The list of one Hub.

    Args:
        url: the Hub's address; what stands in its query is asked with each page.
        moved: whether fewer records came in the end than the Hub counts, once all pages are read.
    """

    fetch: Fetch
    url: str
    options: ArcgisOptions
    moved: str = field(default="", init=False)

    def pages(self) -> Iterator[HubPage]:
        """Give the pages one by one; a record that comes twice, as the list moved, is given once."""
        seen: set[str] = set()
        asked = came = 0
        while True:
            asked += 1
            page = self._page(asked, came)
            came += len(page.records)
            fresh = tuple(one for one in page.records if _key(one) not in seen)
            seen.update(key for one in page.records if (key := _key(one)))
            yield HubPage(fresh, page.fetched, page.matched)
            if not page.records or (
                came >= page.matched if page.matched is not None else len(page.records) < PAGE
            ):
                break
        if page.matched is not None and len(seen) < page.matched:
            self.moved = f"{len(seen)} / {page.matched}"

    def _page(self, number: int, start: int) -> HubPage:
        parts = urlsplit(self.url)
        root = f"{parts.scheme}://{parts.netloc}"
        old = self.options.kind(self.url) == "hub-v3"
        path = "/api/v3/datasets" if old else f"/api/search/v1/collections/{self.options.collection}/items"
        place = (
            {"page[number]": number, "page[size]": PAGE} if old else {"limit": PAGE, "startindex": start + 1}
        )
        query = "&".join(part for part in (parts.query, urlencode(place)) if part)
        fetched = fetch_patiently(self.fetch, Request("GET", f"{root}{path}?{query}"))
        document = read_document(fetched)
        with located(fetched):
            name = "data" if old else "features"
            listed = as_list(document.get(name), f"$.{name}")
            records = tuple(_record(one, root, f"$.{name}[{at}]", old=old) for at, one in enumerate(listed))
            return HubPage(records, fetched, _matched(document, old=old))


def _key(one: HubRecord | ArcgisRecordError) -> str:
    return one.id if isinstance(one, HubRecord) else f"{one.record_id} {one.where}"


def _matched(document: Mapping[str, Json], *, old: bool) -> int | None:
    count = document.get("numberMatched")
    if old:
        meta = document.get("meta")
        stats = meta.get("stats") if isinstance(meta, dict) else None
        count = stats.get("totalCount") if isinstance(stats, dict) else None
    return int(str(count)) if isinstance(count, Digits) and str(count).isdigit() else None


def _record(told: Json, root: str, where: str, *, old: bool) -> HubRecord | ArcgisRecordError:
    """Read a record; one that has no id or no title is told as broken."""
    inner = told.get("attributes" if old else "properties") if isinstance(told, dict) else None
    if not isinstance(told, dict) or not isinstance(inner, dict):
        return ArcgisRecordError(quoted(told), field=where, wanted="{id, properties}")
    words = {name: plain_text(text_of(value)) for name, value in inner.items() if isinstance(value, str)}
    item = words.get("itemId", "") or words.get("id", "")
    identity = text_of(told.get("id")) or item
    title = words.get("title", "") if not old else words.get("name", "") or words.get("title", "")
    if not identity or not title:
        missing, wanted = ("id", "0f3c...") if not identity else ("title", "a title")
        return ArcgisRecordError('""', field=f"{where}.{missing}", wanted=wanted, record_id=identity)
    item = item.partition("_")[0] or identity.partition("_")[0]
    licence, rights = _licence(inner, words)
    return HubRecord(
        identity, item, " ".join(title.split()),
        words.get("description", "") or words.get("snippet", "") or words.get("searchDescription", ""),
        kind=words.get("type", ""), service=words.get("url", ""), landing=_landing(told, root, identity),
        tags=_tags(inner.get("tags")), licence=licence, rights=rights,
        owner=words.get("orgName", "") or words.get("source", "") or words.get("owner", ""),
        credits=words.get("accessInformation", ""), created=moment(inner.get("created")),
        modified=moment(inner.get("modified")), extent=_extent(inner.get("extent")),
        language=words.get("culture", "")[:2].lower(),
        names=frozenset(filter(None, (identity, item, words.get("slug"), words.get("name"), words.get("title")))),
    )  # fmt: skip


def _licence(inner: Mapping[str, Json], words: Mapping[str, str]) -> tuple[str, str]:
    """Give the licence and the terms in words; terms alone are the licence, whatever they say."""
    structured = inner.get("structuredLicense")
    told = structured if isinstance(structured, dict) else {}
    stated = [text_of(told.get("url")), text_of(told.get("type")), words.get("license", "")]
    licence = next((text for text in stated if text.lower() not in WORDLESS), "")
    terms = words.get("licenseInfo", "") or plain_text(text_of(told.get("text")))
    return (licence, terms) if licence else (terms, "")


def _landing(told: Mapping[str, Json], root: str, identity: str) -> str:
    links = told.get("links")
    if isinstance(links, dict) and text_of(links.get("itemPage")).startswith(("http://", "https://")):
        return text_of(links.get("itemPage"))
    return f"{root}/datasets/{identity}"


def _tags(told: Json) -> tuple[str, ...]:
    tags = [" ".join(one.split()) for one in told if isinstance(one, str)] if isinstance(told, list) else []
    return tuple(dict.fromkeys(tag for tag in tags if tag))


def _extent(told: Json) -> tuple[str, ...]:
    """Read an extent: two corners, by themselves or under ``coordinates``."""
    corners = told.get("coordinates") if isinstance(told, dict) else told
    if not isinstance(corners, list) or len(corners) != 2:
        return ()
    flat = [one for corner in corners if isinstance(corner, list) for one in corner[:2]]
    return (
        tuple(str(one) for one in flat)
        if len(flat) == 4 and all(isinstance(one, Digits) for one in flat)
        else ()
    )
