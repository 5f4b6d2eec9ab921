"""Labels: what people call the organisations, networks, collections and purposes that policies name."""

from collections.abc import Mapping

from sqlmodel import Session, select

from catalogue.models import Organisation
from policies.names import Names
from policies.public_face import UNDISCLOSED
from policies.purposes import purposes
from policies.tables import AssetCollection, Network
from schemas.languages import Lang, Text
from schemas.messages import say


def labels(session: Session, names: Names, lang: Lang) -> Mapping[str, str]:
    """Give what people call everything that policies of this node can name, by IRI.

    Args:
        session: where the tables are.
        names: makes the IRIs.
        lang: in which language.
    """
    found = {UNDISCLOSED: say("access.some_organisations", lang)}
    found |= {iri: one.label.in_(lang) for iri, one in purposes().items()}
    for organisation in session.exec(select(Organisation)):
        name = Text.of(organisation.name).in_(lang)
        found[names.iri("organisation", organisation.id)] = name or organisation.id
    for network in session.exec(select(Network)):
        found[names.iri("network", network.id)] = Text.of(network.name).in_(lang) or network.id
    for collection in session.exec(select(AssetCollection)):
        title = Text.of(collection.title).in_(lang)
        found[names.iri("collection", collection.id)] = title or collection.id
    return found
