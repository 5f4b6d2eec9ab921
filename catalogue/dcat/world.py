"""What a feed is drawn with besides the datasets: the node, its organisations, places and policies, and its notes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pyoxigraph import Triple

from catalogue.dcat.iris import mend_iri, segment
from catalogue.models import Organisation
from schemas.findings import Finding, Location
from schemas.languages import Text
from schemas.messages import Message
from schemas.places import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueNode:
    """The node that serves a catalogue.

    Args:
        base: what identifiers begin with, without a slash at the end, e.g. ``https://data.kranj.si``.
        address: where its API is served, `base` unless told otherwise.
        title: the catalogue's.
        description: what can be found in it.
        publisher: id of the organisation that runs it.
        homepage: its page for people; `address` unless told otherwise.
        languages: ISO 639-1 codes of its texts.
        licence: of the descriptions themselves: IRI or EU code; empty where none is stated.
        issued: ISO 8601 date since when it is there.
        spatial: codes of the places it is about.
    """

    base: str
    title: Text
    description: Text
    publisher: str
    address: str = ""
    homepage: str = ""
    languages: tuple[str, ...] = ("en", "sl", "hr")
    licence: str = ""
    issued: str = ""
    spatial: tuple[str, ...] = ()

    @property
    def served_at(self) -> str:
        """Where the API answers."""
        return self.address or self.base

    @property
    def iri(self) -> str:
        """The catalogue's IRI."""
        return f"{self.base}/catalog"

    def id(self, kind: str, name: str) -> str:
        """Give an identifier: kind is dataset, place, organisation or indicator."""
        return f"{self.base}/id/{kind}/{segment(name)}"


@dataclass(frozen=True, slots=True)
class PolicyView:
    """A dataset's policy as RDF tells of it.

    Args:
        iri: the policy's.
        access: the state it amounts to for the world: ``open``, ``restricted`` or ``hidden``.
        odrl: its rules; blank nodes in them get IRIs.
    """

    iri: str
    access: str
    odrl: tuple[Triple, ...] = ()


@dataclass(slots=True)
class Notes:
    """What could not be written as its source says it: mended, or left out."""

    _found: dict[str, Finding] = field(default_factory=dict)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Each thing once, however often it is named."""
        return tuple(self._found.values())

    def add(self, dataset: str, cell: str, found: str, problem: str) -> None:
        """Note a value.

        Args:
            dataset: id of the dataset it belongs to.
            cell: the field.
            found: as the source says it.
            problem: ``link``, ``mended``, ``code``, ``date``, ``place`` or ``checksum``.
        """
        expected, mend = Message(f"dcat.{problem}.expected"), Message(f"dcat.{problem}.mend")
        where = Location(document=dataset, cell=cell)
        finding = Finding(f"dcat-{problem}", "warning", where, found, expected, mend, dataset)
        self._found.setdefault(finding.id(), finding)

    def link(self, dataset: str, cell: str, text: str) -> str | None:
        """Give a source's address as a valid IRI, or None; note what was done to it."""
        if not text.strip():
            return None
        iri = mend_iri(text)
        if iri != text.strip():
            self.add(dataset, cell, text, "link" if iri is None else "mended")
        return iri


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything that descriptions are made with."""

    node: CatalogueNode
    organisations: Mapping[str, Organisation] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    policies: Mapping[str, PolicyView] = field(default_factory=dict)
    notes: Notes = field(default_factory=Notes)
