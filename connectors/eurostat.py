"""Asking Eurostat's dissemination service for part of a table, through any of its three interfaces.

The statistics interface takes codes by name, SDMX 3.0 too; the key of SDMX 2.1 has the codes in the order of the table's
dimensions, which its structure tells.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from connectors.errors import EurostatKeyError, NotFoundError
from connectors.eurostat_answer import read_answer
from connectors.eurostat_delay import fetch_answer
from connectors.eurostat_options import EurostatForm, EurostatOptions
from connectors.fetching import Fetch, Request
from connectors.raw_table import RawTable
from connectors.sdmx_errors import SdmxDimensionError
from connectors.sdmx_structure import Structure, read_structure

DATA = "statistics/1.0/data"
AGENCY = "ESTAT"
TABLE = re.compile(r"[A-Za-z0-9_$]+")
DIMENSION = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
CODE = re.compile(r"[^\s,+.*/]+")
PERIOD = re.compile(r"\d{4}(-?[A-Z]?\d{1,3}(-\d{2})?)?")
TELLS_ITSELF = frozenset({"format", "lang", "sinceTimePeriod", "untilTimePeriod"})
STATISTICS_ONLY = frozenset({"geoLevel", "lastTimePeriod"})
TIMES = frozenset({"time", "TIME_PERIOD"})
EXCLUSIVE = (
    ("geo", "geoLevel"),
    ("lastTimePeriod", "sinceTimePeriod"),
    ("lastTimePeriod", "untilTimePeriod"),
    ("time", "sinceTimePeriod"),
    ("time", "untilTimePeriod"),
)
NAMES_21: Mapping[EurostatForm, str] = {"json-stat": "JSON", "sdmx-csv": "SDMX-CSV", "tsv": "TSV"}
NAMES_30: Mapping[EurostatForm, str] = {"json-stat": "json", "sdmx-csv": "csvdata", "tsv": "tsv"}
ACCEPT: Mapping[EurostatForm, str] = {
    "json-stat": "application/json",
    "sdmx-csv": "text/csv",
    "tsv": "text/tab-separated-values",
}


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
    """Make the request that asks the statistics interface a question.

    Args:
        root: the service's address, ``https://ec.europa.eu/eurostat/api/dissemination``.

    Raises:
        EurostatKeyError: Eurostat is known to refuse it.
    """
    parameters = _parameters(question)
    address = f"{root.rstrip('/')}/{DATA}/{question.table}?{urlencode(parameters)}"
    return Request("GET", address, (("Accept", "application/json"),))


def request_for(fetch: Fetch, root: str, question: EurostatQuestion, options: EurostatOptions) -> Request:
    """Make the request that asks a question through the interface that the options name.

    Args:
        fetch: gives the table's structure, where its key needs the order of the dimensions.

    Raises:
        EurostatKeyError: Eurostat is known to refuse it.
        SdmxDimensionError: the table lacks a dimension that the key names.
        ConnectorError: the structure cannot be had.
    """
    if options.api == "statistics":
        return data_request(root, question)
    _check_sdmx(question)
    if options.api == "sdmx-3.0":
        return _request_30(root, question, options.form)
    return _request_21(fetch, root, question, options.form)


def fetch_table(
    fetch: Fetch, root: str, question: EurostatQuestion, options: EurostatOptions | None = None
) -> RawTable:
    """Ask a question and read the answer's table, waiting for one that is prepared."""
    chosen = options or EurostatOptions()
    request = request_for(fetch, root, question, chosen)
    return read_answer(fetch_answer(fetch, root, request, chosen.polls))


def _parameters(question: EurostatQuestion) -> list[tuple[str, str]]:
    _check(question)
    periods = {"sinceTimePeriod": question.since, "untilTimePeriod": question.until}
    parameters = [("format", "JSON"), ("lang", question.lang)]
    parameters += [(dimension, code) for dimension, codes in question.wanted.items() for code in codes]
    parameters += [(name, period) for name, period in periods.items() if period]
    asked = {name for name, _ in parameters}
    for one, other in EXCLUSIVE:
        if one in asked and other in asked:
            raise EurostatKeyError(f"{one} + {other}", where="select", wanted=f"{one} | {other}")
    return parameters


def _check(question: EurostatQuestion) -> None:
    if not TABLE.fullmatch(question.table):
        raise EurostatKeyError(question.table, where="select.table", wanted="env_air_gge")
    for dimension, codes in question.wanted.items():
        if not DIMENSION.fullmatch(dimension) or dimension in TELLS_ITSELF:
            raise EurostatKeyError(dimension, where="select.key", wanted="unit, geo, airpol ...")
        if not codes:
            raise EurostatKeyError(f"{dimension} = []", where=f"select.key.{dimension}", wanted='["SI", ...]')


def _check_sdmx(question: EurostatQuestion) -> None:
    """Hold a question against what both SDMX interfaces take: their signs part codes and periods."""
    _check(question)
    for dimension, codes in question.wanted.items():
        if dimension in STATISTICS_ONLY:
            raise EurostatKeyError(dimension, where="select.key", wanted="unit, geo, airpol ...")
        for code in codes:
            if not CODE.fullmatch(code):
                raise EurostatKeyError(code, where=f"select.key.{dimension}", wanted="SI, EU27_2020 ...")
    for name, period in (("since", question.since), ("until", question.until)):
        if period and not PERIOD.fullmatch(period):
            raise EurostatKeyError(period, where=f"select.{name}", wanted="2010, 2010-Q1, 2010-01")
    if TIMES & question.wanted.keys() and (question.since or question.until):
        raise EurostatKeyError("time + since", where="select", wanted="time | since, until")


def _request_30(root: str, question: EurostatQuestion, form: EurostatForm) -> Request:
    filters = [
        ("TIME_PERIOD" if dimension in TIMES else dimension, ",".join(codes))
        for dimension, codes in question.wanted.items()
    ]
    bounds = [f"ge:{question.since}"] * bool(question.since) + [f"le:{question.until}"] * bool(question.until)
    filters += [("TIME_PERIOD", "+".join(bounds))] if bounds else []
    asked = [f"c[{name}]={quote(told, safe=',:$-_')}" for name, told in filters]
    version = ["formatVersion=2.0"] if form == "sdmx-csv" else []
    asked += [f"format={NAMES_30[form]}", *version, f"lang={question.lang}", "labels=id", "compress=false"]
    path = f"sdmx/3.0/data/dataflow/{AGENCY}/{question.table}/1.0"
    address = f"{root.rstrip('/')}/{path}?{'&'.join(asked)}"
    return Request("GET", address, (("Accept", ACCEPT[form]),))


def _request_21(fetch: Fetch, root: str, question: EurostatQuestion, form: EurostatForm) -> Request:
    for name in TIMES & question.wanted.keys():
        raise EurostatKeyError(name, where=f"select.key.{name}", wanted="select.since, select.until")
    key = ""
    if question.wanted:
        structure = structure_of(fetch, root, question.table)
        key = "/" + quote(_key(structure, question), safe="+.$-_")
    periods = [("startPeriod", question.since), ("endPeriod", question.until)]
    asked = [("format", NAMES_21[form]), ("lang", question.lang), ("compressed", "false")]
    asked += [(name, period) for name, period in periods if period]
    address = f"{root.rstrip('/')}/sdmx/2.1/data/{question.table}{key}?{urlencode(asked)}"
    return Request("GET", address, (("Accept", ACCEPT[form]),))


def structure_of(fetch: Fetch, root: str, table: str) -> Structure:
    """Give a table's structure: by its flow, or by the structure of the same name where the flow does not bring it.

    Raises:
        ConnectorError: neither is there, or it cannot be read.
    """
    base, headers = f"{root.rstrip('/')}/sdmx/2.1", (("Accept", "application/xml"),)
    flow = f"{base}/dataflow/{AGENCY}/{table.upper()}/latest?references=children"
    try:
        return read_structure([fetch(Request("GET", flow, headers))], flow=table)
    except NotFoundError:
        alone = f"{base}/datastructure/{AGENCY}/{table.upper()}/latest"
        return read_structure([fetch(Request("GET", alone, headers))], flow=table)


def _key(structure: Structure, question: EurostatQuestion) -> str:
    """Write a key: the codes of each dimension in their order, nothing where it comes whole."""
    by_name = {name.lower(): codes for name, codes in question.wanted.items()}
    names = [dimension.id.lower() for dimension in structure.dimensions]
    for name in by_name.keys() - set(names):
        raise SdmxDimensionError.of(name, names, url=structure.url)
    return ".".join("+".join(by_name.get(name, ())) for name in names)
