"""Reading Eurostat's dissemination API: a question by table and key, an answer as JSON-stat 2.0.

Its oddities: an answer with 200 may hold a warning 413 (the data will come as a file), an error document may
come with any status, and under load a page for people comes instead of data.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from connectors.errors import (
    DelayedAnswerError,
    EurostatKeyError,
    EurostatRefusalError,
    HtmlAnswerError,
    OverloadedError,
)
from connectors.fetching import Fetch, Fetched, Request, require_success
from connectors.json_answer import Json, quoted, read_json
from connectors.jsonstat import table_of_jsonstat
from connectors.raw_table import RawTable
from connectors.sniffing import kind_of

DATA = "statistics/1.0/data"
TABLE = re.compile(r"[A-Za-z0-9_$]+")
DIMENSION = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
TELLS_ITSELF = frozenset({"format", "lang", "sinceTimePeriod", "untilTimePeriod"})
EXCLUSIVE = (
    ("geo", "geoLevel"),
    ("lastTimePeriod", "sinceTimePeriod"),
    ("lastTimePeriod", "untilTimePeriod"),
    ("time", "sinceTimePeriod"),
    ("time", "untilTimePeriod"),
)


@dataclass(frozen=True, slots=True)
class EurostatQuestion:
    """What is read of a table.

    Args:
        table: its code, e.g. ``env_air_gge``.
        wanted: codes by dimension; one that is not named comes whole.
        since: first period, e.g. ``2010``.
        until: last period.
        lang: of the labels.
    """

    table: str
    wanted: Mapping[str, Sequence[str]] = field(default_factory=dict)
    since: str = ""
    until: str = ""
    lang: str = "en"


def data_request(root: str, question: EurostatQuestion) -> Request:
    """Make the request that asks a question.

    Args:
        root: the service's address, ``https://ec.europa.eu/eurostat/api/dissemination``.

    Raises:
        EurostatKeyError: Eurostat is known to refuse it.
    """
    parameters = _parameters(question)
    address = f"{root.rstrip('/')}/{DATA}/{question.table}?{urlencode(parameters)}"
    return Request("GET", address, (("Accept", "application/json"),))


def fetch_table(fetch: Fetch, root: str, question: EurostatQuestion) -> RawTable:
    """Ask a question and read the answer's table."""
    return read_answer(fetch(data_request(root, question)))


def read_answer(fetched: Fetched) -> RawTable:
    """Read an answer: data, or what Eurostat says instead.

    Raises:
        DelayedAnswerError, OverloadedError, ServerFailureError: try again later.
        EurostatRefusalError, AnswerError, TableError: tell the one who asked.
    """
    if kind_of(fetched.content) != "json":
        require_success(fetched)
    try:
        document = read_json(fetched.content, fetched.url)
    except HtmlAnswerError as error:
        raise OverloadedError(error.found, url=fetched.url) from error
    if isinstance(document, dict):
        _refuse_warning(document.get("warning"), fetched)
        _refuse_error(document.get("error"), fetched)
    require_success(fetched)
    return table_of_jsonstat(document, fetched.url)


def _parameters(question: EurostatQuestion) -> list[tuple[str, str]]:
    if not TABLE.fullmatch(question.table):
        raise EurostatKeyError(question.table, where="select.table", wanted="env_air_gge")
    for dimension, codes in question.wanted.items():
        if not DIMENSION.fullmatch(dimension) or dimension in TELLS_ITSELF:
            raise EurostatKeyError(dimension, where="select.key", wanted="unit, geo, airpol ...")
        if not codes:
            raise EurostatKeyError(f"{dimension} = []", where=f"select.key.{dimension}", wanted='["SI", ...]')
    periods = {"sinceTimePeriod": question.since, "untilTimePeriod": question.until}
    parameters = [("format", "JSON"), ("lang", question.lang)]
    parameters += [(dimension, code) for dimension, codes in question.wanted.items() for code in codes]
    parameters += [(name, period) for name, period in periods.items() if period]
    asked = {name for name, _ in parameters}
    for one, other in EXCLUSIVE:
        if one in asked and other in asked:
            raise EurostatKeyError(f"{one} + {other}", where="select", wanted=f"{one} | {other}")
    return parameters


def _refuse_warning(warning: Json, fetched: Fetched) -> None:
    """Refuse an answer that says 413: the data are prepared as a file and are not in it."""
    for entry in _entries(warning):
        status = str(entry.get("status"))
        if status == "413":
            raise DelayedAnswerError(f"413 {entry.get('label', '')}".strip(), url=fetched.url)


def _refuse_error(error: Json, fetched: Fetched) -> None:
    entries = _entries(error)
    if not entries:
        return
    said = "; ".join(f"{entry.get('id', entry.get('status'))}: {entry.get('label', '')}" for entry in entries)
    if any(str(entry.get("status")) == "413" for entry in entries):
        raise DelayedAnswerError(said, url=fetched.url)
    raise EurostatRefusalError(said, url=fetched.url)


def _entries(found: Json) -> list[dict[str, Json]]:
    """Give the entries of a list, of a single object, or of whatever else stands there as a label."""
    if found is None:
        return []
    listed = found if isinstance(found, list) else [found]
    return [entry if isinstance(entry, dict) else {"label": quoted(entry)} for entry in listed]
