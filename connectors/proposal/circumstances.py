"""What a table tells of all its figures at once: place, period and unit, by its titles and its file's name."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connectors.proposal.blocks import Block
from connectors.proposal.decisions import Answers, Decision, answered
from connectors.proposal.looks import period_within
from connectors.proposal.places_said import PlaceNames
from connectors.proposal.units_said import dimension_of, unit_within
from connectors.proposal.vocabulary import fold
from connectors.reading import Context
from schemas.codes import codelist
from schemas.indicators import indicators
from schemas.messages import Message
from schemas.photovoltaics import is_peak_power

COUNTED = "NR"
CROATIAN = frozenset(
    [
        "ukupno",
        "opseg",
        "jedinica",
        "godina",
        "opcina",
        "zgrade",
        "otpad",
        "promet i",
        "vrijednost",
        "energenata",
    ]
)


@dataclass(frozen=True)
class World:
    """What proposals are made with.

    Args:
        file_name: of the file or address, for what it says.
        source: the id that the source will have.
        basis: the id of the basis that figures are filed under; empty where none is.
        titles: what stands above any table of the file.
    """

    names: PlaceNames
    context: Context
    answers: Answers
    file_name: str
    source: str
    options: Mapping[str, str]
    basis: str = ""
    titles: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """The file's name without folders, ending and query."""
        return re.sub(
            r"\.[A-Za-z0-9]{1,5}$", "", self.file_name.partition("?")[0].rstrip("/").rpartition("/")[2]
        )


def titles_of(block: Block) -> tuple[str, ...]:
    """Give what stands around a table, the nearest first: titles, then the sheet's name."""
    return tuple(text for text in (*reversed(block.titles), block.sheet.name) if text)


def place_of(block: Block, world: World) -> Decision:
    """Decide whose figures they are."""
    if world.answers.of("place"):
        return answered("place", world.answers.of("place"))
    said = (*titles_of(block), *block.notes)
    for texts in (said, world.titles, (world.stem.replace("-", " ").replace("_", " "),)):
        found = tuple(dict.fromkeys(code for text in texts for code in world.names.within(text)))
        if len(found) == 1:
            why = Message("proposal.why.title", {"text": " | ".join(texts)[:120]})
            return Decision("place", "guess", found[0], why)
        if found:
            return Decision("place", "ask", "", Message("proposal.ask.place"), found[:8])
    return Decision("place", "ask", "", Message("proposal.ask.place"))


def period_of(block: Block, world: World) -> Decision:
    """Decide of which period they are."""
    if world.answers.of("period"):
        return answered("period", world.answers.of("period"))
    texts = titles_of(block)
    years = sorted({year for text in texts for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text)})
    if len(years) == 1:
        told = next((said for text in texts if (said := period_within(text))), years[0])
        why = Message("proposal.why.title", {"text": " | ".join(texts)[:120]})
        return Decision("period", "certain", told, why)
    if not years:
        years = sorted(set(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", world.stem)))
        if len(years) == 1:
            why = Message("proposal.why.title", {"text": world.stem})
            return Decision("period", "guess", years[0], why)
    return Decision("period", "ask", "", Message("proposal.ask.period"), tuple(years))


def unit_of(block: Block, group_unit: str, heading: str, indicator: str, world: World) -> Decision:
    """Decide in which unit figures are that no row tells the unit of; a unit is never taken for granted."""
    if world.answers.of("unit"):
        return answered("unit", world.answers.of("unit"))
    if group_unit:
        why = Message("proposal.why.title", {"text": heading})
        return Decision("unit", "certain", group_unit, why)
    for text in titles_of(block):
        said = unit_within(text)
        if said and (not indicator or _measures(said.code, indicator)):
            return Decision("unit", "certain", said.code, Message("proposal.why.title", {"text": text}))
    named = unit_within(world.stem)
    if named and indicator and _measures(named.code, indicator):
        return Decision("unit", "guess", named.code, Message("proposal.why.title", {"text": world.stem}))
    wanted = indicators()[indicator].unit if indicator in indicators() else ""
    if wanted == COUNTED:
        return Decision("unit", "guess", COUNTED, Message("proposal.why.counted"))
    return Decision("unit", "ask", "", Message("proposal.ask.unit"), units_like(wanted))


def _measures(unit: str, indicator: str) -> bool:
    wanted = indicators()[indicator].unit
    same = unit == wanted or dimension_of(unit) == dimension_of(wanted)
    return same or is_peak_power(unit, indicator)


def units_like(unit: str) -> tuple[str, ...]:
    """Give the units that measure what a unit measures."""
    if not unit:
        return ()
    found = tuple(code.code for code in codelist("unit") if dimension_of(code.code) == dimension_of(unit))
    return found or (unit,)


def unit_said(block: Block, group_unit: str, stem: str) -> str:
    """Give the unit that headings, titles or the file's name state, before anybody knows the indicator."""
    if group_unit:
        return group_unit
    found = next((said for text in (*titles_of(block), stem) if (said := unit_within(text))), None)
    return found.code if found else ""


def is_croatian(place: str, texts: Sequence[str]) -> bool:
    """Say whether a table is Croatian: by its place, else by words that Slovenian does not have."""
    if place:
        return place.startswith("HR")
    tokens = {token for text in texts for token in fold(text).split()}
    return bool(tokens & CROATIAN)
