"""Validate a file without storing it: RDF against the catalogue's shapes, tables against the common schema."""

from datetime import datetime
from functools import partial
from pathlib import Path

from sqlmodel import Session

from api.errors import ParameterError
from catalogue import registry
from catalogue.object_store import sha256_of
from catalogue.surroundings import surroundings, told_by_others
from connectors.definitions import MappingDefinition
from connectors.exchange import COLUMNS, exchange_mapping
from connectors.fetching import Fetched
from connectors.mapping import AppliedMapping
from connectors.reading import Context, read_mapped
from connectors.sniffing import kind_of
from connectors.tables import read_table
from connectors.workbook import read_workbook
from schemas.rules.cross_check import cross_check
from schemas.validation.records import validate_record
from schemas.validation.report import Report
from schemas.validation.row_report import LateResults, row_results

RDF_ENDINGS = (".ttl", ".rdf", ".xml", ".jsonld", ".nt", ".json")
FORMS = ("dcat", "observations")
REQUIRED = ("indicator", "place", "period", "unit", "value")


def validate_file(session: Session, file: Path, form: str, now: datetime) -> Report:
    """Report on a file.

    Args:
        form: ``dcat``, ``observations``, or empty: by the file's ending.

    Raises:
        ParameterError: another form.
        ConnectorError: the file cannot be read.
    """
    if form and form not in FORMS:
        raise ParameterError("--as", form, " or ".join(FORMS))
    content = file.read_bytes()
    if (form or _form_of(file)) == "dcat":
        return validate_record(content, file.name)
    return _table_report(session, content, file.name, now)


def _form_of(file: Path) -> str:
    return "dcat" if file.suffix.lower() in RDF_ENDINGS else "observations"


def _table_report(session: Session, content: bytes, name: str, now: datetime) -> Report:
    places, bases = registry.places(session), dict(registry.bases(session))
    fetched = Fetched(content, 200, name, "", sha256_of(content))
    if kind_of(content) == "xlsx":
        reading = read_workbook(content, places=places)
        bases[reading.basis.id] = reading.basis
        places = {**places, **{place.code: place for place in reading.declared}}
        told, maps = [MappingDefinition.model_validate(one) for one in reading.mappings], reading.maps
    else:
        told, maps = _exchange(content, name), {}
    context = Context(bases, places, now.year)
    known = frozenset(places)
    reads = [
        read_mapped(AppliedMapping("validate", "table", str(number), one, maps, {}, known), fetched, context)
        for number, one in enumerate(told)
    ]
    rows = [row for read in reads for row in read.observations]
    around = [*surroundings(session, rows, places), *told_by_others(session, rows, places)]
    across = cross_check(rows, bases, context=around, places=places, today=now.date())
    findings = [*(finding for read in reads for finding in read.findings), *across]
    asked = [partial(row_results, read.observations, bases, places, now.year) for read in reads]
    return Report(findings, name, LateResults(findings, asked))


def _exchange(content: bytes, name: str) -> list[MappingDefinition]:
    """Give a mapping for each indicator and basis that an exchange table holds.

    Raises:
        ParameterError: the table is none of ours.
    """
    table = read_table(content, media="csv", url=name)
    absent = [column for column in REQUIRED if column not in table.columns]
    if absent:
        expected = f"a CSV with our columns ({', '.join(COLUMNS)}); it lacks {', '.join(absent)}"
        raise ParameterError(name, ", ".join(table.columns), expected)
    texts = [table.texts(row) for row in table.rows]
    pairs = dict.fromkeys((row["indicator"], row.get("basis", "")) for row in texts)
    return [exchange_mapping(indicator, basis, table.columns) for indicator, basis in pairs]
