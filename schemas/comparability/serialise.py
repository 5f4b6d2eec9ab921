"""The form of an answer: plain dictionaries with the names that interfaces promise."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from schemas.comparability.coverage import Coverage
from schemas.comparability.outcome import Outcome, Step
from schemas.comparability.percapita import Count, Inhabitants
from schemas.comparability.published import Published, published
from schemas.comparability.reasons import Lift, Reason
from schemas.comparability.side import Side
from schemas.comparability.verdict import Judged, Ranked
from schemas.comparability.wording import Joined
from schemas.languages import Lang
from schemas.messages import Message
from schemas.units import plain

Json: TypeAlias = "str | Decimal | int | bool | Sequence[Json] | Mapping[str, Json] | None"


def place_dict(side: Side, lang: Lang) -> dict[str, Json]:
    """Give a place with its printed and harmonised figure."""
    printed = published(side)
    found: dict[str, Json] = {
        "place": side.place.code,
        "name": side.place.name.in_(lang),
        "level": side.place.level,
        "period": side.period or None,
        "published": None if printed is None else _published(printed),
        "harmonised": _harmonised(side, lang),
        "reasons": [reason_dict(reason, lang) for reason in side.failures],
    }
    if side.asked.measure.per_head:
        found["population"] = None if side.people is None else _people(side.people)
    return found


def _published(printed: Published) -> dict[str, Json]:
    seen = printed.stored.observation
    return {
        "indicator": seen.key.indicator,
        "value": None if printed.value is None else plain(printed.value),
        "unit": printed.unit,
        "raw": seen.raw_value,
        "basis": seen.key.basis,
        "covers": list(printed.covers),
        "period": seen.key.period,
        "sector": seen.key.sector,
        "scope": seen.key.scope,
        "source": seen.key.source,
        "dataset": printed.stored.dataset,
        "observation": printed.stored.id,
        "cell": seen.source_cell,
        "status": seen.obs_status,
        "example": printed.stored.example,
    }


def _harmonised(side: Side, lang: Lang) -> dict[str, Json] | None:
    answer: Outcome = side.answer
    if answer.value is None:
        return None
    found: dict[str, Json] = {
        "value": answer.value,
        "lower": answer.lower,
        "upper": answer.upper,
        "unit": side.asked.measure.unit,
        "steps": [step_dict(step, lang) for step in answer.steps],
        "unbounded": list(answer.unbounded),
    }
    if side.asked.measure.per_head:
        found["total"] = side.outcome.value
    return found


def step_dict(step: Step, lang: Lang) -> dict[str, Json]:
    """Give a step with what it adds, and its interval where it leaves one."""
    found: dict[str, Json] = {
        "step": step.step,
        "delta": plain(step.delta),
        "message": step.message.in_(lang),
    }
    if step.moved is not None:
        found["moved"] = plain(step.moved)
    if step.width:
        found |= {"lower": plain(step.delta - step.below), "upper": plain(step.delta + step.above)}
    return found


def _people(people: Inhabitants) -> dict[str, Json]:
    count: Count = people.count
    return {
        "value": plain(count.value),
        "period": str(count.period),
        "exact": people.exact,
        "estimate": None if people.estimate is None else people.estimate.quantize(Decimal(1)),
        "source": count.stored.observation.key.source,
        "dataset": count.stored.dataset,
        "observation": count.stored.id,
    }


def judged_dicts(judged: Iterable[Judged], lang: Lang) -> list[Json]:
    """Give pairs with their verdicts and reasons; what many pairs have in common is put into words once."""
    told = Telling(lang)
    return [
        {
            "places": [side.place.code for side in one.pair.sides],
            "verdict": one.verdict,
            "reasons": [told.reason(reason) for reason in one.reasons],
        }
        for one in judged
    ]


def reason_dict(reason: Reason, lang: Lang) -> dict[str, Json]:
    """Give a reason with what would lift it."""
    return Telling(lang).reason(reason)


@dataclass(slots=True)
class Telling:
    """What was put into words already, by identity; it lives no longer than the reasons that it tells.

    Args:
        lang: the language.
        texts: messages said.
        lifts: what would lift reasons, said.
    """

    lang: Lang
    texts: dict[int, str] = field(default_factory=dict)
    lifts: dict[int, Json] = field(default_factory=dict)

    def reason(self, reason: Reason) -> dict[str, Json]:
        """Give a reason with what would lift it."""
        return {
            "dimension": reason.dimension,
            "level": reason.level.name,
            "message": self._text(reason.message),
            "tonnes": None if reason.tonnes is None else plain(reason.tonnes),
            "lifted_by": [self._lift(each) for each in reason.lifted_by],
        }

    def _text(self, message: Message) -> str:
        if isinstance(message, Joined) and not message.last:
            return message.between.join(map(self._text, message.parts))
        key = id(message)
        if key not in self.texts:
            self.texts[key] = message.in_(self.lang)
        return self.texts[key]

    def _lift(self, lift: Lift) -> Json:
        key = id(lift)
        if key not in self.lifts:
            self.lifts[key] = {"needs": self._text(lift.needs), "held_by": self._text(lift.held_by)}
        return self.lifts[key]


def coverage_dict(coverage: Coverage) -> dict[str, Json]:
    """Give the common cells and the figures there."""
    return {
        "cells": list(coverage.cells),
        "values": [
            {
                "place": covered.place,
                "value": covered.value,
                "delta": covered.delta,
                "lower": covered.lower,
                "upper": covered.upper,
                "left_out": [{"cell": cell, "value": value} for cell, value in covered.left_out],
            }
            for covered in coverage.values
        ],
    }


def rank_dict(rank: Sequence[Ranked] | None) -> list[Json] | None:
    """Give the ranking, None where there is none."""
    if rank is None:
        return None
    return [{"place": each.place, "rank": each.rank, "value": each.value} for each in rank]
