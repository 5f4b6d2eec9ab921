"""Structures of SDMX flows, read by pysdmx: which dimensions in which order, which attributes, which code lists.

pysdmx gives up a whole message for one reference that leads nowhere, as real services' often do (a code list in another version
than the one that is named). So it is given a message in parts: each code list, the concepts, the structures, by themselves.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Literal
from xml.etree.ElementTree import Element, SubElement, tostring

from msgspec import MsgspecError, json
from pysdmx.errors import PysdmxError
from pysdmx.io.json.sdmxjson2.messages.structure import JsonStructureMessage
from pysdmx.model import Codelist, Component, Concept, ConceptScheme, Dataflow, DataStructureDefinition, Role

from connectors.fetching import Fetched, located, require_success
from connectors.sdmx_errors import SdmxStructureError
from connectors.sdmx_xml import LARGEST_STRUCTURE, local_name, root_name, tree
from connectors.sniffing import UTF8_MARK, beginning, kind_of

Kind = Literal["dimension", "time", "attribute", "measure"]
PARTS = (
    "Codelists",
    "GeographicCodelists",
    "GeoGridCodelists",
    "ValueLists",
    "Concepts",
    "ConceptSchemes",
    "DataStructures",
    "Dataflows",
)
FAILURES = (PysdmxError, KeyError, TypeError, ValueError, AttributeError, IndexError, StopIteration)
"""What pysdmx raises over a message that it cannot read: own errors, and Python's over what it did not expect."""

TIME = "TIME_PERIOD"


@dataclass(frozen=True, slots=True)
class Listed:
    """A code list: its id without agency and version, e.g. ``CL_FREQ``, and its codes with their names."""

    id: str
    codes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """A component of a structure.

    Args:
        id: as data messages call it, e.g. ``REF_AREA``.
        list: its codes; None where it has none or they are not known.
    """

    id: str
    kind: Kind
    list: Listed | None = None


@dataclass(frozen=True, slots=True)
class Structure:
    """What a flow's data look like.

    Args:
        parts: its components, the dimensions first and in the order of a key.
        url: where it was told.
        sha256: of the bytes that told it.
    """

    parts: tuple[Part, ...]
    url: str
    sha256: str

    @property
    def dimensions(self) -> tuple[Part, ...]:
        """The dimensions of a key: all but time."""
        return tuple(part for part in self.parts if part.kind == "dimension")


@dataclass(frozen=True, slots=True)
class Reference:
    """The name of something maintained: agency, id, version; any of them may be unknown."""

    agency: str
    id: str
    version: str = ""

    @classmethod
    def of(cls, urn: str) -> "Reference":
        """Read ``...Codelist=ESTAT:FREQ(3.9)``."""
        agency, _, rest = urn.rpartition("=")[2].partition(":")
        name, _, version = rest.partition("(")
        return cls(agency, name, version.partition(")")[0])


@dataclass
class _Known:
    structures: dict[str, DataStructureDefinition] = field(default_factory=dict)
    flows: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[Codelist]] = field(default_factory=dict)
    concepts: dict[tuple[str, str], Concept] = field(default_factory=dict)


def read_structure(documents: Sequence[Fetched], flow: str) -> Structure:
    """Read a flow's structure out of one message, or of several that complete one another.

    Args:
        flow: the flow's id, without agency and version.

    Raises:
        SdmxStructureError: they do not tell it.
        AnswerError: one of them is an error, or no such message.
    """
    known = _Known()
    for fetched in documents:
        with located(fetched):
            _take(fetched, known)
    first = documents[0]
    found = _of_flow(known, flow)
    if found is None:
        reason = ", ".join((*known.flows, *known.structures)) or "0"
        raise SdmxStructureError(flow, url=first.url, where="select.table", reason=reason)
    return Structure(tuple(_parts(found, known)), first.url, first.sha256)


def structure_reference(documents: Sequence[Fetched], flow: str) -> Reference | None:
    """Give the structure that a flow is of, where the messages only name it."""
    known = _Known()
    for fetched in documents:
        with located(fetched):
            _take(fetched, known)
    name = next((told for id_, told in known.flows.items() if id_.upper() == flow.upper()), "")
    return Reference.of(name) if name else None


def _of_flow(known: _Known, flow: str) -> DataStructureDefinition | None:
    """Find the structure of a flow: the one it names, the one of its own name, or the only one there is."""
    by_id = {id_.upper(): one for id_, one in known.structures.items()}
    named = next(
        (Reference.of(told).id for id_, told in known.flows.items() if id_.upper() == flow.upper()), flow
    )
    found = by_id.get(named.upper()) or by_id.get(flow.upper())
    if found is None and len(by_id) == 1:
        return next(iter(by_id.values()))
    return found


def _parts(found: DataStructureDefinition, known: _Known) -> Iterator[Part]:
    kinds: Mapping[Role, Kind] = {Role.ATTRIBUTE: "attribute", Role.MEASURE: "measure"}
    dimensions = [one for one in found.components if one.role == Role.DIMENSION]
    for one in dimensions:
        if not _is_time(one):
            yield Part(one.id, "dimension", _listed(one, known))
    for one in found.components:
        if one.role == Role.DIMENSION and not _is_time(one):
            continue
        yield Part(one.id, "time" if one.role == Role.DIMENSION else kinds[one.role], _listed(one, known))


def _is_time(component: Component) -> bool:
    return component.id == TIME


def _listed(component: Component, known: _Known) -> Listed | None:
    """Give a component's codes: of its own list, or of its concept's; any version where the named one is not there."""
    own = component.enumeration
    if isinstance(own, Codelist):
        return Listed(own.id, _codes([own]))
    urn = component.enum_ref or _concept_list(component, known)
    if not urn:
        return None
    wanted = Reference.of(urn)
    lists = known.lists.get(wanted.id, [])
    exact = [one for one in lists if one.version == wanted.version]
    return Listed(wanted.id, _codes(exact or lists))


def _concept_list(component: Component, known: _Known) -> str:
    concept = component.concept
    item = getattr(concept, "item_id", None)
    if item is None:
        return ""
    found = known.concepts.get((str(getattr(concept, "id", "")), str(item)))
    if found is None:
        return ""
    codes = found.codes
    if found.enum_ref or codes is None:
        return found.enum_ref or ""
    return f"Codelist={getattr(codes, 'agency', '')}:{codes.id}({codes.version})"


def _codes(lists: Sequence[Codelist]) -> dict[str, str]:
    return {code.id: code.name or code.id for one in lists for code in one.codes}


def _take(fetched: Fetched, known: _Known) -> None:
    """Add what a message tells to what is known."""
    require_success(fetched)
    if kind_of(fetched.content) == "json":
        for told in _of_json(fetched):
            _sort(told, known)
        return
    if root_name(fetched.content, fetched.url) != "Structure":
        raise SdmxStructureError(beginning(fetched.content), url=fetched.url, reason="<Structure>")
    root = tree(fetched.content, fetched.url)
    for element in root.iter():
        if local_name(element) == "MeasureDimension":  # of SDMX 2.1; pysdmx leaves it out, and a key must not
            element.tag = element.tag.replace("MeasureDimension", "Dimension")
    if not any(local_name(child) == "Structures" for child in root):
        return
    for told in _in_parts(root, fetched):
        _sort(told, known)


def _sort(told: object, known: _Known) -> None:
    if isinstance(told, DataStructureDefinition):
        known.structures.setdefault(told.id, told)
    elif isinstance(told, Dataflow):
        known.flows[told.id] = _named(told.structure)
        if isinstance(told.structure, DataStructureDefinition):
            known.structures.setdefault(told.structure.id, told.structure)
    elif isinstance(told, Codelist):
        known.lists.setdefault(told.id, []).append(told)
    elif isinstance(told, ConceptScheme):
        known.concepts |= {(told.id, one.id): one for one in told.concepts if isinstance(one, Concept)}


def _named(structure: object) -> str:
    """Name a flow's structure as its reference does, however pysdmx gives it."""
    if isinstance(structure, DataStructureDefinition):
        agency = (
            structure.agency if isinstance(structure.agency, str) else getattr(structure.agency, "id", "")
        )
        return f"DataStructure={agency}:{structure.id}({structure.version})"
    return "" if structure is None else str(structure)


def _of_json(fetched: Fetched) -> Sequence[object]:
    if len(fetched.content) > LARGEST_STRUCTURE:
        wanted = f"<= {LARGEST_STRUCTURE} B"
        raise SdmxStructureError(f"{len(fetched.content)} B", url=fetched.url, reason=wanted)
    try:
        message = json.decode(fetched.content.removeprefix(UTF8_MARK), type=JsonStructureMessage)
        return message.to_model().structures or ()
    except (*FAILURES, MsgspecError, RecursionError) as error:
        raise _unreadable(fetched, error) from error


def _unreadable(fetched: Fetched, error: Exception) -> SdmxStructureError:
    reason = " ".join(f"pysdmx: {type(error).__name__}: {error}".split())[:300]
    return SdmxStructureError(beginning(fetched.content), url=fetched.url, reason=reason)


def _in_parts(root: Element, fetched: Fetched) -> Iterator[object]:
    """Have pysdmx read a message part by part; a code list or concept that it cannot read is left out, as it only tells more."""
    read = _reader(root)
    for part in _only(root, PARTS):
        name, document = part
        try:
            yield from read(document)
        except FAILURES as error:
            if name == "DataStructures":
                yield from _bare(root, read, fetched, error)


def _bare(
    root: Element, read: Callable[[str], Sequence[object]], fetched: Fetched, error: Exception
) -> Sequence[object]:
    """Read structures without what they say of groups and attributes: a key needs the dimensions only."""
    bare = deepcopy(root)
    for around in bare.iter():
        for element in [one for one in around if local_name(one) in ("Group", "AttributeList")]:
            around.remove(element)
    try:
        return [told for _, document in _only(bare, ("DataStructures",)) for told in read(document)]
    except FAILURES:
        raise _unreadable(fetched, error) from error


def _only(root: Element, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Give a message for each part of one, with the header and that part only; of code lists one for each list."""
    for place, structures in enumerate(root):
        if local_name(structures) != "Structures":
            continue
        for number, part in enumerate(structures):
            if local_name(part) not in names:
                continue
            singly = local_name(part) == "Codelists"
            for item in range(len(part)) if singly else (None,):
                yield local_name(part), _alone(root, place, number, item)


def _alone(root: Element, place: int, number: int, item: int | None) -> str:
    alone = Element(root.tag)
    alone.extend([child for child in root if local_name(child) == "Header"])
    part = root[place][number]
    kept = SubElement(SubElement(alone, root[place].tag), part.tag)
    kept.extend(part if item is None else [part[item]])
    return tostring(alone, encoding="unicode", xml_declaration=True)


def _reader(root: Element) -> Callable[[str], Sequence[object]]:
    """Choose pysdmx's reader by the version of the message."""
    space = root.tag.partition("}")[0]
    if "v3_0" in space:
        from pysdmx.io.xml.sdmx30.reader.structure import read
    elif "v3_1" in space:
        from pysdmx.io.xml.sdmx31.reader.structure import read
    else:
        from pysdmx.io.xml.sdmx21.reader.structure import read
    return lambda document: read(document, validate=False)
