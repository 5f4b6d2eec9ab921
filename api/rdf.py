"""The catalogue as RDF: what the feed is drawn with, put together from settings, registry and policies."""

from collections.abc import Iterator, Sequence

from pyoxigraph import NamedNode, Triple

from api.door import Door
from api.registry_shelf import Registered
from api.settings import Settings
from catalogue.dcat.feed import FeedFormat, write_catalog
from catalogue.dcat.world import CatalogueNode, PolicyView, World
from catalogue.drafts import DatasetView
from catalogue.listing import list_datasets
from catalogue.search import Search
from policies.decision import Action, Target
from policies.describing import triples
from policies.public_face import THE_WORLD, public_policy
from schemas.languages import LANGUAGES, Text
from schemas.messages import say

ODRL = "http://www.w3.org/ns/odrl/2/"
RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def world_of(
    door: Door, settings: Settings, datasets: Sequence[DatasetView], registered: Registered
) -> World:
    """Give what descriptions of these datasets are made with."""
    base = settings.base_url.rstrip("/")
    title, about = (
        Text(*(say(key, lang) for lang in LANGUAGES)) for key in ("catalogue.title", "catalogue.about")
    )
    organisations = registered.organisations
    node = CatalogueNode(
        base=base,
        title=title,
        description=about,
        publisher=settings.publisher or next(iter(sorted(organisations)), ""),
    )
    return World(
        node=node,
        organisations=organisations,
        places=registered.places_in_time,
        policies={view.id: policy_of(door, node, view) for view in datasets},
    )


def policy_of(door: Door, node: CatalogueNode, view: DatasetView) -> PolicyView:
    """Give a dataset's policy as the world is told it: the rules in force that govern it, else its template as ODRL."""
    if door.in_force.governs(view.id, view.publisher):
        return _governing(door, view)
    iri = node.id("policy", "open" if view.access == "open" else view.id)
    return PolicyView(iri, view.access, tuple(_odrl(iri, node, view)))


def _governing(door: Door, view: DatasetView) -> PolicyView:
    """Give what the policies in force say of a dataset; it is the same for every reader, and written once for each era."""
    in_force = door.in_force
    depends = (view.publisher, view.access, in_force.era(door.now))
    held = in_force.faces.get(view.id)
    if held is not None and held[0] == depends and isinstance(held[1], PolicyView):
        return held[1]
    found = public_policy(Target(view.id, view.publisher, view.access), in_force, THE_WORLD, door.now)
    told = PolicyView(found.iri, view.access, triples(found))
    in_force.faces[view.id] = (depends, told)
    return told


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
    world = world_of(door, settings, listing.datasets, Registered.read(door.session))
    return write_catalog(world, listing.datasets, form, modified=listing.modified)
