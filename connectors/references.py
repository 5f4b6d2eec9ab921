"""Check what a sources file refers to: organisations, bases, indicators, codes, maps, expressions."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from connectors.connector import broken_connectors, known_connectors
from connectors.definitions import BasisDefinition, MappingDefinition, SourceDefinition, SourcesFile
from connectors.errors import WhereError
from connectors.options import check_options
from connectors.politeness_errors import ScheduleError
from connectors.schedule import read_schedule
from connectors.select import parse_where
from connectors.sources import CheckedSources, Known, SourceProblem, key_text, read_sources
from connectors.toml_lines import KeyPath, line_numbers, line_of
from schemas.basis import CODED, Basis
from schemas.codes import FILES, codelist
from schemas.errors import PeriodError, UnknownCodeError
from schemas.indicators import indicators, nearest_indicators
from schemas.messages import Message
from schemas.observations import DIMENSIONS
from schemas.periods import parse_period
from schemas.place_search import near_place_codes
from schemas.places import former_places, shipped_places
from schemas.spelling import nearest, spellings
from schemas.validation.observations import check_bases

ATTRIBUTE_COLUMNS = ("value", "lower", "upper", "status", "comment")
TOLD_ELSEWHERE = ("indicator", "source", "basis", "freq")
MAPPED = (*(name for name in DIMENSIONS if name not in TOLD_ELSEWHERE), *ATTRIBUTE_COLUMNS)
"""What `columns` and `constants` may tell."""

CHECKED_ELSEWHERE = frozenset((*CODED, "id", "place", "base_period"))
"""Attributes of a basis that are held against more than its shape knows: lists with their nearest codes, places."""


def check_sources(text: str, known: Known) -> CheckedSources:
    """Read a file and check everything it names.

    Args:
        text: the TOML text.
        known: what exists on the node already.
    """
    checked = read_sources(text)
    if checked.file is None:
        return checked
    return CheckedSources(
        checked.file, tuple(_References(checked.file, known, line_numbers(text)).problems())
    )


@dataclass(frozen=True)
class _References:
    file: SourcesFile
    known: Known
    lines: Mapping[KeyPath, int]

    def problems(self) -> Iterator[SourceProblem]:
        yield from self._twice("source", [source.id for source in self.file.source])
        yield from self._twice("basis", [basis.id for basis in self.file.basis])
        for number, basis in enumerate(self.file.basis):
            yield from self._basis(("basis", number), basis)
        for number, source in enumerate(self.file.source):
            yield from self._source(("source", number), source)

    def _twice(self, table: str, ids: list[str]) -> Iterator[SourceProblem]:
        for number, name in enumerate(ids):
            if name in ids[:number]:
                yield self._problem((table, number, "id"), name, Message("sources.allowed.unique"))

    def _basis(self, path: KeyPath, basis: BasisDefinition) -> Iterator[SourceProblem]:
        for attribute in CODED:
            yield from self._code((*path, attribute), attribute, getattr(basis, attribute))
        if basis.place:
            yield from self._place((*path, "place"), basis.place)
        if basis.base_period:
            yield from self._period((*path, "base_period"), basis.base_period)
        for found in check_bases([Basis(**basis.model_dump())]):
            if found.where.cell not in CHECKED_ELSEWHERE:
                stated = str(getattr(basis, found.where.cell))
                yield self._problem((*path, found.where.cell), stated, found.expected)

    def _source(self, path: KeyPath, source: SourceDefinition) -> Iterator[SourceProblem]:
        organisations = {
            organisation.id for organisation in self.file.organisation
        } | self.known.organisations
        yield from self._member((*path, "owner"), source.owner, organisations)
        yield from self._connector((*path, "connector"), source.connector)
        yield from self._options(path, source)
        yield from self._schedule((*path, "schedule"), source.schedule)
        yield from self._twice_in(path, [mapping.name for mapping in source.mapping if mapping.name])
        for number, mapping in enumerate(source.mapping):
            yield from self._mapping((*path, "mapping", number), mapping)
            yield from self._decimal((*path, "mapping", number), source, mapping)

    def _connector(self, path: KeyPath, name: str) -> Iterator[SourceProblem]:
        broken = broken_connectors().get(name)
        if broken is None:
            yield from self._member(path, name, known_connectors())
        else:
            yield self._problem(path, name, broken.broken().expected)

    def _options(self, path: KeyPath, source: SourceDefinition) -> Iterator[SourceProblem]:
        spoken = known_connectors().get(source.connector)
        if spoken is not None:
            for key, found, allowed in check_options(spoken.options, source.options):
                yield self._problem((*path, "options", *key), found, allowed)

    def _schedule(self, path: KeyPath, text: str) -> Iterator[SourceProblem]:
        try:
            read_schedule(text)
        except ScheduleError as error:
            yield self._problem(path, text, error.expected)

    def _decimal(
        self, path: KeyPath, source: SourceDefinition, mapping: MappingDefinition
    ) -> Iterator[SourceProblem]:
        """Hold the file's decimal sign and the mapping's locale against each other, where both are said."""
        said, meant = source.options.get("decimal"), "," if mapping.locale in ("sl", "hr", "de") else "."
        if said and said != meant:
            yield self._problem(
                (*path, "locale"), mapping.locale, Message("sources.allowed.decimal", {"sign": said})
            )

    def _twice_in(self, path: KeyPath, names: list[str]) -> Iterator[SourceProblem]:
        for number, name in enumerate(names):
            if name in names[:number]:
                yield self._problem(
                    (*path, "mapping", number, "name"), name, Message("sources.allowed.unique")
                )

    def _mapping(self, path: KeyPath, mapping: MappingDefinition) -> Iterator[SourceProblem]:
        if mapping.indicator not in indicators():
            allowed = Message("sources.allowed.known", {"count": len(indicators())})
            near = nearest_indicators(mapping.indicator)
            yield self._problem((*path, "indicator"), mapping.indicator, allowed, near)
        bases = {basis.id for basis in self.file.basis} | self.known.bases
        if mapping.basis:
            yield from self._member((*path, "basis"), mapping.basis, bases)
        yield from self._columns(path, mapping)
        yield from self._maps(path, mapping)
        yield from self._missing(path, mapping)
        try:
            parse_where(mapping.where) if mapping.where else None
        except WhereError as error:
            yield self._problem(
                (*path, "where"), mapping.where, Message("sources.allowed.form", {"form": str(error)})
            )

    def _columns(self, path: KeyPath, mapping: MappingDefinition) -> Iterator[SourceProblem]:
        for name in mapping.columns:
            yield from self._member((*path, "columns", name), name, MAPPED)
        for name, value in mapping.constants.items():
            yield from self._member((*path, "constants", name), name, MAPPED)
            yield from self._told((*path, "constants", name), name, value)
        told = {*mapping.columns, *mapping.constants}
        if mapping.unpivot and mapping.unpivot.into in MAPPED:
            told.add(mapping.unpivot.into)
        for name in ("place", "period", "unit"):
            if name not in told:
                yield self._problem(
                    (*path, "columns"), "nothing", Message("sources.allowed.told", {"name": name})
                )
        if "value" not in mapping.columns:
            yield self._problem(
                (*path, "columns"), "nothing", Message("sources.allowed.told", {"name": "value"})
            )

    def _maps(self, path: KeyPath, mapping: MappingDefinition) -> Iterator[SourceProblem]:
        used = [((*path, "columns", name), name, column.map) for name, column in mapping.columns.items()]
        if mapping.unpivot:
            used.append(((*path, "unpivot"), mapping.unpivot.into, mapping.unpivot.map))
        for place, dimension, name in used:
            if not name:
                continue
            yield from self._member(place, name, {*self.file.maps, *self.known.maps})
            for word, code in self.file.maps.get(name, {}).items():
                yield from self._told(("maps", name, word), dimension, code)

    def _missing(self, path: KeyPath, mapping: MappingDefinition) -> Iterator[SourceProblem]:
        keys = [code.code for code in codelist("notation_key")]
        states = [code.code for code in codelist("obs_status") if code.columns["with_missing"]]
        for token, code in mapping.missing.items():
            if code not in (*keys, *states):
                yield self._problem((*path, "missing", token), code, _one_of((*keys, *states)))

    def _told(self, path: KeyPath, dimension: str, code: str) -> Iterator[SourceProblem]:
        if dimension == "place":
            yield from self._place(path, code)
        elif dimension == "period":
            yield from self._period(path, code)
        elif dimension in FILES:
            yield from self._code(path, dimension, code)

    def _place(self, path: KeyPath, code: str) -> Iterator[SourceProblem]:
        if code not in self._places:
            allowed = Message("sources.allowed.known", {"count": len(self._places)})
            yield self._problem(path, code, allowed, near_place_codes(code, self._places))

    @cached_property
    def _places(self) -> frozenset[str]:
        declared = (place.code for place in self.file.place)
        return frozenset((*former_places(), *shipped_places(), *self.known.places, *declared))

    def _period(self, path: KeyPath, text: str) -> Iterator[SourceProblem]:
        try:
            parse_period(text)
        except PeriodError:
            yield self._problem(path, text, Message("sources.allowed.period"))

    def _code(self, path: KeyPath, name: str, code: str) -> Iterator[SourceProblem]:
        try:
            codelist(name)[code]
        except UnknownCodeError as error:
            allowed = _one_of([entry.code for entry in codelist(name)])
            yield self._problem(path, code, allowed, error.candidates)

    def _member(self, path: KeyPath, found: str, allowed: Iterable[str]) -> Iterator[SourceProblem]:
        words = sorted(allowed)
        if found not in words:
            near = _nearest(found, words)
            shown = (
                _one_of(words)
                if len(words) <= 40
                else Message("sources.allowed.known", {"count": len(words)})
            )
            yield self._problem(path, found, shown, near)

    def _problem(
        self, path: KeyPath, found: str, allowed: Message, nearest: tuple[str, ...] = ()
    ) -> SourceProblem:
        return SourceProblem(line_of(path, self.lines), key_text(path), found, allowed, nearest)


def _one_of(words: Iterable[str]) -> Message:
    return Message("sources.allowed.one_of", {"words": ", ".join(words) or "-"})


def _nearest(found: str, words: list[str]) -> tuple[str, ...]:
    return nearest(found, {word: spellings((word,)) for word in words})
