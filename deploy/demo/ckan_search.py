"""The part of Solr's query language that CKAN clients use: words, ``field:value``, ranges and sorting."""

import re
from collections.abc import Callable, Iterable, Mapping

from ckan_records import Record

_TERM = re.compile(r"""(?P<sign>[+-]?)(?P<field>[a-z_]+):(?P<value>\[[^\]]*\]|\([^)]*\)|"[^"]*"|\S+)""")
_WORD = re.compile(r'"([^"]*)"|([^\s()"]+)')

FIELDS: Mapping[str, Callable[[Record], list[str]]] = {
    "id": lambda record: [record["id"]],
    "name": lambda record: [record["name"]],
    "title": lambda record: [record.get("title", "")],
    "organization": lambda record: [record["organization"]["name"]],
    "owner_org": lambda record: [record["owner_org"]],
    "license_id": lambda record: [record["license_id"]],
    "tags": lambda record: [tag["name"] for tag in record["tags"]],
    "res_format": lambda record: [resource["format"] for resource in record["resources"]],
    "metadata_created": lambda record: [record["metadata_created"]],
    "metadata_modified": lambda record: [record["metadata_modified"]],
    "state": lambda record: [record["state"]],
    "dataset_type": lambda record: [record["type"]],
    "type": lambda record: [record["type"]],
    "private": lambda record: [str(record["private"]).lower()],
}


class SearchError(Exception):
    """A query that cannot be understood, with what is wrong with it."""


def search(packages: Iterable[Record], *, q: str, fq: str, sort: str) -> list[Record]:
    """Give the packages that a query finds, in the order asked for.

    Args:
        packages: those the caller may see.
        q: words that must all occur in name, title, text or tags, or ``field:value``; empty or ``*:*`` for all.
        fq: terms that must all hold, e.g. ``organization:grad-zagreb +metadata_modified:[2026-01-01T00:00:00Z TO *]``.
        sort: e.g. ``metadata_modified desc, name asc``.

    Raises:
        SearchError: a field or an order that CKAN's schema lacks.
    """
    found = [record for record in packages if _holds(record, fq) and _says(record, q)]
    for order in reversed([part.split() for part in sort.split(",") if part.strip()]):
        field, direction = order[0], order[1] if len(order) > 1 else "asc"
        if field in {"score", "relevance"}:
            continue
        if field not in FIELDS or direction not in {"asc", "desc"}:
            raise SearchError(f'Cannot sort by "{" ".join(order)}"')
        found.sort(key=FIELDS[field], reverse=direction == "desc")
    return found


def _says(record: Record, q: str) -> bool:
    if q.strip() in {"", "*", "*:*"}:
        return True
    if not _holds(record, q):
        return False
    words = _TERM.sub(" ", q).casefold().split()
    text = " ".join(
        [record["name"], record.get("title", ""), record["notes"], *FIELDS["tags"](record)]
    ).casefold()
    return all(word in text for word in words)


def _holds(record: Record, terms: str) -> bool:
    return all(
        _matches(record, term) == (term["sign"] != "-") for term in _TERM.finditer(terms.replace("*:*", ""))
    )


def _matches(record: Record, term: re.Match[str]) -> bool:
    if term["field"] not in FIELDS:
        raise SearchError(f'undefined field "{term["field"]}"')
    held = FIELDS[term["field"]](record)
    if term["value"].startswith("["):
        low, _, high = term["value"][1:-1].partition(" TO ")
        return any(_within(value, low.strip(), high.strip()) for value in held)
    wanted = {quoted or bare for quoted, bare in _WORD.findall(term["value"])} - {"OR", "AND"}
    return "*" in wanted or bool(wanted & set(held))


def _within(value: str, low: str, high: str) -> bool:
    stamp = value.rstrip("Z")
    return (low == "*" or low.rstrip("Z") <= stamp) and (high == "*" or stamp <= high.rstrip("Z"))
