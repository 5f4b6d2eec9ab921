"""Describing what datasets share: organisations, places, licences, policies, vocabularies' entries."""

import hashlib
import re

from catalogue.dcat import resources
from catalogue.dcat.drawing import named_throughout
from catalogue.dcat.literals import said, worded
from catalogue.dcat.namespaces import IANA, PROFILE, SPDX
from catalogue.dcat.resources import Worded
from catalogue.dcat.vocabularies import NATIONAL_LICENCES, concept, in_languages, known, licence
from catalogue.dcat.world import PolicyView, World
from schemas.codes import codelist
from schemas.indicators import Indicator
from schemas.languages import Text

SHA256 = resources.Algorithm(iri=SPDX + "checksumAlgorithm_sha256", label=(Worded("SHA-256"),))
DCAT_AP = resources.Standard(iri=PROFILE, title=(Worded("DCAT-AP 3.0.1"),))
_NONE_STATED = "dcat.no_licence"
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+_-]*")


def agent(world: World, organisation: str) -> resources.Agent | None:
    """Describe an organisation; one that the node does not know is called by its id."""
    if not organisation:
        return None
    iri = world.node.id("organisation", organisation)
    known_one = world.organisations.get(organisation)
    if known_one is None:
        return resources.Agent(iri=iri, name=(Worded(organisation),))
    homepage = world.notes.link(organisation, "homepage", known_one.homepage)
    return resources.Agent(
        iri=iri,
        name=worded(Text.of(known_one.name)) or (Worded(organisation),),
        kind=concept("agent-type", known_one.kind),
        homepage=resources.Document(iri=homepage) if homepage else None,
    )


def contact(world: World, organisation: str) -> resources.Contact | None:
    """Describe where an organisation is asked; None where it gives no way."""
    row = world.organisations.get(organisation)
    if row is None:
        return None
    email = world.notes.link(organisation, "email", f"mailto:{row.email.strip()}" if "@" in row.email else "")
    url = world.notes.link(organisation, "homepage", row.homepage)
    if email is None and url is None:
        return None
    name = worded(Text.of(row.name)) or (Worded(organisation),)
    iri = world.node.id("organisation", organisation) + "#contact"
    return resources.Contact(iri=iri, name=name, email=email, url=url)


def location(world: World, code: str) -> resources.Location | None:
    """Describe a place; None where the node knows none of that code."""
    place = world.places.get(code)
    if place is None:
        return None
    label = in_languages((place.name.in_("en"), place.name.in_("sl"), place.name.in_("hr")))
    same_as = world.notes.link(code, "same_as", place.same_as)
    return resources.Location(
        iri=world.node.id("place", code), label=label, code=code, same_as=(same_as,) if same_as else ()
    )


def terms_of_use(world: World, text: str) -> resources.Licence | None:
    """Describe a licence: the EU's entry, an IRI of its own, or the source's words as they are."""
    if not text.strip():
        return None
    listed = licence(text)
    if listed is not None:
        return listed
    iri = world.notes.link("", "licence", text) if "://" in text and " " not in text.strip() else None
    unknown = known("licence-type", "UnknownIPR")
    if iri is not None:
        label = in_languages(NATIONAL_LICENCES[iri]) if iri in NATIONAL_LICENCES else (Worded(iri),)
        return resources.Licence(iri=iri, label=label, kind=unknown)
    own = said(_NONE_STATED)
    name = hashlib.sha256(text.encode()).hexdigest()[:16]
    label = own if text == own[0].text else (Worded(text),)
    return resources.Licence(iri=f"{world.node.iri}#licence-{name}", label=label, kind=unknown)


def policy(view: PolicyView | None) -> resources.Policy | None:
    """Describe a policy, with the state of access it amounts to as its label."""
    if view is None:
        return None
    access = codelist("access")
    label = access[view.access].label if view.access in access else Text.of(view.access)
    return resources.Policy(iri=view.iri, label=worded(label), odrl=named_throughout(view.iri, view.odrl))


def access_rights(access: str) -> resources.Concept:
    """Give the EU's access right of a state of access; what is not known to be open is not public."""
    return concept("access-right", access) or known("access-right", "NON_PUBLIC")


def media_type(text: str) -> resources.MediaType | None:
    """Describe a media type, e.g. ``text/csv``; None where the text is none."""
    name = text.strip().partition(";")[0].rstrip().lower()
    name = name.removeprefix(IANA).removeprefix(IANA.replace("https", "http"))
    if not _MEDIA_TYPE.fullmatch(name):
        return None
    return resources.MediaType(iri=IANA + name, label=(Worded(name),))


def subject(world: World, indicator: Indicator) -> resources.Concept:
    """Describe an indicator as what a dataset is about."""
    scheme = resources.Scheme(iri=f"{world.node.iri}#indicators", title=said("dcat.indicators"))
    label = worded(indicator.name)
    return resources.Concept(iri=world.node.id("indicator", indicator.code), label=label, scheme=scheme)
