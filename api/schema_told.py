"""The common schema as JSON: indicators with their mappings, local indicators, places with their lineage."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, Protocol

from catalogue.concepts import KIND
from catalogue.local_indicators import Recorded
from schemas.correspondences import Correspondence
from schemas.indicator_mappings import SCHEMES, IndicatorMapping, mappings_of
from schemas.indicators import Indicator
from schemas.languages import Lang
from schemas.lineage import Step, codes_of_area, predecessors, successors
from schemas.local_indicators import LocalIndicator
from schemas.local_matching import Match, propose
from schemas.places import Place, ancestors

Json = dict[str, Any]  # an answer, with Decimal for numbers


class Span(Protocol):
    """That figures are held for a place, from a first to a last period."""

    @property
    def place(self) -> str:
        """Code of the place."""

    @property
    def first(self) -> str:
        """The first period."""

    @property
    def last(self) -> str:
        """The last period."""


def indicator_json(one: Indicator, lang: Lang) -> Json:
    """Tell of an indicator: what it is, how it may be used, and its mappings by scheme."""
    mappings = mappings_of(one.code)
    by_scheme = {
        scheme: [_mapping(each, lang) for each in mappings if each.scheme == scheme] for scheme in SCHEMES
    }
    return {
        "code": one.code, "group": one.group, "level": one.level, "name": one.name.in_(lang),
        "names": one.name.as_dict(), "definition": one.definitions.in_(lang),
        "definitions": one.definitions.as_dict(), "unit": one.unit, "ucum": one.ucum,
        "quantity_kind": KIND + one.quantity_kind if one.quantity_kind else "", "formula": one.formula,
        "dimensions": one.dimensions, "additive": one.additive, "numerator": one.numerator,
        "denominator": one.denominator, "must_match": one.must_match, "kind": one.kind, "sources": one.sources,
        "mappings": {scheme: told for scheme, told in by_scheme.items() if told},
    }  # fmt: skip


def _mapping(one: IndicatorMapping, lang: Lang) -> Json:
    told = asdict(one) | {"note": one.notes.in_(lang)}
    return {name: told[name] for name in told if name not in ("indicator", "scheme", "notes")}


def reported_json(found: Iterable[Span]) -> list[Json]:
    """Tell which places report something, from when to when."""
    spans: dict[str, tuple[str, str]] = {}
    for one in found:
        first, last = spans.get(one.place, (one.first, one.last))
        spans[one.place] = (min(first, one.first), max(last, one.last))
    return [{"place": place, "first": first, "last": last} for place, (first, last) in sorted(spans.items())]


def local_json(found: Recorded, lang: Lang) -> Json:
    """Tell of a local indicator as its place states it, and how it is matched."""
    local = found.local
    return {
        "id": local.id, "place": local.place, "organisation": found.organisation, "code": local.code,
        "name": local.name.in_(lang), "names": local.name.as_dict(), "unit": local.unit, "unit_code": local.unit_code,
        "definition": local.definition, "stated": local.stated, "indicator": local.indicator, "match": local.match,
        "transform": local.transform, "reason": found.reason, "decided_by": found.decided_by,
        "document": local.document, "cell": local.cell, "recorded_from": found.recorded_from.isoformat(),
        "recorded_to": found.recorded_to.isoformat() if found.recorded_to else None,
    }  # fmt: skip


def proposals_json(local: LocalIndicator, lang: Lang) -> list[Json]:
    """Tell which indicators of ours a local one may be near to, with the reasons; nothing of it is decided."""
    return [_match(one, lang) for one in propose(local)]


def _match(one: Match, lang: Lang) -> Json:
    return {
        "indicator": one.indicator, "match": one.relation, "transform": one.transform, "score": one.score,
        "reasons": [reason.in_(lang) for reason in one.reasons],
    }  # fmt: skip


def place_json(place: Place, lang: Lang) -> Json:
    """Tell of a place."""
    return {
        "code": place.code, "level": place.level, "parent": place.parent, "kind": place.kind,
        "name": place.name.in_(lang), "names": place.name.as_dict(), "same_as": place.same_as,
        "valid_from": place.valid_from, "valid_to": place.valid_to,
    }  # fmt: skip


def whole_place_json(place: Place, places: Mapping[str, Place], lang: Lang) -> Json:
    """Tell of a place with what contains it, what it contains, and what its code was and became."""
    around = [places[code] for code in ancestors(place.code, {**places, place.code: place}) if code in places]
    inside = [one for one in places.values() if one.parent == place.code]
    return place_json(place, lang) | {
        "parents": [{"code": one.code, "name": one.name.in_(lang)} for one in around],
        "children": [{"code": one.code, "name": one.name.in_(lang)} for one in inside],
        "same_area": sorted(codes_of_area(place.code) - {place.code}),
        "lineage": {
            "before": [_step(step) for step in predecessors(place.code)],
            "after": [_step(step) for step in successors(place.code)],
        },
    }


def _step(step: Step) -> Json:
    return asdict(step)


def correspondence_json(one: Correspondence) -> Json:
    """Tell of a correspondence."""
    told = asdict(one)
    names = {"from_scheme": "from", "to_scheme": "to", "from_code": "code", "to_codes": "codes"}
    return {names.get(name, name): value for name, value in told.items()}
