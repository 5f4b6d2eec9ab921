"""The connector `air-iszz`: what stations of Croatia's air quality measured, as the service ISZZ tells it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from connectors.air_collecting import Documents, as_documents, collected, name_of
from connectors.air_composed import read_collected
from connectors.air_iszz import HOME, Question, read_iszz
from connectors.air_iszz_asking import component_numbers, documents, station_numbers, wanted_of
from connectors.air_means import aggregated
from connectors.air_measured import Measurements, table_of_figures
from connectors.air_options import IszzOptions
from connectors.air_reading import air_read
from connectors.air_stations import known_stations
from connectors.connector import Connector
from connectors.definitions import SourceDefinition
from connectors.earlier import Earlier
from connectors.fetching import COMPOSED, Fetch, Fetched, Request
from connectors.items import Item
from connectors.mapped_items import Mapped
from connectors.mapping import AppliedMapping
from connectors.raw_table import RawTable
from connectors.reading import Context


def iszz_items(
    source: SourceDefinition, mappings: Sequence[AppliedMapping], fetch: Fetch, context: Context
) -> Iterator[Item]:
    """Give an item a mapping: what it selects of stations, pollutants and years.

    A selection is always asked for whole: the service does not tell changed figures apart, and what a mapping gives replaces
    what it gave before.
    """
    options = IszzOptions.model_validate(source.options)
    mapped = Mapped(source, mappings, lambda _: source.url, files=False)
    for applied in mappings:
        answers = partial(_documents, fetch, source.url, applied, options, context.year)
        reader = partial(_read, applied, options)
        yield mapped.item(applied, partial(air_read, applied, answers, reader, context))


def _documents(
    fetch: Fetch, root: str, applied: AppliedMapping, options: IszzOptions, year: int
) -> Documents:
    """Fetch what a mapping selects; years of hours are put together of their months.

    Raises:
        ConnectorError: the service refuses, fails or says something else.
    """
    stations = known_stations("iszz", options.stations)
    answers = documents(fetch, root, wanted_of(applied.mapping.select, stations, year), options)
    if not options.composed:
        return Documents(answers)
    reader = partial(_read, applied, options)
    years = as_documents(collected(applied, answers, reader, HOME, "year"), root)
    earlier = Earlier.behind(fetch, Request("GET", root))
    if earlier is not None and years:
        earlier.keep(name_of(applied.slot), years)
    return Documents(list(years.values()) or answers, answers)


def _read(applied: AppliedMapping, options: IszzOptions, fetched: Fetched) -> Measurements:
    """Read an answer as that of the one station and pollutant that a mapping selects, else as its address says.

    Two stations may give the very same bytes, which are stored once, under one address.
    """
    if fetched.media_type == COMPOSED:
        return read_collected(fetched.content)
    select = applied.mapping.select
    numbers = station_numbers(select, known_stations("iszz", options.stations))
    components = component_numbers(select)

    def asked(question: Question) -> Question:
        station = numbers[0] if len(numbers) == 1 else question.station
        component = components[0] if len(components) == 1 else question.component
        return replace(question, station=station, component=component)

    return read_iszz(fetched, options, asked)


def _table(applied: AppliedMapping, fetched: Fetched) -> RawTable:
    options = IszzOptions.model_validate(applied.options)
    figures = _read(applied, options, fetched).figures
    return table_of_figures(aggregated(figures, options.aggregate, HOME, options.coverage), HOME)


def _composed(applied: AppliedMapping, about: str, answers: Sequence[Fetched]) -> bytes:
    options = IszzOptions.model_validate(applied.options)
    return collected(applied, answers, partial(_read, applied, options), HOME, "year").get(about, b"")


CONNECTOR = Connector("air-iszz", iszz_items, IszzOptions, _table, composer=_composed)
