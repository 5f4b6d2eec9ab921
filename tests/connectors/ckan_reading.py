"""Reading a simulated CKAN as the connector does, without a database: its items as a preview gives them."""

from datetime import datetime

from connectors.ckan_items import CONNECTOR
from connectors.definitions import MappingDefinition, SourceDefinition
from connectors.fetching import sending
from connectors.items import Item
from connectors.mapping import AppliedMapping
from connectors.reading import Context
from schemas.basis import Basis
from schemas.places import shipped_places
from tests.connectors.outgoing import portal
from tests.fakes.server import Answering, LoopbackServer

PLACES = shipped_places()


def mapping(dataset: str, resource: str = "", **fields: object) -> MappingDefinition:
    """Population by year, of a table with the columns Year and People."""
    told: dict[str, object] = {
        "indicator": "CX.POP", "locale": "plain", "select": {"dataset": dataset, "resource": resource},
        "columns": {"period": "Year", "value": "People"}, "constants": {"place": "SI_052", "unit": "NR"},
    }  # fmt: skip
    return MappingDefinition.model_validate(told | fields)


def source_at(url: str, mappings: tuple[MappingDefinition, ...] = (), **options: object) -> SourceDefinition:
    """A source whose portal is at an address."""
    told = {"id": "portal", "connector": "ckan", "url": url, "owner": "kranj", "options": options}
    return SourceDefinition.model_validate({**told, "mapping": [one.model_dump() for one in mappings]})


def applied(source: SourceDefinition) -> list[AppliedMapping]:
    """A source's mappings, as a harvest applies them."""
    return [
        AppliedMapping(
            source.id, "ckan", one.name or f"m{number}", one, options=source.options, places=frozenset(PLACES)
        )
        for number, one in enumerate(source.mapping, start=1)
    ]


def items_of(
    answer: Answering,
    *mappings: MappingDefinition,
    path: str = "",
    since: datetime | None = None,
    **options: object,
) -> tuple[list[Item], LoopbackServer]:
    """Give what the connector makes of a portal, and the server with what it was asked.

    Args:
        path: where the portal stands on its server.
    """
    bases: dict[str, Basis] = {}
    with portal(answer) as (server, client):
        source = source_at(f"{server.url}{path}", mappings, **options)
        context = Context(bases, PLACES, 2026, since)
        found = CONNECTOR.items(source, applied(source), sending(client.outgoing.fetch), context)
        return list(found), server


def figures(item: Item) -> list[tuple[str, str, str]]:
    """Give what was read: period, value, cell."""
    rows = (row for read in item.reads for row in read.observations)
    return [(row.key.period, str(row.value), row.source_cell) for row in rows]


def remarks(item: Item) -> list[tuple[str, str, str]]:
    """Give what was found in a record: rule, field, what stands there."""
    return [(found.rule, found.where.cell, found.found) for found in item.findings or ()]
