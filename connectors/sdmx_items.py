"""The connector `sdmx`: what each mapping selects of a flow of any SDMX REST service."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial

from connectors.connector import Connector
from connectors.definitions import SelectDefinition, SourceDefinition
from connectors.errors import ConnectorError
from connectors.fetching import Fetch, Fetched, Request
from connectors.items import Item
from connectors.mapped_items import Mapped
from connectors.mapping import AppliedMapping
from connectors.raw_table import RawTable
from connectors.reading import Context, Read, read_mapped
from connectors.sdmx_answer import COMPONENTS, read_data, refuse_error, refuse_no_data
from connectors.sdmx_errors import SdmxFormError, SdmxRefusalError, SdmxStructureError
from connectors.sdmx_maps import with_found_maps
from connectors.sdmx_options import SdmxOptions
from connectors.sdmx_service import SdmxService
from connectors.sdmx_structure import Reference, Structure, read_structure, structure_reference


def sdmx_items(
    source: SourceDefinition, mappings: Sequence[AppliedMapping], fetch: Fetch, context: Context
) -> Iterator[Item]:
    """Give an item a mapping.

    A selection is always asked for whole: what a mapping gives replaces what it gave before.
    """
    options = SdmxOptions.model_validate(source.options)
    reader = SdmxReader(fetch, SdmxService.of(source, options))
    mapped = Mapped(source, mappings, lambda one: reader.request(one.mapping.select).url)
    return (
        mapped.item(one, partial(_read, reader, one, context), partial(_description, reader, one))
        for one in mappings
    )


@dataclass
class SdmxReader:
    """Reads flows of one service within one run; a flow's structure is asked for once.

    Args:
        fetch: gives what answers a request.
        service: where it is.
    """

    fetch: Fetch
    service: SdmxService
    _known: dict[Reference, Structure | ConnectorError] = field(default_factory=dict)

    def structure(self, table: str) -> Structure:
        """Give a flow's structure.

        Raises:
            ConnectorError: there is no such flow, or its structure cannot be had.
        """
        flow = self.service.flow(table)
        if flow not in self._known:
            try:
                self._known[flow] = self._structure(flow)
            except ConnectorError as error:
                self._known[flow] = error
        found = self._known[flow]
        if isinstance(found, ConnectorError):
            raise found
        return found

    def request(self, select: SelectDefinition) -> Request:
        """Make the request for what is selected.

        Raises:
            ConnectorError: the flow lacks something of it.
        """
        return self.service.data_request(
            self.service.flow(select.table), self.structure(select.table), select
        )

    def data(self, select: SelectDefinition) -> Fetched:
        """Fetch what is selected; a service that has not the form asked for is asked for the others, each by itself.

        Raises:
            ConnectorError: there is nothing, or the service refuses.
        """
        request = self.request(select)
        fetched = self.fetch(request)
        try:
            refuse_no_data(fetched)
        except SdmxFormError:
            for form in self.service.single_forms():
                fetched = self.fetch(replace(request, headers=(("Accept", form),)))
                with suppress(SdmxFormError):
                    refuse_no_data(fetched)
                    return fetched
            raise
        return fetched

    def _structure(self, flow: Reference) -> Structure:
        """Ask for a flow with all it leads to; where a service does not give that, for the flow and then its structure."""
        fetched = self.fetch(self.service.flow_request(flow))
        try:
            refuse_error(fetched)
        except (SdmxRefusalError, SdmxFormError):
            fetched = self.fetch(self.service.flow_request(flow, "children"))
            refuse_error(fetched)
        try:
            return read_structure([fetched], flow.id)
        except SdmxStructureError:
            named = structure_reference([fetched], flow.id)
            if named is None:
                raise
        own = self.fetch(self.service.structure_request(named))
        refuse_error(own)
        return read_structure([fetched, own], flow.id)


def _read(reader: SdmxReader, applied: AppliedMapping, context: Context) -> Read:
    structure = reader.structure(applied.mapping.select.table)
    fetched = reader.data(applied.mapping.select)
    return read_mapped(with_found_maps(applied, structure), fetched, context)


def _description(reader: SdmxReader, applied: AppliedMapping) -> str:
    return reader.structure(applied.mapping.select.table).sha256


def _table(applied: AppliedMapping, fetched: Fetched) -> RawTable:
    return read_data(fetched, applied.mapping, applied.maps.get(COMPONENTS))


CONNECTOR = Connector("sdmx", sdmx_items, SdmxOptions, _table)
