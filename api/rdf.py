"""The catalogue as RDF: what the feed is drawn with, put together from settings, registry and policies."""

from collections.abc import Iterator, Sequence

from pyoxigraph import NamedNode, Triple

from api.door import Door
from api.settings import Settings
from catalogue import registry
from catalogue.dcat.feed import FeedFormat, write_catalog
from catalogue.dcat.world import CatalogueNode, PolicyView, World
from catalogue.drafts import DatasetView
from catalogue.listing import list_datasets
from catalogue.search import Search
from policies.decision import Action
from schemas.languages import LANGUAGES, Text
from schemas.messages import say

ODRL = "http://www.w3.org/ns/odrl/2/"
RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def world_of(door: Door, settings: Settings, datasets: Sequence[DatasetView]) -> World:
    """Give what descriptions of these datasets are made with."""
    base = settings.base_url.rstrip("/")
    title, about = (
        Text(*(say(key, lang) for lang in LANGUAGES)) for key in ("catalogue.title", "catalogue.about")
    )
    organisations = registry.organisations(door.session)
    node = CatalogueNode(
        base=base,
        title=title,
        description=about,
        publisher=settings.publisher or next(iter(sorted(organisations)), ""),
    )
    return World(
        node=node,
        organisations=organisations,
        places=registry.places_in_time(door.session),
        policies={view.id: policy_of(node, view) for view in datasets},
    )


def policy_of(node: CatalogueNode, view: DatasetView) -> PolicyView:
    """Give a dataset's policy: its template as ODRL."""
    iri = node.id("policy", "open" if view.access == "open" else view.id)
    return PolicyView(iri, view.access, tuple(_odrl(iri, node, view)))


def _odrl(iri: str, node: CatalogueNode, view: DatasetView) -> Iterator[Triple]:
    """Write the template: open permits everybody to read, the others permit their owner."""
    policy, rule = NamedNode(iri), NamedNode(f"{iri}#read")
    yield Triple(policy, RDF_TYPE, NamedNode(f"{ODRL}Set"))
    yield Triple(policy, NamedNode(f"{ODRL}permission"), rule)
    yield Triple(rule, RDF_TYPE, NamedNode(f"{ODRL}Permission"))
    yield Triple(rule, NamedNode(f"{ODRL}action"), NamedNode(f"{ODRL}read"))
    if view.access == "open":
        return
    yield Triple(rule, NamedNode(f"{ODRL}target"), NamedNode(node.id("dataset", view.id)))
    if view.publisher:
        yield Triple(rule, NamedNode(f"{ODRL}assignee"), NamedNode(node.id("organisation", view.publisher)))


def whole_catalogue(door: Door, settings: Settings, form: FeedFormat) -> bytes:
    """Write everything the subject may discover as one feed."""
    listing = list_datasets(door.session, Search(), door.scope(Action.DISCOVER))
    world = world_of(door, settings, listing.datasets)
    return write_catalog(world, listing.datasets, form, modified=listing.modified)
