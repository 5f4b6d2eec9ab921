"""Reading what an ArcGIS server or Hub answers: JSON, or one of its ways of saying no.

Its oddities: a server's error comes with status 200 and its number in the document; a Hub's files fail at random with 500
and are there at the next try; a Hub's own errors have a status and a message that is a text or a list.
"""

from connectors.arcgis_errors import ArcgisPreparingError, ArcgisRefusalError
from connectors.errors import (
    AccessRefusedError,
    AnswerError,
    BusyError,
    ConnectorError,
    NotFoundError,
    ServerFailureError,
)
from connectors.fetching import Fetch, Fetched, Request, require_success
from connectors.json_answer import Digits, Json, as_object, quoted, read_json
from connectors.sniffing import kind_of

TRIES = 4
REFUSED = frozenset({"401", "403", "498", "499"})
"""Numbers that say who may ask: 498 is a token that is not valid, 499 that one is needed."""


def fetch_patiently(fetch: Fetch, request: Request) -> Fetched:
    """Ask, and ask again where the server failed by chance; what it fails with in the end is given back."""
    fetched = fetch(request)
    for _ in range(TRIES - 1):
        if fetched.status != 500:
            break
        fetched = fetch(request)
    return fetched


def read_document(fetched: Fetched) -> dict[str, Json]:
    """Read an answer as a JSON object.

    Raises:
        ServerFailureError, BusyError: try again later.
        AccessRefusedError, NotFoundError, ArcgisRefusalError, AnswerError: tell the city.
    """
    if fetched.status >= 500 or (not 200 <= fetched.status < 300 and kind_of(fetched.content) != "json"):
        require_success(fetched)
    if fetched.status == 202:
        raise ArcgisPreparingError("HTTP 202", url=fetched.url)
    document = as_object(read_json(fetched.content, fetched.url), "$")
    if not 200 <= fetched.status < 300:
        raise _refusal(str(fetched.status), _words(document), fetched)
    error = document.get("error")
    if error is not None and "features" not in document:
        told: dict[str, Json] = error if isinstance(error, dict) else {"message": error}
        raise _refusal(_code(told, document), _words(told), fetched)
    return document


def require_file(fetched: Fetched) -> Fetched:
    """Give a file back if it is one.

    Raises:
        ArcgisPreparingError: it is being prepared.
        ConnectorError: there is none.
    """
    if fetched.status == 202:
        raise ArcgisPreparingError("HTTP 202", url=fetched.url)
    if not 200 <= fetched.status < 300:
        try:
            read_document(fetched)
        except AnswerError:
            require_success(fetched)
            raise
    return fetched


def _code(error: dict[str, Json], document: dict[str, Json]) -> str:
    code = error.get("code", document.get("statusCode"))
    return str(code) if isinstance(code, str | Digits) else ""


def _words(told: dict[str, Json]) -> str:
    """Give an error's words: its message, and the details that say more."""
    parts: list[str] = []
    for name in ("message", "details", "detail", "error"):
        value = told.get(name)
        values = value if isinstance(value, list) else [value]
        parts += [one.strip() for one in values if isinstance(one, str) and one.strip()]
    return "; ".join(dict.fromkeys(parts))[:300] or quoted(told, 200)


def _refusal(code: str, words: str, fetched: Fetched) -> ConnectorError:
    found = ": ".join(part for part in (code, words) if part)
    if code in REFUSED:
        return AccessRefusedError(found, url=fetched.url)
    if code == "404":
        return NotFoundError(found, url=fetched.url)
    if code in ("429", "503", "504"):
        return BusyError(found, url=fetched.url, tries=1, retry_after=None)
    if code.startswith("5") and len(code) == 3:
        return ServerFailureError(found, url=fetched.url)
    return ArcgisRefusalError(found, url=fetched.url)
