"""Reading SDMX-ML data, 2.1 and 3.0, generic and specific to a structure: one pass, digits as they were written.

pysdmx reads data through pandas, which makes floats of figures; so it reads the structures, and this module the data.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from connectors.raw_table import RawCell, RawRow, RawTable, text_cell
from connectors.sdmx_errors import SdmxMessageError
from connectors.sdmx_xml import attribute, events, local_name, text_of

VALUE = "OBS_VALUE"
TIME = "TIME_PERIOD"
MESSAGES = frozenset(
    {"GenericData", "GenericTimeSeriesData", "StructureSpecificData", "StructureSpecificTimeSeriesData"}
)
NO_COMPONENTS = frozenset(
    {
        "action", "validFromDate", "validToDate", "publicationYear", "publicationPeriod", "setID", "structureRef",
        "dataScope",
    }
)  # fmt: skip
"""Attributes of a data set that are no components of a structure."""


@dataclass(frozen=True, slots=True)
class Note:
    """What a service says beside the data, in the footer of a message.

    Args:
        code: e.g. ``413``.
        severity: ``Error``, ``Warning`` or ``Information``, as it was written.
        texts: what it says.
    """

    code: str
    severity: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A data message: its table, and what its footer says."""

    table: RawTable
    notes: tuple[Note, ...]


def read_ml(content: bytes, url: str = "") -> Message:
    """Read a data message.

    Raises:
        UnsafeXmlError: it is no XML, or dangerous to read.
        SdmxMessageError: it is no data message.
    """
    reader = _Reader(url)
    for event, element in events(content, url):
        reader.take(event, element)
    return Message(_table(reader.found), tuple(reader.notes))


@dataclass
class _Reader:
    """What is known at a place of the message, and what was found up to it."""

    url: str
    found: list[tuple[dict[str, str], str]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    across: dict[str, str] = field(default_factory=dict)
    dataset: dict[str, str] = field(default_factory=dict)
    datasets: int = 0
    deleted: bool = False
    groups: "_Groups" = field(default_factory=lambda: _Groups())
    series: dict[str, str] = field(default_factory=dict)
    series_number: int = 0
    in_series: bool = False
    number: int = 0
    dimension: str = TIME
    around: list[Element] = field(default_factory=list)

    def take(self, event: str, element: Element) -> None:
        """Take in an element's start or end."""
        name = local_name(element)
        if event == "end":
            self.around.pop()
        elif not self.around and name not in MESSAGES:
            raise SdmxMessageError(f"<{name}>", url=self.url, wanted="GenericData, StructureSpecificData")
        step = _STEPS.get((event, name))
        if step is not None:
            step(self, element)
        if event == "start":
            self.around.append(element)

    @property
    def parent(self) -> str:
        """The name of the element around the one that is taken in."""
        return local_name(self.around[-1]) if self.around else ""

    def forget(self, element: Element) -> None:
        """Free an element that was read, so that a message of any length takes little memory."""
        element.clear()
        if self.around:
            self.around[-1].remove(element)

    def structure(self, element: Element) -> None:
        name = attribute(element, "structureID")
        if name:  # what it holds is called Structure, too
            self.across[name] = attribute(element, "dimensionAtObservation") or TIME

    def start_dataset(self, element: Element) -> None:
        self.datasets += 1
        self.deleted = attribute(element, "action").lower() == "delete"
        told = _components(element)
        self.dataset = {name: text for name, text in told.items() if name not in NO_COMPONENTS}
        self.groups = _Groups()
        self.series_number = self.number = 0
        self.dimension = self.across.get(attribute(element, "structureRef"), "") or next(
            iter(self.across.values()), TIME
        )

    def start_series(self, element: Element) -> None:
        self.series = _components(element)
        self.series_number += 1
        self.number = 0
        self.in_series = True

    def end_series(self, element: Element) -> None:
        self.series, self.in_series = {}, False
        self.forget(element)

    def series_key(self, element: Element) -> None:
        self.series |= _values(element)

    def attributes(self, element: Element) -> None:
        if self.parent == "Series":
            self.series |= _values(element)
        elif self.parent == "DataSet":
            self.dataset |= _values(element)

    def comp(self, element: Element) -> None:
        """Take a component of several values, whose element ends after the one it belongs to began."""
        told = {attribute(element, "id"): "; ".join(filter(None, map(text_of, element)))}
        if self.parent == "Series":
            self.series |= told
        elif self.parent == "DataSet":
            self.dataset |= told

    def atts(self, element: Element) -> None:
        """Take the attributes that SDMX-ML 3.0 writes apart: of the data set, or of part of its dimensions."""
        if self.parent == "DataSet":
            self.groups.add(_components(element))

    def group(self, element: Element) -> None:
        told = _components(element)
        for child in element:
            if local_name(child) in ("GroupKey", "Attributes"):
                told |= _values(child)
        self.groups.add(told)
        self.forget(element)

    def observation(self, element: Element) -> None:
        self.number += 1
        own = _components(element)
        for child in element:
            own |= self._of_child(child)
        if not self.deleted:
            row = self.groups.joined({**self.series, **own})
            self.found.append(({**self.dataset, **row}, self._ref()))
        self.forget(element)

    def footer(self, element: Element) -> None:
        if self.parent != "Footer":
            return
        texts = map(text_of, element)
        note = Note(attribute(element, "code"), attribute(element, "severity"), tuple(filter(None, texts)))
        self.notes.append(note)

    def _of_child(self, child: Element) -> dict[str, str]:
        name = local_name(child)
        if name in ("ObsKey", "Attributes"):
            return _values(child)
        if name == "ObsDimension":
            return {attribute(child, "id") or self.dimension: attribute(child, "value")}
        if name == "ObsValue":
            return {attribute(child, "id") or VALUE: attribute(child, "value")}
        return {}

    def _ref(self) -> str:
        parts = [f"DataSet[{self.datasets}]"] if self.datasets > 1 else []
        parts += [f"Series[{self.series_number}]"] if self.in_series else []
        return "/".join((*parts, f"Obs[{self.number}]"))


_STEPS = {
    ("end", "Structure"): _Reader.structure,
    ("start", "DataSet"): _Reader.start_dataset,
    ("start", "Series"): _Reader.start_series,
    ("end", "Series"): _Reader.end_series,
    ("end", "SeriesKey"): _Reader.series_key,
    ("end", "Attributes"): _Reader.attributes,
    ("end", "Atts"): _Reader.atts,
    ("end", "Comp"): _Reader.comp,
    ("end", "Group"): _Reader.group,
    ("end", "Obs"): _Reader.observation,
    ("end", "Message"): _Reader.footer,
}


class _Groups:
    """Attributes that hold for all observations with some codes; looked up by the codes that they share with a row."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, ...], list[Mapping[str, str]]] = {}
        self._known: dict[
            tuple[tuple[str, ...], tuple[str, ...]], dict[tuple[str, ...], Mapping[str, str]]
        ] = {}

    def add(self, told: Mapping[str, str]) -> None:
        """Add what a group says: its key and its attributes."""
        self._told.setdefault(tuple(sorted(told)), []).append(told)
        self._known.clear()

    def joined(self, row: dict[str, str]) -> dict[str, str]:
        """Give a row with what the groups say of it; what it says itself counts."""
        if not self._told:
            return row
        joined = dict(row)
        for names in self._told:
            shared = tuple(name for name in names if name in row)
            found = self._by_codes(names, shared).get(tuple(row[name] for name in shared))
            joined = {**found, **joined} if found else joined
        return joined

    def _by_codes(
        self, names: tuple[str, ...], shared: tuple[str, ...]
    ) -> dict[tuple[str, ...], Mapping[str, str]]:
        known = self._known.get((names, shared))
        if known is None:
            told = self._told[names]
            known = {tuple(one[name] for name in shared): one for one in reversed(told)}
            self._known[names, shared] = known
        return known


def _components(element: Element) -> dict[str, str]:
    """Give the components that an element has as attributes, or as ``Comp`` where they have several values."""
    told = {name: value for name, value in element.items() if not name.startswith("{")}
    for child in element:
        if local_name(child) == "Comp":
            told[attribute(child, "id")] = "; ".join(filter(None, map(text_of, child)))
    return told


def _values(element: Element) -> dict[str, str]:
    return {
        attribute(child, "id"): attribute(child, "value") for child in element if local_name(child) == "Value"
    }


def _table(found: list[tuple[dict[str, str], str]]) -> RawTable:
    columns = tuple(dict.fromkeys(name for row, _ in found for name in row))
    return RawTable(columns, columns, tuple(_rows(found, columns)), "csv")


def _rows(found: list[tuple[dict[str, str], str]], columns: tuple[str, ...]) -> Iterator[RawRow]:
    for row, ref in found:
        yield tuple(_cell(row.get(name, ""), f"{ref}/{name}") for name in columns)


def _cell(text: str, ref: str) -> RawCell:
    return text_cell(text, ref)
