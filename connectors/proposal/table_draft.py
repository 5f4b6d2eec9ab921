"""One table's mappings: what its rows, headings and surroundings tell, put together."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from connectors.definitions import SectionsDefinition
from connectors.numbers import Locale
from connectors.proposal.blocks import Block
from connectors.proposal.circumstances import (
    World,
    is_croatian,
    period_of,
    place_of,
    titles_of,
    unit_of,
    unit_said,
)
from connectors.proposal.conventions import Convention, convention_of
from connectors.proposal.decisions import Decision, answered
from connectors.proposal.drafts import Draft, Maps, among, equals, tell_rows, unequal
from connectors.proposal.figures_said import (
    FigureGroup,
    can_turn,
    groups_of,
    split_by_locale,
    tell_figures,
)
from connectors.proposal.headings import FigureColumn, figure_columns
from connectors.proposal.inventory_total import with_totals
from connectors.proposal.looks import FIGURES, ROW_ROLES, UNKNOWN, Look, look_at
from connectors.proposal.naming import Surroundings, indicator_of
from connectors.proposal.rows_said import RowWords, words_of
from connectors.proposal.sections import sections_of
from connectors.proposal.sums import Addition, additions
from connectors.proposal.table_words import Labels, carried_on, labels_of, rows_with_figures, signs_of
from connectors.raw_table import RawRow, RawTable
from connectors.select import sectioned
from schemas.indicators import indicators
from schemas.messages import Message
from schemas.unit_texts import unit_of_text

LONGEST_LABEL = 60
MADE_BY_BASIS = {"gwp_set", "ef_basis", "accounting", "elec_method", "calorific_basis"}


@dataclass
class TableReading:
    """A table as it is being understood.

    Args:
        table: with its labels carried on.
        drafts: the mappings.
    """

    block: Block
    table: RawTable
    looks: tuple[Look, ...]
    columns: tuple[FigureColumn, ...]
    labels: Labels
    sums: list[tuple[Addition, ...]]
    convention: Convention
    sections: SectionsDefinition | None = None
    rows: tuple[RowWords, ...] = ()
    missing: dict[str, str] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)

    @property
    def told(self) -> frozenset[str]:
        """The dimensions that its rows tell."""
        return frozenset(words.role for words in self.rows)

    def words(self, role: str) -> RowWords | None:
        """Give what its rows say of a dimension."""
        return next((words for words in self.rows if words.role == role), None)


def read_table_of(block: Block, table: RawTable, world: World, maps: Maps) -> TableReading:
    """Understand one table as far as it goes."""
    reading = _looked_at(block, table, world)
    place = _place(reading, world)
    rows = rows_with_figures(reading.table, reading.columns)
    units = _units_by_row(reading, rows)
    reading.rows = tuple(
        words_of(look, rows, world.names, world.answers, units)
        for look in reading.looks
        if look.role in ROW_ROLES
    )
    reading.missing, signs = signs_of(rows, reading.columns, world.answers)
    reading.decisions += [reading.convention.decision, *reading.labels.decisions, *signs]
    groups, left = groups_of(reading.columns)
    reading.decisions += left
    known = [_indicator(reading, group, world).state != "ask" for group in groups]
    for number, group in enumerate(groups):
        asked = len(groups) == 1 or (
            not any(known) and number == 0
        )  # where nobody knows any, one is asked about
        _draft_group(reading, group, place, world, maps, alone=asked)
    _name(reading)
    return reading


def _units_by_row(reading: TableReading, rows: Sequence[RawRow]) -> dict[str, str]:
    """Give the unit that stands beside each word of a column of indicators: it helps to tell them apart."""
    named = next((look for look in reading.looks if look.role == "indicator"), None)
    units = next((look for look in reading.looks if look.role == "unit"), None)
    if named is None or units is None:
        return {}
    pairs = {row[named.index].text.strip(): row[units.index].text.strip() for row in rows}
    return {word: unit_of_text(text) or "" for word, text in pairs.items()}


def _looked_at(block: Block, table: RawTable, world: World) -> TableReading:
    sections = sections_of(table)
    table = sectioned(table, sections) if sections else table
    looks = look_at(table, world.names, world.answers)
    columns = figure_columns(table, looks, world.names)
    labels = labels_of(table, looks, columns)
    table = carried_on(table, labels)
    sums = additions(table, looks, columns)
    texts = (*titles_of(block), *table.columns, *(text for look in looks for text in look.texts[:20]))
    place = world.answers.of("place")
    comma: Locale = "hr" if is_croatian(place, texts) else "sl"
    convention = convention_of(table, columns, sums, comma=comma, said=world.answers.of("locale"))
    reading = TableReading(block, table, looks, columns, labels, sums, convention, sections)
    if sections:
        reading.decisions.append(_of_sections(sections))
    reading.decisions += [_of_column(look) for look in looks if not look.certain and _matters(look)]
    return reading


def _of_sections(sections: SectionsDefinition) -> Decision:
    why = Message(
        "proposal.why.sections", {"column": sections.column, "words": ", ".join(sections.words[:6])[:120]}
    )
    return Decision("sections", "guess", sections.column, why)


def _matters(look: Look) -> bool:
    return look.role != "left_out" or bool(look.rivals)


def _parts_rows(look: Look) -> bool:
    """Say whether a column's words are such as tell rows apart, not remarks: short, and no long sentence among them."""
    return max(map(len, look.texts), default=0) <= LONGEST_LABEL


def _of_column(look: Look) -> Decision:
    key = f"column.{look.name}"
    if look.role == UNKNOWN:
        said = {"column": look.name, "sample": ", ".join(look.texts[:3])[:80]}
        if _parts_rows(look):
            return Decision(key, "ask", "", Message("proposal.ask.column", said), (*look.rivals, "left_out"))
        return Decision(key, "guess", "left_out", Message("proposal.why.unknown-column", said), look.rivals)
    why = Message("proposal.why.column", {"column": look.name, "sample": ", ".join(look.texts[:3])[:80]})
    return Decision(key, "guess", look.role, why, look.rivals)


def _place(reading: TableReading, world: World) -> Decision | None:
    """Decide on the place of all rows; None where rows or headings tell it."""
    if any(look.role == "place" for look in reading.looks):
        return None
    if any("place" in column.says for column in reading.columns):
        return None
    decision = place_of(reading.block, world)
    reading.decisions.append(decision)
    return decision


def _draft_group(
    reading: TableReading,
    group: FigureGroup,
    place: Decision | None,
    world: World,
    maps: Maps,
    *,
    alone: bool,
) -> None:
    """Draft the mappings of one group of figures: one for each indicator that its rows or totals name."""
    decision = _indicator(reading, group, world)
    if decision.state == "ask" and not alone and not world.answers.of("indicator"):
        why = Message("proposal.why.no-indicator")
        reading.decisions += [
            Decision(f"column.{column.name}", "guess", "left_out", why, ("value",))
            for column in group.columns
        ]
        return
    named = reading.words("indicator")
    if named is None:
        reading.decisions.append(decision)
    unit = _unit(reading, group, decision.value, world)
    for indicator, condition in _by_rows(reading, decision):
        for part, locale in split_by_locale(
            group, dict(reading.convention.by_column), reading.convention.locale
        ):
            for piece in _pieces(part, reading):
                draft = _draft(reading, indicator, condition, locale, world)
                if place is not None and place.value:
                    draft.constants["place"] = place.value
                reading.decisions += tell_rows(draft, reading.rows, maps)
                _defaults(draft, reading, maps)
                reading.decisions += tell_figures(draft, piece, reading.table, maps, world.context.year)
                _period(reading, draft, world)
                if unit is not None and unit.value and not draft.told("unit"):
                    draft.constants["unit"] = unit.value
                _ahead(reading, draft, maps, world)
                drafts, found = with_totals(draft, piece, reading.words("sector"), reading.sums, locale)
                reading.drafts += drafts
                reading.decisions += found


def _indicator(reading: TableReading, group: FigureGroup, world: World) -> Decision:
    if world.answers.of("indicator"):
        return answered("indicator", world.answers.of("indicator"))
    unit = _known_unit(reading, group, world.stem, world.answers.of("unit"))
    labels = [look.name for look in reading.looks if look.role != FIGURES]
    told = reading.told | frozenset(group.parts)
    told |= {dimension for column in group.columns for dimension in column.says}
    around = Surroundings((*group.texts, *titles_of(reading.block), *labels), unit, told)
    found = indicator_of(around)
    if found.state == "ask":
        found = indicator_of(
            replace(around, texts=(*around.texts, world.stem.replace("-", " ").replace("_", " ")))
        )
    return found


def _known_unit(reading: TableReading, group: FigureGroup, stem: str, said: str) -> str:
    """Give the unit of a group where one is told: by its rows, its headings, or the titles."""
    if said:
        return said
    units = reading.words("unit")
    if units is not None and units.codes:
        return next(iter(units.codes.values()))
    first = next((column.unit.code for column in group.columns if column.unit), "")
    return unit_said(reading.block, group.unit or first, stem)


def _unit(reading: TableReading, group: FigureGroup, indicator: str, world: World) -> Decision | None:
    """Decide on the unit of a group; None where rows or headings tell it one by one."""
    if reading.words("unit") is not None and not world.answers.of("unit"):
        return None
    several = {column.unit.code if column.unit else "" for column in group.columns}
    if len(several) > 1 and "" not in several:
        return None
    decision = unit_of(reading.block, group.unit, group.texts[0], indicator, world)
    reading.decisions.append(decision)
    return decision


def _by_rows(reading: TableReading, decision: Decision) -> list[tuple[str, str]]:
    """Give each indicator with the condition on its rows: one for all where no row names one."""
    named = reading.words("indicator")
    if named is None:
        return [(decision.value, "")]
    by_code: dict[str, list[str]] = {}
    for word, code in named.codes.items():
        by_code.setdefault(code, []).append(word)
    return [
        (code, equals(named.look.name, words[0]) if len(words) == 1 else among(named.look.name, words))
        for code, words in by_code.items()
    ]


def _pieces(group: FigureGroup, reading: TableReading) -> list[FigureGroup]:
    """Part a group into single columns where a column that stays is called ``value``."""
    if can_turn(group, reading.table):
        return [group]
    return [FigureGroup((column,), ()) for column in group.columns]


def _draft(reading: TableReading, indicator: str, condition: str, locale: Locale, world: World) -> Draft:
    select: dict[str, object] = {}
    if reading.block.sheet.name:
        select["sheet"] = reading.block.sheet.name
    if reading.block.range:
        select["range"] = reading.block.range
    if reading.block.header_rows != 1:
        select["header_rows"] = reading.block.header_rows
    if reading.sections:
        select["sections"] = reading.sections.model_dump(exclude_defaults=True)
    if reading.labels.fill:
        select["fill"] = list(reading.labels.fill)
    draft = Draft(indicator, locale, select, missing=dict(reading.missing))
    draft.conditions += [condition] if condition else []
    draft.conditions += [unequal(name, "") for name in reading.labels.needed]
    known = indicators().get(indicator)
    if world.basis and known and MADE_BY_BASIS & set(known.must_match):
        draft.basis = world.basis
    return draft


def _defaults(draft: Draft, reading: TableReading, maps: Maps) -> None:
    for role, default in reading.labels.defaults.items():
        if role not in draft.columns:
            continue
        column = draft.columns[role]
        column["default"] = default
        if named := column.get("map"):
            maps.found[named].setdefault(default, default)


def _period(reading: TableReading, draft: Draft, world: World) -> None:
    if draft.told("period"):
        return
    standing = next((one for one in reading.decisions if one.key == "period"), None)
    decision = standing or period_of(reading.block, world)
    if standing is None:
        reading.decisions.append(decision)
    if decision.value:
        draft.constants["period"] = decision.value


def _ahead(reading: TableReading, draft: Draft, maps: Maps, world: World) -> None:
    """Take figures of years that lie ahead for targets; what was observed cannot lie there."""
    if draft.told("value_type"):
        return
    why = Message("proposal.why.ahead", {"year": world.context.year})
    decision = Decision("value_type", "guess", "TGT", why, ("PROJ", "RESID"))
    constant = draft.constants.get("period", "")
    if constant[:4].isdigit() and int(constant[:4]) > world.context.year:
        draft.constants["value_type"] = "TGT"
        reading.decisions.append(decision)
    words = reading.words("period")
    if words is None or "period" not in draft.columns:
        return
    kinds = {
        word: "TGT" if int(code[:4]) > world.context.year else "ACT" for word, code in words.codes.items()
    }
    if "TGT" in kinds.values():
        named = maps.named("value-types", kinds)
        draft.columns["value_type"] = {"column": words.look.name, "map": named}
        reading.decisions.append(decision)


def _name(reading: TableReading) -> None:
    """Keep of the same question one, in the order in which they came up."""
    kept = {(one.key, one.value, one.state): one for one in reversed(reading.decisions)}
    reading.decisions = list(kept.values())[::-1]
