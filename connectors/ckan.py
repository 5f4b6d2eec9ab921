"""Reading a CKAN portal by its action API: ckanapi knows its addresses and errors, a ``Fetch`` asks.

Everything is asked by GET, which CKAN allows for what only reads: such an answer can be cached, cited and
asked for again by its address.
"""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from ckanapi.common import prepare_action, reverse_apicontroller_action
from ckanapi.errors import CKANAPIError, NotAuthorized, NotFound, ServerIncompatibleError

from connectors.ckan_records import CkanPackage, read_package
from connectors.errors import (
    AccessRefusedError,
    CkanApiError,
    CkanRecordError,
    CkanRefusalError,
    ConnectorError,
    JsonShapeError,
    MovingListError,
    NotFoundError,
    UnknownOrganizationError,
)
from connectors.fetching import Fetch, Fetched, Request, located, require_success
from connectors.json_answer import Json, as_count, as_list, as_object, quoted, read_json
from connectors.options import CkanOptions
from connectors.sniffing import beginning, kind_of

API = "api/3/action/"
SORT = "id asc"  # an order that no edit changes, so that records do not move while we turn pages
QUOTED = 200
ORGANIZATIONS_A_PAGE = 25  # CKAN gives no more of them with their titles


@dataclass(frozen=True, slots=True)
class CkanPage:
    """One page of a portal's list.

    Args:
        start: place of its first record in the list, from 0.
        count: records that the portal says it has, in the organization that was asked for.
        records: packages, and an error in the place of each broken one; none that an earlier page held.
        fetched: the bytes.
    """

    start: int
    count: int
    records: tuple[CkanPackage | CkanRecordError, ...]
    fetched: Fetched


def list_packages(fetch: Fetch, root: str, options: CkanOptions) -> Iterator[CkanPage]:
    """Give all packages of a portal, or of the organizations that the options name, page by page.

    Args:
        root: the portal's address, e.g. ``https://data.gov.hr/ckan``.

    Raises:
        TransientError: try again; AnswerError, PortalError: the portal gives no such list.
    """
    if options.api != "action":
        raise CkanApiError(options.api, url=root, where="options.api", allowed="action")
    seen: set[str] = set()
    names = organization_names(fetch, root, options.organizations) if options.organizations else (None,)
    for name in names:
        yield from _Listing(fetch, root, options.page_size, name).pages(seen)


def show_package(fetch: Fetch, root: str, package: str) -> CkanPackage:
    """Give one package by its id or name.

    Raises:
        NotFoundError: the portal has none, or hides it.
        CkanRecordError: it is broken.
    """
    result, _ = ask(fetch, root, "package_show", {"id": package})
    return read_package(result, 0)


def organization_names(fetch: Fetch, root: str, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Give the slugs of organizations that are named by slug, id or title.

    Raises:
        UnknownOrganizationError: the portal lacks one; it names the nearest.
    """
    known: dict[str, str] = {}
    for entry in _organizations(fetch, root):
        slug = str(entry.get("name") or "")
        for key in ("title", "display_name", "id", "name"):
            known[_folded(str(entry.get(key) or slug))] = slug
    for name in wanted:
        if _folded(name) not in known:
            near = difflib.get_close_matches(_folded(name), known, n=3, cutoff=0.4)
            nearest = ", ".join(dict.fromkeys(known[word] for word in near)) or "-"
            raise UnknownOrganizationError(name, url=root, where="options.organizations", nearest=nearest)
    return tuple(dict.fromkeys(known[_folded(name)] for name in wanted))


def ask(fetch: Fetch, root: str, action: str, parameters: Mapping[str, str]) -> tuple[Json, Fetched]:
    """Ask one action and give its result.

    Raises:
        HtmlAnswerError, NotJsonError, JsonShapeError, NotFoundError, AccessRefusedError, CkanRefusalError,
        RequestRefusedError, ServerFailureError: there is no result.
    """
    path, _, _ = prepare_action(action, dict(parameters), base_url=API)
    query = f"?{urlencode(parameters)}" if parameters else ""
    fetched = fetch(Request("GET", f"{root.rstrip('/')}/{path}{query}", (("Accept", "application/json"),)))
    return _result(fetched), fetched


def _result(fetched: Fetched) -> Json:
    if kind_of(fetched.content) != "json":
        require_success(fetched)
    with located(fetched):
        document = as_object(read_json(fetched.content, exact=False), "$")
    if document.get("success") is not True:
        raise _refusal(fetched)
    if "result" not in document:
        raise JsonShapeError(quoted(list(document)), url=fetched.url, where="$", wanted="result")
    return document["result"]


def _refusal(fetched: Fetched) -> ConnectorError:
    """Say as an error of ours what ckanapi reads in an answer without success."""
    try:
        reverse_apicontroller_action(fetched.url, fetched.status, fetched.content.decode("utf-8", "replace"))
    except NotFound as error:
        return NotFoundError(str(error) or "Not Found Error", url=fetched.url)
    except NotAuthorized as error:
        return AccessRefusedError(str(error), url=fetched.url)
    except (CKANAPIError, ServerIncompatibleError) as error:
        if fetched.status >= 500:
            require_success(fetched)
        known = type(error) not in (CKANAPIError, ServerIncompatibleError)
        said = str(error).encode() if known else fetched.content
        return CkanRefusalError(beginning(said, QUOTED), url=fetched.url)
    return CkanRefusalError(beginning(fetched.content, QUOTED), url=fetched.url)


def _organizations(fetch: Fetch, root: str) -> Iterator[dict[str, Json]]:
    offset = 0
    while True:
        parameters = {
            "all_fields": "true",
            "sort": "name asc",
            "limit": str(ORGANIZATIONS_A_PAGE),
            "offset": str(offset),
        }
        result, fetched = ask(fetch, root, "organization_list", parameters)
        with located(fetched):
            entries = [as_object(entry, "$.result[]") for entry in as_list(result, "$.result")]
        yield from entries
        offset += len(entries)
        if len(entries) != ORGANIZATIONS_A_PAGE:  # fewer: the last; more: a portal that knows no pages
            return


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


@dataclass(frozen=True, slots=True)
class _Listing:
    """The list of one organization's packages, or of all."""

    fetch: Fetch
    root: str
    page_size: int
    organization: str | None

    def pages(self, seen: set[str]) -> Iterator[CkanPage]:
        """Turn the pages.

        What is removed while we read moves the rest forward; then we go back as far as the list shrank, and
        drop what was there before.
        """
        start, before, left = 0, 0, 0
        while True:
            found, count, fetched = self._page(start)
            left = left - 1 if left else 10 + 2 * (count // max(1, len(found)))
            yield CkanPage(start, count, tuple(_unseen(found, start, seen)), fetched)
            shrunk = max(0, before - count)
            if not shrunk and (not found or start + len(found) >= count):
                return
            if left == 1:
                raise MovingListError(f"{before} -> {count}", url=fetched.url, where="$.result.count")
            start = max(0, start - shrunk) if shrunk else start + len(found)
            before = count

    def _page(self, start: int) -> tuple[list[Json], int, Fetched]:
        parameters = {"rows": str(self.page_size), "start": str(start), "sort": SORT}
        if self.organization is not None:
            parameters["fq"] = f'organization:"{self.organization}"'
        result, fetched = ask(self.fetch, self.root, "package_search", parameters)
        with located(fetched):
            listed = as_object(result, "$.result")
            count = as_count(listed.get("count"), "$.result.count")
            return as_list(listed.get("results"), "$.result.results"), count, fetched


def _unseen(found: list[Json], start: int, seen: set[str]) -> Iterator[CkanPackage | CkanRecordError]:
    for position, entry in enumerate(found, start=start):
        try:
            record: CkanPackage | CkanRecordError = read_package(entry, position)
        except CkanRecordError as error:
            record = error
        key = _identity(record)
        if key not in seen:
            seen.add(key)
            yield record


def _identity(record: CkanPackage | CkanRecordError) -> str:
    if isinstance(record, CkanPackage):
        return record.id
    return record.record_id or f"{record.where} {record.found}"
