"""Reading what a broker answers: entities, or a problem that says what was wrong with the question."""

import re

from connectors.errors import AccessRefusedError, NotFoundError
from connectors.fetching import Fetched, located, require_success
from connectors.json_answer import Digits, Json, as_list, as_object, quoted, read_json
from connectors.ngsi_errors import NgsiCutError, NgsiRefusalError
from connectors.sniffing import kind_of

PARTIAL = 206
RELATION = re.compile(r'<[^>]*>\s*(?:;[^,<]*)*?;\s*rel="?(next|prev)"?', re.IGNORECASE)


def read_entities(fetched: Fetched) -> list[dict[str, Json]]:
    """Read an answer's entities; one that is given alone is a list of one.

    Raises:
        ServerFailureError: try again later.
        AccessRefusedError, NotFoundError, NgsiRefusalError, NgsiCutError, AnswerError: tell the city.
    """
    refuse_problem(fetched)
    document = read_json(fetched.content, fetched.url)
    with located(fetched):
        if isinstance(document, dict) and "id" in document:
            return [document]
        listed = as_list(document, "$", wanted="[{id, type, ...}, ...]")
        return [as_object(one, f"$[{at}]") for at, one in enumerate(listed)]


def refuse_problem(fetched: Fetched) -> None:
    """Refuse an answer that says that it is none.

    Raises:
        ConnectorError: it says so.
    """
    if 200 <= fetched.status < 300:
        return
    if fetched.status >= 500 or kind_of(fetched.content) != "json":
        require_success(fetched)
    document = read_json(fetched.content, fetched.url)
    told = document if isinstance(document, dict) else {}
    kind = _text(told.get("type")).rstrip("/").rpartition("/")[2]
    parts = [kind, _text(told.get("title")), _text(told.get("detail"))]
    found = f"HTTP {fetched.status}: {'; '.join(dict.fromkeys(filter(None, parts)))[:300] or quoted(document, 200)}"
    if kind == "TooManyResults":
        raise NgsiCutError(found, url=fetched.url)
    if fetched.status in (401, 403):
        raise AccessRefusedError(found, url=fetched.url)
    if fetched.status == 404:
        raise NotFoundError(found, url=fetched.url)
    raise NgsiRefusalError(found, url=fetched.url)


def pages_told(fetched: Fetched) -> frozenset[str]:
    """Give which pages the header ``Link`` names beside this one: ``next``, ``prev``; a context is no page."""
    return frozenset(found.lower() for found in RELATION.findall(fetched.link))


def _text(value: Json) -> str:
    return value if isinstance(value, str) and not isinstance(value, Digits) else ""
