"""Rows of figures as they are shown in tables: names instead of codes, each with its way back to the source."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from api.pages.held import known_places
from api.pages.visit import Visit
from catalogue.observations import COLUMNS, ObservationQuery, rows
from schemas.observations import TOTAL
from schemas.places import Place

_AT = {name: position for position, name in enumerate(COLUMNS)}
_NAMED = ("sector", "scope", "carrier", "mode")
ORDINARY = "A"


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One observation, readable.

    Args:
        id: of the observation.
        indicator: code.
        indicator_name: its name.
        place: code of the place.
        place_name: the place's name.
        period: e.g. ``2018``.
        parts: what it is a figure of, e.g. sector and scope; empty for a plain total.
        whole: whether it is of all sectors and carriers together.
        text: the figure with its unit, or what stands for it.
        printed: the cell's text in the source.
        status: what its flag says; empty for an ordinary value.
        comment: the source's remark.
        source: id of the source.
        dataset: id of the dataset.
        example: labelled example data.
    """

    id: str
    indicator: str
    indicator_name: str
    place: str
    place_name: str
    period: str
    parts: str
    whole: bool
    text: str
    printed: str
    status: str
    comment: str
    source: str
    dataset: str
    example: bool


def figure_rows(visit: Visit, query: ObservationQuery, most: int) -> list[FigureRow]:
    """Give the first rows of a question that the reader may see; reading what is not open is put on record."""
    found = [tuple(row) for row in islice(rows(visit.session, query, visit.readable, limit=most), most)]
    visit.door.record_reads(Counter(row[_AT["dataset"]] for row in found))
    places = known_places(visit.session, {row[_AT["place"]] for row in found})
    return [_row(visit, dict(zip(COLUMNS, row, strict=True)), places) for row in found]


def _row(visit: Visit, row: Mapping[str, object], places: Mapping[str, Place]) -> FigureRow:
    told = {name: str(value or "") for name, value in row.items()}
    place = places.get(told["place"])
    return FigureRow(
        id=told["id"],
        indicator=told["indicator"],
        indicator_name=visit.writer.indicator(told["indicator"]),
        place=told["place"],
        place_name=place.name.in_(visit.lang) if place else told["place"],
        period=told["period"],
        parts=_parts(visit, told),
        whole=all(told[name] in (TOTAL, "") for name in ("sector", "carrier", "mode")),
        text=figure_text(visit, told),
        printed=told["raw_value"],
        status=status_text(visit, told["obs_status"], told["notation_key"]),
        comment=told["comment"],
        source=told["source"],
        dataset=told["dataset"],
        example=bool(row["example"]),
    )


def _parts(visit: Visit, told: Mapping[str, str]) -> str:
    labels = [visit.writer.code(name, told[name]) for name in _NAMED if told[name] not in (TOTAL, "")]
    if told["value_type"] not in ("ACT", ""):
        labels.append(visit.writer.code("value_type", told["value_type"]))
    return ", ".join(labels)


def figure_text(visit: Visit, told: Mapping[str, str]) -> str:
    """Write a figure with its unit, or what stands where there is none."""
    if told["value"]:
        return visit.writer.exact(told["value"], told["unit"])
    if told["notation_key"]:
        return visit.writer.code("notation_key", told["notation_key"])
    return visit.writer.t("no_figure")


def status_text(visit: Visit, obs_status: str, notation_key: str) -> str:
    """Say what a flag means; nothing for an ordinary value or where a notation key says it already."""
    if obs_status in (ORDINARY, "") or notation_key:
        return ""
    return visit.writer.code("obs_status", obs_status)
