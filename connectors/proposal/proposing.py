"""Proposing a mapping for each table of a file: decided as far as the file tells, tried on all its rows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from connectors.definitions import BasisDefinition, MappingDefinition
from connectors.errors import ConnectorError
from connectors.licence_check import UNSTATED
from connectors.mapping import AppliedMapping, Document, apply_mapping
from connectors.proposal.blocks import find_blocks
from connectors.proposal.circumstances import World
from connectors.proposal.decisions import Answers, Decision, answered
from connectors.proposal.drafts import Draft, Maps
from connectors.proposal.opening import OpenedFile, Sheet, open_file
from connectors.proposal.places_said import PlaceNames
from connectors.proposal.proposal import Proposal, TableProposal
from connectors.proposal.sums import check_sums
from connectors.proposal.table_draft import TableReading, read_table_of
from connectors.proposal.vocabulary import fold
from connectors.raw_table import RawTable
from connectors.reading import Context
from schemas.basis import Basis
from schemas.findings import Finding
from schemas.messages import Message
from schemas.observations import Observation
from schemas.validation.observations import check_observations

MOST_TABLES = 40
OBSERVED = "ACT"
NEEDED = ("place", "period", "unit")


@dataclass(frozen=True, slots=True)
class Whence:
    """Where a file comes from.

    Args:
        name: its name, or its address.
        url: the address that a harvest will ask; empty where it has none yet.
        sha256: of its bytes.
        owners: the organisation that stands for a place, by the place's code.
        organisations: those that the node knows.
    """

    name: str
    url: str
    sha256: str
    owners: Mapping[str, str]
    organisations: frozenset[str]


def propose(content: bytes, whence: Whence, context: Context, answers: Answers) -> Proposal:
    """Propose how a file's tables become observations, and try it on all its rows.

    Raises:
        TableError, HtmlAnswerError: the file holds no tables that we read.
    """
    opened = open_file(content, answers)
    source = answers.of("source") or slug(whence.name)
    world = World(
        PlaceNames(context.places), context, answers, whence.name, source, opened.options,
        answers.of("basis") or f"{source}-basis",
    )  # fmt: skip
    world = replace(world, titles=_titles(opened))
    maps = Maps(source)
    readings = _readings(opened, world, maps)
    _named_apart([draft for _, reading in readings for draft in reading.drafts])
    drafts = [draft for _, reading in readings for draft in reading.drafts]
    for draft in drafts:
        draft.basis = draft.basis or (world.basis if _about_targets(draft, maps) else "")
    basis = _basis(drafts, world, context)
    asked = _asked_of_basis(drafts, basis, maps)
    known = {**context.bases, **({world.basis: _as_basis(basis)} if basis else {})}
    trial = _Trial(source, opened, maps, replace(context, bases=known), whence)
    tables = tuple(_tried(number, reading, trial) for number, reading in readings)
    owner, organisation = _owner(tables, whence, answers, context)
    return Proposal(
        name=whence.name,
        kind=opened.kind,
        sha256=whence.sha256,
        options=opened.options,
        decisions=(*opened.decisions, *owner, *asked, *_of_source(whence, answers)),
        notes=tuple(note for sheet in opened.sheets for note in _notes(sheet)),
        source=_source(source, whence, owner, answers, opened),
        organisation=organisation,
        basis=basis,
        maps=maps.found,
        tables=tables,
    )


def slug(name: str) -> str:
    """Make a source's id of a file's name: ``Emisije 2018.xlsx`` is ``emisije-2018``."""
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name.partition("?")[0].rstrip("/").rpartition("/")[2])
    return re.sub(r"[^a-z0-9]+", "-", fold(stem)).strip("-")[:60] or "file"


def _titles(opened: OpenedFile) -> tuple[str, ...]:
    """Give what stands above any table: a title at the top of a file speaks for all of it."""
    blocks = (block for sheet in opened.sheets for block in find_blocks(sheet))
    return tuple(dict.fromkeys(title for block in blocks for title in block.titles))


def _notes(sheet: Sheet) -> tuple[Message, ...]:
    formulas = ", ".join(f"{cell} {formula}" for cell, formula in sheet.uncomputed[:5])
    told = (Message("proposal.note.uncomputed", {"cells": formulas}),) if formulas else ()
    return (*sheet.notes, *told)


def _readings(opened: OpenedFile, world: World, maps: Maps) -> list[tuple[int, TableReading]]:
    blocks = [block for sheet in opened.sheets for block in find_blocks(sheet)][:MOST_TABLES]
    wanted = world.answers.of("table")
    found: list[tuple[int, TableReading]] = []
    for number, block in enumerate(blocks, start=1):
        if wanted and str(number) not in wanted.replace(",", " ").split():
            continue
        try:
            table = opened.table(block.sheet.name, block.range, block.header_rows)
        except ConnectorError:
            continue  # e.g. a formula without a result: said in the notes
        found.append((number, read_table_of(block, table, world, maps)))
    return found


def _named_apart(drafts: Sequence[Draft]) -> None:
    """Name mappings by their indicator, several of one with a number."""
    counts: dict[str, int] = {}
    for draft in drafts:
        name = (draft.indicator or "figures").lower().replace(".", "-")
        counts[name] = counts.get(name, 0) + 1
        draft.name = name if counts[name] == 1 else f"{name}-{counts[name]}"


def _about_targets(draft: Draft, maps: Maps) -> bool:
    """Say whether some figures of a mapping are targets, baselines or gaps: these are measured from a year."""
    named = draft.columns.get("value_type", {}).get("map", "")
    if draft.unpivot is not None and draft.unpivot["into"] == "value_type":
        named = draft.unpivot.get("map", "")
    kinds = {draft.constants.get("value_type", OBSERVED), *maps.found.get(named, {}).values()}
    return bool(kinds - {OBSERVED})


def _asked_of_basis(
    drafts: Sequence[Draft], basis: Mapping[str, str] | None, maps: Maps
) -> tuple[Decision, ...]:
    """Ask from which year targets are measured, where the basis is new and does not say it."""
    if basis is None or basis.get("base_period") or not any(_about_targets(draft, maps) for draft in drafts):
        return ()
    return (Decision("stated.base_period", "ask", "", Message("proposal.ask.base-period")),)


def _basis(drafts: Sequence[Draft], world: World, context: Context) -> Mapping[str, str] | None:
    """Make a basis where figures need one that the node does not know: what is stated, nothing else."""
    filed = [draft for draft in drafts if draft.basis]
    if not filed or world.basis in context.bases:
        return None
    places = {draft.constants.get("place", "") for draft in filed}
    stated = {
        key.removeprefix("basis."): value
        for key, value in world.answers.told.items()
        if key.startswith("basis.")
    }
    told = {"id": world.basis, "title": world.stem, "source_document": world.stem}
    if len(places) == 1 and "" not in places:
        told["place"] = places.pop()
    return {**told, **stated}


def _as_basis(told: Mapping[str, str]) -> Basis:
    return Basis(**BasisDefinition.model_validate(told).model_dump())


@dataclass(frozen=True)
class _Trial:
    source: str
    opened: OpenedFile
    maps: Maps
    context: Context
    whence: Whence


def _tried(number: int, reading: TableReading, trial: _Trial) -> TableProposal:
    """Apply a table's mappings to all its rows, as a harvest would."""
    observations: list[Observation] = []
    findings: list[Finding] = []
    sure = reading.convention.decision.state != "ask"
    for draft in reading.drafts if sure else ():
        rows, found = _applied(draft, reading.table, trial)
        observations += rows
        findings += found
    document = trial.whence.name
    findings += check_observations(
        observations, trial.context.bases, trial.context.places, trial.context.year, document=document
    )
    block = reading.block
    return TableProposal(
        number=number,
        sheet=block.sheet.name,
        range=block.range,
        header_rows=block.header_rows,
        titles=block.titles,
        notes=block.notes,
        decisions=tuple(reading.decisions),
        mappings=tuple(draft.definition() for draft in reading.drafts),
        sums=tuple(check_sums(reading.sums, reading.convention.locale)) if sure else (),
        observations=tuple(observations),
        findings=tuple(findings),
    )


def _applied(draft: Draft, table: RawTable, trial: _Trial) -> tuple[Sequence[Observation], Sequence[Finding]]:
    if not draft.indicator or not all(draft.told(dimension) for dimension in NEEDED):
        return (), ()
    applied = applied_mapping(
        trial.source, draft.definition(), trial.maps.found, trial.opened.options, trial.context
    )
    try:
        mapped = apply_mapping(applied, table, Document(trial.whence.name, trial.whence.sha256))
    except ConnectorError as error:
        return (), (error.at(url=trial.whence.name).finding(),)
    return mapped.observations, mapped.findings


def applied_mapping(
    source: str,
    told: Mapping[str, Any],  # a TOML table
    maps: Mapping[str, Mapping[str, str]],
    options: Mapping[str, str],
    context: Context,
) -> AppliedMapping:
    """Make a mapping of a proposal ready to be applied, the very one that a saved file gives a harvest."""
    mapping = MappingDefinition.model_validate(told)
    used = {column.map for column in mapping.columns.values()} | {
        mapping.unpivot.map if mapping.unpivot else ""
    }
    return AppliedMapping(
        source=source,
        connector="table",
        name=mapping.name,
        mapping=mapping,
        maps={name: dict(maps[name]) for name in sorted(used - {""})},
        options=dict(options),
        places=frozenset(context.places),
    )


def _owner(
    tables: Sequence[TableProposal], whence: Whence, answers: Answers, context: Context
) -> tuple[tuple[Decision, ...], Mapping[str, Any] | None]:
    """Say who owns the figures: who was named, else who stands for the place; declare it where nobody knows it."""
    places = {row.key.place for table in tables for row in table.observations}
    places |= {one.value for table in tables for one in table.decisions if one.key == "place" and one.value}
    place = next(iter(places)) if len(places) == 1 else ""
    said = answers.of("owner")
    if said:
        declared = None if said in whence.organisations else _organisation(said, place, context)
        return (answered("owner", said),), declared
    standing = whence.owners.get(place, "")
    if standing:
        return (Decision("owner", "guess", standing, Message("proposal.why.owner", {"place": place})),), None
    if place in context.places:
        made = f"organisation-{place.lower().replace('_', '-')}"
        why = Message("proposal.why.new-owner", {"place": place})
        return (Decision("owner", "guess", made, why),), _organisation(made, place, context)
    near = tuple(sorted(whence.organisations))[:8]
    return (Decision("owner", "ask", "", Message("proposal.ask.owner"), near),), None


def _organisation(name: str, place: str, context: Context) -> Mapping[str, Any]:
    told = context.places.get(place)
    return {"id": name, "name": told.name.as_dict() if told else name, **({"place": place} if told else {})}


def _of_source(whence: Whence, answers: Answers) -> tuple[Decision, ...]:
    found: list[Decision] = []
    if not whence.url:
        found.append(Decision("url", "guess", _local(whence), Message("proposal.why.no-url")))
    if answers.of("licence"):
        found.append(answered("licence", answers.of("licence")))
    else:
        found.append(Decision("licence", "guess", UNSTATED, Message("proposal.why.no-licence")))
    return tuple(found)


def _local(whence: Whence) -> str:
    return f"file:{whence.name.rpartition('/')[2]}"


def _source(
    source: str, whence: Whence, owner: Sequence[Decision], answers: Answers, opened: OpenedFile
) -> Mapping[str, Any]:
    told: dict[str, Any] = {
        "id": source,
        "title": whence.name.partition("?")[0].rstrip("/").rpartition("/")[2] or whence.name,
        "connector": "table",
        "url": whence.url or _local(whence),
        "owner": owner[0].value,
        "licence": answers.of("licence") or UNSTATED,
        "options": dict(opened.options),
    }
    return {key: value for key, value in told.items() if value}
