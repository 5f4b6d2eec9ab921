"""The connector `air-arso`: what stations of Slovenia's air quality measured, as ARSO's XML tells it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from urllib.parse import urljoin

from connectors.air_arso import HOME, read_arso
from connectors.air_collecting import Accumulation, Documents, collected, document_length, name_of
from connectors.air_composed import read_collected
from connectors.air_means import aggregated
from connectors.air_measured import Measurements, table_of_figures
from connectors.air_options import ArsoOptions
from connectors.air_reading import air_read
from connectors.air_stations import known_stations
from connectors.connector import Connector
from connectors.definitions import SourceDefinition
from connectors.fetching import COMPOSED, Fetch, Fetched, Request
from connectors.items import Item
from connectors.mapped_items import Mapped
from connectors.mapping import AppliedMapping
from connectors.raw_table import RawTable
from connectors.reading import Context


def arso_items(
    source: SourceDefinition, mappings: Sequence[AppliedMapping], fetch: Fetch, context: Context
) -> Iterator[Item]:
    """Give an item a mapping: what it selects of the file at the source's address, or at a path below it.

    Rows as they are come out of the file as it is now; means come out of all that the file ever held.
    """
    options = ArsoOptions.model_validate(source.options)
    addresses = {applied.name: _address(source, applied) for applied in mappings}
    reader = partial(_read, options)
    whole = {
        address: _accumulation(
            fetch, address, [one for one in mappings if addresses[one.name] == address], options
        )
        for address in addresses.values()
    }
    mapped = Mapped(source, mappings, lambda one: addresses[one.name])
    for applied in mappings:
        found = _documents(whole[addresses[applied.name]], applied, options)
        yield mapped.item(applied, partial(air_read, applied, found, reader, context))


def _documents(whole: Accumulation, applied: AppliedMapping, options: ArsoOptions) -> Callable[[], Documents]:
    if options.aggregate:
        return partial(whole.documents, applied)
    return lambda: Documents([whole.fetch(whole.request)])


def _accumulation(
    fetch: Fetch, address: str, mappings: Sequence[AppliedMapping], options: ArsoOptions
) -> Accumulation:
    per = document_length(options.aggregate)
    stations = known_stations("arso", options.stations)
    names = {one.name: name_of(one.mapping.where, stations, per) for one in mappings}
    window = timedelta(days=options.window)
    return Accumulation(
        fetch, Request("GET", address), mappings, names, partial(_read, options), HOME, per, window
    )


def _address(source: SourceDefinition, applied: AppliedMapping) -> str:
    path = applied.mapping.path
    root = source.url if source.url.endswith("/") else f"{source.url}/"
    return urljoin(root, path) if path else source.url


def _read(options: ArsoOptions, fetched: Fetched) -> Measurements:
    if fetched.media_type == COMPOSED:
        return read_collected(fetched.content)
    return read_arso(fetched, known_stations("arso", options.stations))


def _table(applied: AppliedMapping, fetched: Fetched) -> RawTable:
    options = ArsoOptions.model_validate(applied.options)
    figures = _read(options, fetched).figures
    return table_of_figures(aggregated(figures, options.aggregate, HOME, options.coverage), HOME)


def _composed(applied: AppliedMapping, about: str, answers: Sequence[Fetched]) -> bytes:
    options = ArsoOptions.model_validate(applied.options)
    reader, per = partial(_read, options), document_length(options.aggregate)
    return collected(applied, answers, reader, HOME, per).get(about, b"")


CONNECTOR = Connector("air-arso", arso_items, ArsoOptions, _table, composer=_composed)
