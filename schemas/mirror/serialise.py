"""A mirror as JSON values, in the reader's language."""

from decimal import Decimal
from typing import Any

from schemas.comparability.wording import words
from schemas.languages import Lang
from schemas.messages import Message
from schemas.mirror.difference import Difference
from schemas.mirror.mirror import Around, Line, Mirror, Vintage
from schemas.mirror.part import Part
from schemas.mirror.preference import RULE, Ranked
from schemas.mirror.seen import Override
from schemas.mirror.series import Entry

Json = dict[str, Any]  # JSON values, with Decimal for numbers


def to_dict(mirror: Mirror, lang: Lang) -> Json:
    """Write a mirror as JSON values."""
    reference = mirror.reference
    return {
        "place": mirror.question.place,
        "indicator": mirror.question.indicator,
        "sector": mirror.question.sector,
        "period": mirror.question.period or None,
        "unit": mirror.fact.unit,
        "reference": _reference(reference, lang) if reference else None,
        "sources": [_line(line, lang) for line in mirror.lines],
        "others": [_around(one, lang) for one in mirror.around],
        "preference": preference(mirror.order, mirror.override, lang),
        "agreement": mirror.agreement.in_(lang),
        "licences": [str(line) for line in mirror.licences],
        "inputs": [line.entry.id for line in mirror.lines] + [one.entry.id for one in mirror.around],
    }


def preference(order: tuple[Ranked, ...], override: Override | None, lang: Lang) -> Json:
    """Write an order of sources with its rule."""
    return {
        "order": [
            {"source": one.source, "standing": one.standing, "decided": one.decided, "why": one.why.in_(lang)}
            for one in order
        ],
        "rule": RULE.in_(lang),
        "override": None if override is None else override_dict(override, lang),
    }


def override_dict(override: Override, lang: Lang) -> Json:
    """Write what a place decided."""
    until = override.recorded_to
    return {
        "id": override.number,
        "place": override.place,
        "indicator": override.indicator or None,
        "sources": list(override.sources),
        "reason": override.reason.in_(lang),
        "organisation": override.organisation,
        "recorded_from": override.recorded_from.isoformat(),
        "recorded_to": None if until is None else until.isoformat(),
    }


def _reference(line: Line, lang: Lang) -> Json:
    return {
        "source": line.entry.key.source, "title": line.title.in_(lang), "value": line.entry.value,
        "unit": line.entry.unit, "observation": line.entry.id, "why": line.ranked.why.in_(lang),
    }  # fmt: skip


def _line(line: Line, lang: Lang) -> Json:
    entry, teller = line.entry, line.teller
    return {
        **_figure(entry),
        "title": line.title.in_(lang),
        "level": line.level,
        "owner": teller.owner,
        "owner_name": teller.owner_name.in_(lang) or teller.owner,
        "standing": line.ranked.standing,
        "example": entry.seen.stored.example,
        "reference": line.difference is None,
        "licence": teller.licence.licence,
        "attribution": teller.licence.attribution,
        "difference": _none(line, lang) if line.difference is None else _difference(line.difference, lang),
        "revisions": [_vintage(one) for one in line.vintages],
    }


def _figure(entry: Entry) -> Json:
    observation, key, facet = entry.seen.stored.observation, entry.key, entry.facet
    return {
        "source": key.source, "place": key.place, "indicator": key.indicator, "sector": key.sector,
        "scope": key.scope, "gas": facet.gas, "gwp_set": facet.gwp or None, "period": key.period,
        "value": entry.value, "unit": entry.unit, "raw": observation.raw_value, "raw_unit": observation.raw_unit,
        "obs_status": observation.obs_status, "basis": key.basis, "method": entry.basis.method,
        "dataset": entry.seen.stored.dataset, "observation": entry.id,
        "recorded_from": entry.seen.recorded_from.isoformat(),
    }  # fmt: skip


def _none(line: Line, lang: Lang) -> Json:
    """Write that the reference differs from itself by nothing."""
    zero = Decimal(0)
    sentence = Message("mirror.sentence.reference", {"source": words(line.title)})
    return _difference(Difference(zero, (), zero, zero, zero, sentence), lang)


def _difference(found: Difference, lang: Lang) -> Json:
    return {
        "total": found.total,
        "parts": [_part(part, lang) for part in found.parts],
        "residual": found.residual,
        "residual_bounds": {"lower": found.lower, "upper": found.upper},
        "sentence": found.sentence.in_(lang),
    }


def _part(part: Part, lang: Lang) -> Json:
    return {
        "part": part.part, "amount": part.amount, "how": part.how, "lower": part.lower, "upper": part.upper,
        "message": part.message.in_(lang), "observations": list(part.observations),
    }  # fmt: skip


def _vintage(one: Vintage) -> Json:
    return {
        "part": "revision", "value": one.entry.value, "unit": one.entry.unit, "observation": one.entry.id,
        "recorded_from": one.entry.seen.recorded_from.isoformat(), "recorded_to": one.until.isoformat(),
        "revised": one.revised,
    }  # fmt: skip


def _around(one: Around, lang: Lang) -> Json:
    return {
        **_figure(one.entry), "name": one.place.name.in_(lang), "level": one.place.level,
        "title": one.teller.title.in_(lang), "licence": one.teller.licence.licence,
        "attribution": one.teller.licence.attribution,
    }  # fmt: skip
