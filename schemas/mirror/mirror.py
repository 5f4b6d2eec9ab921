"""The mirror of a fact: every source beside the other, each difference from the reference taken apart."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from schemas.comparability.evidence import LicenceLine
from schemas.errors import UnknownCodeError
from schemas.languages import LANGUAGES, Text
from schemas.messages import Message
from schemas.mirror.agreement import agreement
from schemas.mirror.difference import Difference, difference
from schemas.mirror.fact import Fact, fact
from schemas.mirror.part import Side, minus
from schemas.mirror.preference import CITY_PROTOCOLS, STATES_INVENTORY, Ranked, Telling, in_order, same_areas
from schemas.mirror.seen import Gathered, Override, Teller, TellerLevel
from schemas.mirror.series import Entry, Series, heads, series_of
from schemas.periods import Period, parse_period
from schemas.place_search import nearest_places
from schemas.places import Place, ancestors

FARTHEST_YEARS = 5
"""How far from the year asked for a source's nearest figure may lie to be set beside the others."""


@dataclass(frozen=True, slots=True)
class MirrorQuestion:
    """What is asked.

    Args:
        place: code.
        indicator: code.
        period: SDMX time; empty for the newest period that two sources tell of.
        sector: code of cl_sector.csv.
    """

    place: str
    indicator: str
    period: str = ""
    sector: str = "_T"


@dataclass(frozen=True, slots=True)
class Vintage:
    """What a source said before: the figure, for which time it stood, and by how much it was revised since."""

    entry: Entry
    until: datetime
    revised: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """One source's figure.

    Args:
        entry: the figure.
        title: what it is called; of several figures of a source, what tells them apart stands with it.
        teller: who tells it.
        level: from which level it looks.
        ranked: the source's turn.
        difference: from the reference; None for the reference itself.
        vintages: what it said before, the newest first.
    """

    entry: Entry
    title: Text
    teller: Teller
    level: TellerLevel
    ranked: Ranked
    difference: Difference | None
    vintages: tuple[Vintage, ...]


@dataclass(frozen=True, slots=True)
class Around:
    """The same fact of an area around the place, for context: its own preferred figure."""

    place: Place
    entry: Entry
    teller: Teller


@dataclass(frozen=True, slots=True)
class Mirror:
    """The answer.

    Args:
        question: as it was put, the period filled in.
        fact: what was asked of every source.
        place: the place.
        lines: every source's figure, the reference first; empty where no source tells of it.
        around: areas that contain the place, the nearest first.
        order: all sources that tell of the fact, in their turn.
        override: what the place decided.
        agreement: how well the sources agree, in one sentence.
        licences: terms of everything that is shown.
    """

    question: MirrorQuestion
    fact: Fact
    place: Place
    lines: tuple[Line, ...]
    around: tuple[Around, ...]
    order: tuple[Ranked, ...]
    override: Override | None
    agreement: Message
    licences: tuple[LicenceLine, ...]

    @property
    def reference(self) -> Line | None:
        """The line that the others are set against."""
        return self.lines[0] if self.lines else None


def places_needed(place: str, places: Mapping[str, Place]) -> tuple[str, ...]:
    """Give the places whose rows a mirror looks at.

    Raises:
        UnknownCodeError: the place is unknown.
    """
    if place not in places:
        raise UnknownCodeError("place", place, nearest_places(place, places))
    return (*sorted(same_areas(place, places)), *ancestors(place, places))


def mirror(question: MirrorQuestion, gathered: Gathered) -> Mirror:
    """Set every source's figure beside the others and take the differences apart.

    Raises:
        SchemaError: a code of the question is unknown, or its period is none.
    """
    places_needed(question.place, gathered.places)
    asked = fact(question.indicator, question.sector)
    here = same_areas(question.place, gathered.places)
    told = series_of(asked, gathered, here)
    order = in_order(question.place, _tellings(told.values(), gathered), gathered.places, gathered.override)
    period = str(parse_period(question.period)) if question.period else _period(told.values())
    lines = _lines(asked, order, told, period, question.place, gathered)
    around = tuple(_around(asked, question.place, period, gathered, here))
    return Mirror(
        question=MirrorQuestion(question.place, question.indicator, period, question.sector),
        fact=asked,
        place=gathered.places[question.place],
        lines=lines,
        around=around,
        order=order,
        override=gathered.override,
        agreement=agreement([(line.entry, line.ranked.standing == "example") for line in lines]),
        licences=_licences(lines, around),
    )


def _tellings(told: Iterable[Series], gathered: Gathered) -> Iterable[Telling]:
    for series in told:
        for entry in series.standing:
            stored = entry.seen.stored
            teller = gathered.teller(stored)
            yield Telling(series.source, teller, entry.basis, stored.example, entry.seen.recorded_from)


def _period(told: Iterable[Series]) -> str:
    """Choose the newest period that two sources tell of, else the newest."""
    counts = Counter(
        period for series in told for period in {entry.facet.period for entry in series.standing}
    )
    shared = [period for period, count in counts.items() if count > 1]
    return max(shared or counts, default="")


def _lines(
    asked: Fact,
    order: Sequence[Ranked],
    told: Mapping[str, Series],
    period: str,
    place: str,
    gathered: Gathered,
) -> tuple[Line, ...]:
    shown: list[_Shown] = []
    for ranked in order:
        series = told[ranked.source]
        shown += _titled(ranked, heads(series, asked, _nearest(series, period)), series, gathered)
    in_time = sorted(shown, key=lambda one: one.entry.facet.period != period)
    in_turn = sorted(shown, key=lambda one: one is not in_time[0])
    return tuple(_line(one, in_turn[0], place, gathered) for one in in_turn)


def _nearest(series: Series, period: str) -> str:
    """Give the period asked for where a source has it, else its nearest; none where that is too far."""
    found = {entry.facet.period for entry in series.standing}
    if period in found or not period:
        return period
    wanted = parse_period(period)
    years = [(_distance(parse_period(one), wanted), one) for one in sorted(found)]
    distance, nearest = min(years)
    return nearest if distance <= FARTHEST_YEARS else ""


def _distance(first: Period, second: Period) -> float:
    return abs(first.middle_year - second.middle_year)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A figure about to become a line."""

    ranked: Ranked
    entry: Entry
    series: Series
    title: Text

    @property
    def side(self) -> Side:
        return Side.of(self.title, self.series, self.entry)


def _titled(ranked: Ranked, entries: Sequence[Entry], series: Series, gathered: Gathered) -> list[_Shown]:
    """Name a source's figures; where it has several, what tells them apart stands beside its name."""
    sets = {entry.facet.gwp for entry in entries}
    shown = []
    for entry in entries:
        title = gathered.teller(entry.seen.stored).title
        if len(entries) > 1:
            mark = entry.facet.gwp if len(sets) == len(entries) else entry.basis.id
            title = Text(*(f"{title.in_(lang)} ({mark})" for lang in LANGUAGES))
        shown.append(_Shown(ranked, entry, series, title))
    return shown


def _line(shown: _Shown, first: _Shown, place: str, gathered: Gathered) -> Line:
    entry = shown.entry
    teller = gathered.teller(entry.seen.stored)
    apart = None if shown is first else difference(shown.side, first.side)
    level = _level(entry, teller, place, gathered.places)
    return Line(entry, shown.title, teller, level, shown.ranked, apart, _vintages(shown.series, entry))


def _level(entry: Entry, teller: Teller, place: str, places: Mapping[str, Place]) -> TellerLevel:
    """Say from which level a figure looks: who passes on a city's or a state's own inventory is not asked."""
    basis, level = entry.basis, teller.level(places)
    if level != "other":
        return level
    if basis.place == place and basis.accounting in CITY_PROTOCOLS:
        return "local"
    return "national" if (basis.accounting, basis.ef_basis) == STATES_INVENTORY else "other"


def _vintages(series: Series, entry: Entry) -> tuple[Vintage, ...]:
    return tuple(
        Vintage(old, old.seen.recorded_to, minus(entry.value, old.value))
        for old in series.earlier
        if old.key == entry.key and old.seen.recorded_to is not None
    )


def _around(
    asked: Fact, place: str, period: str, gathered: Gathered, here: frozenset[str]
) -> Iterable[Around]:
    for code in ancestors(place, gathered.places):
        if code in here:
            continue
        told = series_of(asked, gathered, frozenset({code}))
        found = (
            entry
            for ranked in in_order(code, _tellings(told.values(), gathered), gathered.places)
            for entry in heads(told[ranked.source], asked, period)
            if ranked.standing != "example"
        )
        entry = next(found, None)
        if entry is not None:
            yield Around(gathered.places[code], entry, gathered.teller(entry.seen.stored))


def _licences(lines: Sequence[Line], around: Sequence[Around]) -> tuple[LicenceLine, ...]:
    told = (*(line.teller.licence for line in lines), *(one.teller.licence for one in around))
    return tuple(dict.fromkeys(line for line in told if line.licence or line.attribution))
