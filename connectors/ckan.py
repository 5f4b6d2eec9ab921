"""The list of a CKAN's packages, page by page, while the portal goes on being edited.

Records are listed by their id, an order that no edit changes. Each page but the first begins with a record that was met
before: then nothing that stood all the while can have slipped past, however many records were added or deleted before it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from connectors.ckan_asking import Asking
from connectors.ckan_options import CkanOptions
from connectors.ckan_organizations import organization_names
from connectors.ckan_records import CkanPackage, read_package
from connectors.errors import CkanRecordError, CkanRefusalError, MovingListError
from connectors.fetching import Fetch, Fetched, located
from connectors.json_answer import Json, as_count, as_list, as_object, quoted

SORTS = ("id asc", "name asc")
"""Orders that no edit changes; the gateway may refuse the first."""

IDLE_PAGES = 10
"""So many pages in a row without a new record are no list that goes on."""


@dataclass(frozen=True, slots=True)
class CkanPage:
    """One page of a portal's list.

    Args:
        start: place of its first record in the list, from 0.
        count: records that the portal says it has, in the organization that was asked for.
        records: packages, and an error in the place of each broken one; none that an earlier page held.
        fetched: the bytes.
        short: where the whole list holds fewer records than the portal says it has: how many of how many; then nobody
            knows what is missing.
    """

    start: int
    count: int
    records: tuple[CkanPackage | CkanRecordError, ...]
    fetched: Fetched
    short: str = ""


def list_packages(
    fetch: Fetch, root: str, options: CkanOptions, since: datetime | None = None
) -> Iterator[CkanPage]:
    """Give all packages of a portal, or of the organizations that the options name, page by page.

    Args:
        root: the portal's address, e.g. ``https://data.gov.hr/ckan``.
        since: only what the portal changed from then on; None for all.

    Raises:
        TransientError: try again; AnswerError, PortalError: the portal gives no such list.
    """
    portal = Asking(fetch, root, options.api)
    named = organization_names(portal, options.organizations) if options.organizations else (None,)
    seen: set[str] = set()
    for name in named:
        yield from _Listing(portal, options.page_size, _filter(name, since), seen).pages()


def show_package(portal: Asking, package: str) -> tuple[CkanPackage, Fetched]:
    """Give one package by its id or name, and the bytes that describe it.

    Raises:
        NotFoundError: the portal has none, or hides it.
        CkanRecordError: it is broken.
    """
    result, fetched = portal.ask("package_show", {"id": package})
    return read_package(result, 0), fetched


def _filter(organization: str | None, since: datetime | None) -> str:
    """Give Solr's filter; its lower bound is a second early, as portals cut the time that they index."""
    terms = [f'organization:"{organization}"'] if organization is not None else []
    if since is not None:
        moment = (since.astimezone(UTC).replace(microsecond=0) - timedelta(seconds=1)).replace(tzinfo=None)
        terms.append(f"metadata_modified:[{moment.isoformat()}Z TO *]")
    return " +".join(terms)


@dataclass(slots=True)
class _Turning:
    """Where one pass over a list stands.

    Args:
        start: place of the next record that is new.
        back: how far before it we look for one that we know.
        turned: pages until now.
        idle: pages in a row without a record that is new to this pass.
        largest: records of the largest page.
        met: keys of the records that this pass met.
    """

    start: int = 0
    back: int = 0
    turned: int = 0
    idle: int = 0
    largest: int = 1
    met: set[str] = field(default_factory=set)

    def take(self, keys: Sequence[str]) -> None:
        """Note a page."""
        self.turned += 1
        self.largest = max(self.largest, len(keys))
        self.idle = 0 if set(keys) - self.met else self.idle + 1

    def endless(self, count: int) -> bool:
        """Say whether more pages were turned than a list of so many records can need."""
        return self.idle > IDLE_PAGES or self.turned > 20 + 4 * (count // self.largest + 1)


@dataclass(slots=True)
class _Listing:
    """The list of one organization's packages, or of all.

    Args:
        filter: in Solr's language.
        seen: keys of the records that were given, by any listing.
    """

    portal: Asking
    page_size: int
    filter: str
    seen: set[str]
    _asked: set[tuple[int, int]] = field(default_factory=set)
    _sort: str = ""
    _overlap: int = 1
    _counts: list[int] = field(default_factory=list)

    def pages(self) -> Iterator[CkanPage]:
        """Turn the pages; once more where the list grew behind us, so that what came in meanwhile is there, too."""
        met: set[str] = set()
        page = None
        for number in (1, 2):
            turning = _Turning()
            for page in self._pass(turning):
                yield page
            met |= turning.met
            if len(met) >= self._counts[-1] or (number == 1 and self._counts[0] >= self._counts[-1]):
                break
        if page is not None and len(met) < self._counts[-1]:
            yield replace(page, records=(), short=f"{len(met)} of {self._counts[-1]}")

    def _pass(self, turning: _Turning) -> Iterator[CkanPage]:
        while True:
            at = max(0, turning.start - self._overlap - turning.back)
            found, count, fetched = self._page(at, self.page_size + turning.start - at)
            keys = [_key(entry) for entry in found]
            turning.take(keys)
            if turning.endless(count):
                raise MovingListError(
                    f"{self._counts[0]} -> {count}", url=fetched.url, where="$.result.count"
                )
            if at and self._overlap and not turning.met.intersection(keys[:1]):
                turning.back = (
                    turning.back * 2 or self.page_size
                )  # the list shrank: back to where we have been
                continue
            turning.met.update(keys)
            yield CkanPage(turning.start, count, tuple(self._unseen(found, keys, at)), fetched)
            if not found or at + len(found) >= count:
                return
            if at + len(found) <= turning.start:  # one record a page: none can begin with an old one
                self._overlap = 0
            turning.start, turning.back = max(turning.start, at + len(found)), 0

    def _page(self, at: int, rows: int) -> tuple[list[Json], int, Fetched]:
        """Ask for a page; never for the same twice, as what a run has received it is given again."""
        while (at, rows) in self._asked:
            rows += 1
        self._asked.add((at, rows))
        result, fetched = self._searched({"rows": rows, "start": at})
        with located(fetched):
            listed = as_object(result, "$.result")
            count = as_count(listed.get("count"), "$.result.count")
            found = as_list(listed.get("results"), "$.result.results")
        self._counts.append(count)
        return found, count, fetched

    def _searched(self, asked: dict[str, str | int | bool]) -> tuple[Json, Fetched]:
        """Search in the first order that the portal takes; only the gateway is asked for another."""
        if self.filter:
            asked["fq"] = self.filter
        for sort in [self._sort] if self._sort else SORTS:
            try:
                answer = self.portal.ask("package_search", {**asked, "sort": sort})
            except CkanRefusalError:
                if self._sort or self.portal.api == "action" or sort == SORTS[-1]:
                    raise
            else:
                self._sort = sort
                return answer
        raise AssertionError  # the last order is given or refused

    def _unseen(
        self, found: Sequence[Json], keys: Sequence[str], at: int
    ) -> Iterator[CkanPackage | CkanRecordError]:
        for position, (key, entry) in enumerate(zip(keys, found, strict=True), start=at):
            if key in self.seen:
                continue
            self.seen.add(key)
            try:
                yield read_package(entry, position)
            except CkanRecordError as error:
                yield error


def _key(entry: Json) -> str:
    """Give what tells a record from another: its id, else all it says."""
    id_ = entry.get("id") if isinstance(entry, dict) else None
    return id_.strip() if isinstance(id_, str) and id_.strip() else quoted(entry, 10_000)
