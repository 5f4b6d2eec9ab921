"""The feed: a catalogue, a page of it or one dataset, as triples and as the bytes of each format."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from pyoxigraph import RdfFormat, Triple, serialize

from catalogue.dcat import resources
from catalogue.dcat.dataset_description import describe_dataset, describe_records, record_iris
from catalogue.dcat.describing import access_rights, agent, contact, location, terms_of_use
from catalogue.dcat.drawing import Drawing
from catalogue.dcat.jsonld import jsonld
from catalogue.dcat.literals import dated, said, timed, worded
from catalogue.dcat.namespaces import PREFIXES
from catalogue.dcat.resources import Worded
from catalogue.dcat.vocabularies import concept, known, scheme
from catalogue.dcat.world import World
from catalogue.drafts import DatasetView

OPENAPI = resources.Standard(iri="https://spec.openapis.org/oas/v3.1.0", title=(Worded("OpenAPI 3.1"),))


class FeedFormat(Enum):
    """The formats of a feed, by the ending of their address."""

    TURTLE = "ttl"
    N_TRIPLES = "nt"
    RDF_XML = "rdf"
    JSON_LD = "jsonld"

    @property
    def media_type(self) -> str:
        """Its media type, with the character set where a client would else guess wrongly."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    FeedFormat.TURTLE: "text/turtle; charset=utf-8",
    FeedFormat.N_TRIPLES: "application/n-triples; charset=utf-8",
    FeedFormat.RDF_XML: "application/rdf+xml; charset=utf-8",
    FeedFormat.JSON_LD: "application/ld+json; charset=utf-8",
}
_WRITERS = {
    FeedFormat.TURTLE: RdfFormat.TURTLE,
    FeedFormat.N_TRIPLES: RdfFormat.N_TRIPLES,
    FeedFormat.RDF_XML: RdfFormat.RDF_XML,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogPage:
    """Which page of a feed this is.

    Args:
        number: from 1.
        size: datasets of a page.
        total: datasets on all pages.
        url: gives the address of a page by its number, in the format that is asked for.
    """

    number: int
    size: int
    total: int
    url: Callable[[int], str]

    @property
    def last(self) -> int:
        """The number of the last page; an empty feed has one."""
        return max(1, -(-self.total // self.size))


def catalog_triples(
    world: World,
    datasets: Sequence[DatasetView],
    *,
    modified: datetime | None = None,
    page: CatalogPage | None = None,
) -> Iterator[Triple]:
    """Give a catalogue as triples, in a fixed order; what could not be written stands in `world.notes` afterwards.

    Args:
        world: the node, its organisations, places and policies.
        datasets: what the caller may see, in the order of the feed.
        modified: when one of the catalogue's datasets last changed.
        page: which page this is, None for the whole feed.
    """
    drawing = Drawing()
    service = describe_service(world, datasets)
    yield from drawing.draw(_catalogue(world, datasets, service, modified, page))
    for view in datasets:
        yield from _draw_dataset(drawing, world, view, service)


def dataset_triples(world: World, view: DatasetView) -> Iterator[Triple]:
    """Give one dataset with its record as triples."""
    return _draw_dataset(Drawing(), world, view, describe_service(world, [view]))


def _draw_dataset(
    drawing: Drawing, world: World, view: DatasetView, service: resources.DataService
) -> Iterator[Triple]:
    dataset = describe_dataset(world, view, service)
    yield from drawing.draw(dataset)
    for record in describe_records(world, view, dataset):
        yield from drawing.draw(record)


def _catalogue(
    world: World,
    datasets: Sequence[DatasetView],
    service: resources.DataService,
    modified: datetime | None,
    page: CatalogPage | None,
) -> resources.Catalogue:
    node = world.node
    iris = [node.id("dataset", view.id) for view in datasets]
    return resources.Catalogue(
        iri=node.iri,
        title=worded(node.title),
        description=worded(node.description),
        publisher=_publisher(world),
        homepage=resources.Document(iri=node.homepage or f"{node.served_at}/"),
        languages=tuple(filter(None, (concept("language", lang) for lang in node.languages))),
        licence=terms_of_use(world, node.licence),
        issued=dated(node.issued),
        modified=timed(modified) if modified else None,
        themes=scheme("data-theme"),
        spatial=tuple(filter(None, (location(world, code) for code in node.spatial))),
        page=_page(page) if page else None,
        total_items=page.total if page else None,
        services=(service,),
        datasets=tuple(resources.Reference(iri=iri) for iri in iris),
        records=tuple(
            resources.Reference(iri=record)
            for iri, view in zip(iris, datasets, strict=True)
            for record in record_iris(iri, view)
        ),
    )


def write(triples: Iterable[Triple], form: FeedFormat) -> bytes:
    """Write triples in a format; the same triples give the same bytes."""
    if form is FeedFormat.JSON_LD:
        return jsonld(triples)
    written = serialize(triples, format=_WRITERS[form], prefixes=dict(PREFIXES))
    assert written is not None, "without a file to write to, bytes are given"
    return written


def write_catalog(
    world: World,
    datasets: Sequence[DatasetView],
    form: FeedFormat,
    *,
    modified: datetime | None = None,
    page: CatalogPage | None = None,
) -> bytes:
    """Write a catalogue, or a page of it, in a format: `catalog_triples` and `write` in one."""
    return write(catalog_triples(world, datasets, modified=modified, page=page), form)


def describe_service(world: World, datasets: Sequence[DatasetView]) -> resources.DataService:
    """Describe the node's API, and which of these datasets it serves observations of."""
    node = world.node
    return resources.DataService(
        iri=f"{node.iri}#api",
        title=said("dcat.api"),
        description=said("dcat.api_about"),
        endpoint=f"{node.served_at}/api/v1",
        endpoint_description=f"{node.served_at}/openapi.json",
        publisher=_publisher(world),
        contact=contact(world, node.publisher),
        access_rights=access_rights("open"),
        conforms_to=OPENAPI,
        landing_page=resources.Document(iri=f"{node.served_at}/docs"),
        keywords=said("dcat.api_keyword"),
        theme=known("data-theme", "ENVI"),
        serves=tuple(
            resources.Reference(iri=node.id("dataset", view.id)) for view in datasets if view.indicators
        ),
    )


def _publisher(world: World) -> resources.Agent:
    """Describe who runs the node; a catalogue must name somebody, so an unnamed one is called by its address."""
    unnamed = resources.Agent(iri=f"{world.node.iri}#publisher", name=(Worded(world.node.base),))
    return agent(world, world.node.publisher) or unnamed


def _page(page: CatalogPage) -> resources.Page:
    first, last = page.url(1), page.url(page.last)
    previous = page.url(page.number - 1) if page.number > 1 else None
    following = page.url(page.number + 1) if page.number < page.last else None
    return resources.Page(
        iri=page.url(page.number), total_items=page.total, items_per_page=page.size,
        first=first, first_page=first, last=last, last_page=last,
        previous=previous, previous_page=previous, next=following, next_page=following,
    )  # fmt: skip
