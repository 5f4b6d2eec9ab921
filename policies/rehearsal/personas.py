"""Personas: made-up askers for whom it is tried out what policies would let them do."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from sqlmodel import Session, col, select

from catalogue.among import among
from catalogue.models import Dataset, DatasetReader
from policies.asker import Asker
from policies.compiled.request import Membership
from policies.decision import Subject
from policies.duty_events import performed_by
from policies.in_force import KINDS, InForce
from policies.odrl.vocabulary import expand
from policies.purposes import purpose_iri, purposes
from policies.rehearsal.errors import PersonaError
from policies.tables import AccessRequest, Agreement, Network

Json = dict[str, Any]  # an object that is stored or sent

WORLD = "world"
RESEARCH = "research"
MOST_PERSONAS = 60
ABSOLUTE = ("http://", "https://", "urn:")
INVENTED = "invented/"
"""Begins the name of the organisation that stands for a kind or network; no organisation is called so."""

CHANNEL = expand("og:Api")
FORMAT = "http://publications.europa.eu/resource/authority/file-type/JSON"
FIRST_USE: Mapping[str, int] = {"*": 1}
"""Nobody has used up anything: each persona asks for the first time."""


@dataclass(frozen=True, slots=True)
class Persona:
    """A made-up asker.

    Args:
        label: what it is called.
        organisations: ids of the organisations it speaks for, with the networks they belong to.
        networks: ids of networks that it belongs to besides, through an organisation that is made up for it.
        kind: a code of og:recipientKind, of that organisation.
        purposes: IRIs of the purposes declared; None where none is.
        auth_method: a code of og:authMethod; what its kind of asker commonly has where it is empty.
        assurance: a code of og:assuranceLevel; likewise.
    """

    label: str
    organisations: frozenset[str] = frozenset()
    networks: frozenset[str] = frozenset()
    kind: str = ""
    purposes: frozenset[str] | None = None
    auth_method: str = ""
    assurance: str = ""

    @property
    def stand_in(self) -> str:
        """The organisation that is made up for it; empty where none needs to be."""
        if not self.networks and not self.kind:
            return ""
        return (
            f"{INVENTED}{self.kind}/{'+'.join(sorted(self.networks))}/{'+'.join(sorted(self.organisations))}"
        )

    def subject(self) -> Subject:
        """Give who asks."""
        every = self.organisations | ({self.stand_in} - {""})
        return Subject(
            "persona" if every else "anonymous",
            every,
            auth_method=self.auth_method or ("api-key" if every else "anonymous"),
            assurance=self.assurance or ("low" if every else ""),
        )

    def as_json(self) -> Json:
        """Give it as it is stored and told."""
        return {
            "label": self.label, "organisations": sorted(self.organisations), "networks": sorted(self.networks),
            "kind": self.kind, "purposes": None if self.purposes is None else sorted(self.purposes),
            "auth_method": self.auth_method, "assurance": self.assurance,
        }  # fmt: skip


def persona_of(told: Mapping[str, Any]) -> Persona:
    """Read a persona as it is stored or sent; purposes by code or IRI."""
    purposes = told.get("purposes")
    return Persona(
        str(told.get("label", "")),
        frozenset(told.get("organisations") or ()),
        frozenset(told.get("networks") or ()),
        str(told.get("kind", "")),
        None if purposes is None else frozenset(map(purpose_iri, purposes)),
        str(told.get("auth_method", "")),
        str(told.get("assurance", "")),
    )


def asker_of(persona: Persona, at: datetime, in_force: InForce, session: Session) -> Asker:
    """Give a persona as an asker, in what is in force `with_personas`."""
    subject = persona.subject()
    needed = in_force.duties and persona.organisations
    return Asker(
        subject, at, persona.purposes, FORMAT, CHANNEL, None, FIRST_USE,
        performed_by(session, persona.organisations) if needed else frozenset(),
    )  # fmt: skip


def with_personas(in_force: InForce, personas: Iterable[Persona]) -> InForce:
    """Give what is in force where the organisations that personas stand for exist."""
    parties = in_force.parties
    kinds, networks = dict(parties.kinds), dict(parties.networks)
    for one in personas:
        if one.stand_in:
            known = (kinds.get(name, "") for name in sorted(one.organisations))
            kinds[one.stand_in] = one.kind or next(known, "")
            networks[one.stand_in] = tuple(_memberships(one, in_force))
    return replace(
        in_force, parties=replace(parties, kinds=kinds, networks=networks), kept={}, state=object()
    )


def _memberships(persona: Persona, in_force: InForce) -> Iterable[Membership]:
    member = in_force.names.iri("organisation", persona.stand_in)
    for name in sorted(persona.networks):
        yield Membership(member, in_force.names.iri("network", name))
        for above in in_force.parties.networks.get(name, ()):
            yield replace(above, member=member)


def check_personas(session: Session, personas: Collection[Persona]) -> None:
    """Refuse personas that belong to a network that there is not, or are of no kind that policies know.

    Raises:
        PersonaError: names the part, and what is nearest.
    """
    if len(personas) > MOST_PERSONAS:
        raise PersonaError("personas", str(len(personas)), f"at most {MOST_PERSONAS}")
    networks = set(session.exec(select(Network.id)))
    for one in personas:
        for name in sorted(one.networks - networks):
            raise PersonaError("personas.networks", name, _nearest(name, networks, "a network"))
        if one.kind and one.kind not in KINDS.values():
            raise PersonaError("personas.kind", one.kind, ", ".join(sorted(set(KINDS.values()))))
        _check_purposes(one)
    labels = [one.label for one in personas]
    for label in labels:
        if not label or labels.count(label) > 1:
            raise PersonaError("personas.label", label, "a name that no other persona has")


def _check_purposes(persona: Persona) -> None:
    """Refuse a purpose that is neither one of our codes nor an IRI: it would be none that any policy names."""
    for iri in sorted(persona.purposes or ()):
        if iri not in purposes() and not iri.startswith(ABSOLUTE):
            codes = [one.code for one in purposes().values()]
            raise PersonaError("personas.purposes", iri, _nearest(iri, codes, ", ".join(codes)))


def _nearest(name: str, known: Collection[str], otherwise: str) -> str:
    return ", ".join(get_close_matches(name, sorted(known), n=3, cutoff=0.4)) or otherwise


def standard_personas(
    session: Session, in_force: InForce, owners: frozenset[str], asked: Collection[str]
) -> tuple[Persona, ...]:
    """Give the personas of whoever names none: the world, research, networks, departments, who asked or may read already.

    Args:
        session: where the tables are.
        in_force: who belongs where.
        owners: the owner and its departments.
        asked: organisations that asked for the owner's figures.
    """
    networks = session.exec(select(Network.id).order_by(col(Network.id)))
    below = sorted(one for one in owners if in_force.parties.parents.get(one) in owners)
    found = [
        Persona(WORLD),
        Persona(RESEARCH, kind="research", purposes=frozenset({purpose_iri("research")})),
        *(Persona(f"network:{one}", networks=frozenset({one})) for one in networks),
        *(
            Persona(f"organisation:{one}", frozenset({one}))
            for one in [*below, *sorted({*asked, *_known_to(session, owners)} - owners)]
        ),
    ]
    return tuple(found[:MOST_PERSONAS])


def _known_to(session: Session, owners: frozenset[str]) -> set[str]:
    """Give the organisations that owners named as readers, agreed with, or were asked by for access."""
    named = select(DatasetReader.organisation).join(Dataset, col(Dataset.id) == col(DatasetReader.dataset))
    asking = select(AccessRequest.organisation).where(among(col(AccessRequest.owner), owners))
    agreed = select(Agreement.assignee).where(among(col(Agreement.assigner), owners))
    found = set(session.exec(named.where(among(col(Dataset.publisher), owners)).distinct()))
    return found.union(session.exec(asking.distinct()), session.exec(agreed.distinct())) - {""}
