"""Validate a file without storing it: RDF against the catalogue's shapes, tables against the common schema."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import PurePath

from sqlmodel import Session

from api.errors import ParameterError
from catalogue import registry
from catalogue.object_store import sha256_of
from catalogue.surroundings import surroundings, told_by_others
from connectors.beside import held_together
from connectors.definitions import MappingDefinition
from connectors.exchange import REQUIRED, lacking, read_exchange
from connectors.fetching import Fetched
from connectors.licence_check import UNSTATED, terms_findings
from connectors.mapping import AppliedMapping
from connectors.reading import Context, read_mapped
from connectors.sniffing import kind_of
from connectors.tables import read_table
from connectors.workbook import is_workbook_of_ours, read_workbook
from schemas.basis import Basis
from schemas.findings import Finding, Location
from schemas.indicators import indicators
from schemas.observations import Observation
from schemas.places import Place
from schemas.rules.cross_check import cross_check
from schemas.validation.observations import check_bases, check_observations
from schemas.validation.records import validate_record
from schemas.validation.report import Report
from schemas.validation.row_report import LateResults, row_results
from schemas.validation.terms import DatasetTerms

RDF_ENDINGS = (".ttl", ".rdf", ".xml", ".jsonld", ".nt", ".json")
FORMS = ("dcat", "observations")
OPEN = "open"
SOURCE = "validate"
LICENCE_CELL = "licence"


@dataclass(frozen=True, slots=True)
class SentTable:
    """A file that is validated, and under which terms its figures would be published.

    Args:
        name: as a person would say it.
        licence: None where none was said: then a column `licence`, or the workbook, tells it, or nothing asks for it.
        access: open, restricted or hidden.
    """

    name: str
    content: bytes
    licence: str | None = None
    access: str = OPEN


@dataclass(frozen=True)
class _Read:
    """What was read of a file: rows with the bases and places that they may name, findings, and stated licences.

    Args:
        licences: by their words, the cell that states them.
    """

    observations: tuple[Observation, ...]
    findings: tuple[Finding, ...]
    bases: Mapping[str, Basis]
    places: Mapping[str, Place]
    licences: Mapping[str, str]


def validate_file(session: Session, sent: SentTable, form: str, now: datetime) -> Report:
    """Report on a file.

    Args:
        form: ``dcat``, ``observations``, or empty: by the file's ending.

    Raises:
        ParameterError: another form; or a table that is none of ours.
        ConnectorError: the file cannot be read.
    """
    if form and form not in FORMS:
        raise ParameterError("--as", form, " or ".join(FORMS))
    if (form or _form_of(sent.name)) == "dcat":
        return validate_record(sent.content, sent.name)
    return _table_report(session, sent, now)


def _form_of(name: str) -> str:
    return "dcat" if PurePath(name).suffix.lower() in RDF_ENDINGS else "observations"


def _table_report(session: Session, sent: SentTable, now: datetime) -> Report:
    context = Context(registry.bases(session), registry.places_in_time(session), now.year)
    workbook = kind_of(sent.content) == "xlsx" and is_workbook_of_ours(sent.content)
    read = _workbook(sent, context) if workbook else _exchange(sent, context)
    rows, bases, places = read.observations, read.bases, read.places
    around = [*surroundings(session, rows, places), *told_by_others(session, rows, places)]
    across = cross_check(_measured(rows), bases, context=around, places=places, today=now.date())
    found = [*read.findings, *_terms(sent, read.licences), *across]
    findings = [replace(one, where=replace(one.where, document=sent.name)) for one in found]
    asked = partial(row_results, rows, bases, places, now.year)
    return Report(findings, sent.name, LateResults(findings, [asked]))


def _measured(rows: Sequence[Observation]) -> list[Observation]:
    """Give the rows whose unit is the indicator's; another cannot be held beside anything."""
    return [row for row in rows if row.key.unit == indicators()[row.key.indicator].unit]


def _workbook(sent: SentTable, context: Context) -> _Read:
    """Read a workbook made from one of our templates."""
    reading = read_workbook(sent.content, places=context.places)
    places = {**context.places, **{place.code: place for place in reading.declared}}
    around = Context({**context.bases, reading.basis.id: reading.basis}, places, context.year)
    fetched = Fetched(sent.content, 200, sent.name, "", sha256_of(sent.content))
    mappings = [MappingDefinition.model_validate(told) for told in reading.mappings]
    applied = [
        AppliedMapping(SOURCE, "table", str(number), mapping, reading.maps, {}, frozenset(places))
        for number, mapping in enumerate(mappings)
    ]
    reads = held_together([read_mapped(one, fetched, around) for one in applied], around)
    rows = tuple(row for read in reads for row in read.observations)
    of_basis = check_bases([reading.basis], document=sent.name)
    findings = (*of_basis, *(finding for read in reads for finding in read.findings))
    return _Read(rows, findings, around.bases, places, {reading.licence or UNSTATED: LICENCE_CELL})


def _exchange(sent: SentTable, context: Context) -> _Read:
    """Read a table with our own columns.

    Raises:
        ParameterError: it lacks some of them.
    """
    table = read_table(sent.content, media="csv", url=sent.name)
    absent = lacking(table)
    if absent:
        expected = f"a table with our columns ({', '.join(REQUIRED)}, ...); it lacks {', '.join(absent)}"
        raise ParameterError(sent.name, ", ".join(table.columns), expected)
    document = Location(sent.name, "", sha256_of(sent.content))
    reading = read_exchange(table, frozenset(context.places), document, SOURCE)
    rows = reading.observations
    checked = check_observations(rows, context.bases, context.places, context.year)
    return _Read(rows, (*reading.findings, *checked), context.bases, context.places, reading.licences)


def _terms(sent: SentTable, stated: Mapping[str, str]) -> Iterable[Finding]:
    """Hold the licence against H15 and against what publishing does: the one that was said, else each of the file."""
    licences = stated if sent.licence is None else {sent.licence: LICENCE_CELL}
    for licence, cell in licences.items():
        terms = DatasetTerms(sent.name, licence, sent.access)
        for found in terms_findings(terms, Location(sent.name, cell)):
            at_cell = cell if found.where.cell == LICENCE_CELL else found.where.cell
            yield replace(found, where=replace(found.where, cell=at_cell))
