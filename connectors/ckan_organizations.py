"""Organizations of a CKAN, found by what a person calls them: slugs say little (``ewdaw`` is a city's hospitals)."""

import difflib
import re
from collections.abc import Callable, Iterator, Sequence

from catalogue.folding import fold
from connectors.ckan_asking import Asking, Parameters
from connectors.errors import UnknownOrganizationError
from connectors.fetching import located
from connectors.json_answer import Json, as_list, as_object

A_PAGE = 25
"""CKAN gives no more of them with their titles, and a portal may give fewer."""

Entry = dict[str, Json]


def organization_names(portal: Asking, wanted: Sequence[str]) -> tuple[str, ...]:
    """Give the slugs of organizations that are named by slug, id or title.

    A slug is nearer than an id, an id than a title, and each as it is written nearer than without case, diacritics,
    hyphens and underscores. What several are called is none's name.

    Raises:
        UnknownOrganizationError: the portal lacks one, or has several of the name; it names the nearest.
    """
    entries = list(_organizations(portal))
    return tuple(dict.fromkeys(_slug(portal, entries, name) for name in wanted))


def _slug(portal: Asking, entries: Sequence[Entry], wanted: str) -> str:
    for form in (_plain, _folded):
        for keys in (("name",), ("id",), ("title", "display_name")):
            found = {str(one["name"]) for one in entries if form(wanted) in _called(one, keys, form)}
            if len(found) == 1:
                return found.pop()
            if found:
                raise _unknown(portal, wanted, ", ".join(sorted(found)))
    known = {called: str(one["name"]) for one in entries for called in _called(one, _NAMES, _folded)}
    near = difflib.get_close_matches(_folded(wanted), known, n=3, cutoff=0.4)
    raise _unknown(portal, wanted, ", ".join(dict.fromkeys(known[word] for word in near)) or "-")


_NAMES = ("title", "display_name", "id", "name")


def _called(entry: Entry, keys: Sequence[str], form: Callable[[str], str]) -> set[str]:
    return {form(str(entry[key])) for key in keys if entry.get(key)}


def _unknown(portal: Asking, wanted: str, nearest: str) -> UnknownOrganizationError:
    return UnknownOrganizationError(wanted, url=portal.root, where="options.organizations", nearest=nearest)


def _organizations(portal: Asking) -> Iterator[Entry]:
    """Give all organizations; a page that brings none that is new is the last, or the portal knows no pages."""
    seen: set[str] = set()
    while True:
        asked: Parameters = {"all_fields": True, "sort": "name asc", "limit": A_PAGE, "offset": len(seen)}
        result, fetched = portal.ask("organization_list", asked)
        with located(fetched):
            entries = [as_object(entry, "$.result[]") for entry in as_list(result, "$.result")]
        new = [entry for entry in entries if entry.get("name") and str(entry["name"]) not in seen]
        yield from new
        seen.update(str(entry["name"]) for entry in new)
        if not new or len(entries) > A_PAGE:
            return


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _folded(text: str) -> str:
    return re.sub(r"[\s_-]+", " ", fold(text)).strip().casefold()
