"""The form of what would make places comparable: plain dictionaries for other systems."""

from collections.abc import Callable, Mapping
from typing import Any

from schemas.comparability.wording import enumerated, name
from schemas.languages import Lang
from schemas.lifting.answer import Lifting, Lifts, Smallest
from schemas.lifting.holding import Holder
from schemas.messages import Message
from schemas.units import plain

Json = dict[str, Any]  # an answer, with Decimal for numbers

LettersOf = Callable[[str], Mapping[str, str]]
"""Gives the addresses of a datum's letter by language."""


def to_dict(lifts: Lifts, lang: Lang, letters: LettersOf) -> Json:
    """Give what would make places comparable as plain values, texts in one language.

    Args:
        lifts: what was found out.
        lang: of the texts.
        letters: where the letters are.
    """
    first = lifts.smallest[0] if lifts.smallest else None
    comparison = lifts.comparison
    return {
        "comparison": comparison.id,
        "verdict": comparison.verdict,
        "sentence": sentence(lifts).in_(lang),
        "lifts": [_lifting(one, lang, letters) for one in lifts.ranked],
        "smallest_set": list(first.ids) if first else [],
        "verdict_after": first.after if first else comparison.verdict,
        "sets": [_smallest(one) for one in (*lifts.smallest, *lifts.of_pairs)],
        "remaining": [
            {
                "places": list(one.places),
                "dimension": one.reason.dimension,
                "level": one.reason.level.name,
                "message": one.reason.message.in_(lang),
            }
            for one in lifts.remaining
        ],
    }


def sentence(lifts: Lifts) -> Message:
    """Say in one sentence what it takes."""
    if lifts.comparison.verdict == "comparable":
        return Message("lifting.nothing")
    if not lifts.smallest:
        return Message("lifting.none_known")
    first = lifts.smallest[0]
    places = enumerated(tuple(name(side.place) for side in lifts.comparison.sides))
    verdict = Message(f"lifting.verdict.{first.after}")
    return Message("lifting.smallest", {"places": places, "verdict": verdict, "count": len(first.ids)})


def _lifting(one: Lifting, lang: Lang, letters: LettersOf) -> Json:
    datum = one.datum
    addresses = letters(datum.id) if datum.holder.writes else {}
    return {
        "id": datum.id,
        "rank": one.rank,
        "need": datum.need,
        "needs": datum.needs.in_(lang),
        "places": sorted(datum.places),
        "period": datum.period or None,
        "unit": datum.unit or None,
        "held_by": _holder(datum.holder, lang),
        "lifts": [
            {
                "dimension": lifted.dimension,
                "level": lifted.level.name,
                "places": list(lifted.places),
                "tonnes": None if lifted.tonnes is None else plain(lifted.tonnes),
                "alone": lifted.alone,
            }
            for lifted in one.lifts
        ],
        "tonnes": None if one.tonnes is None else plain(one.tonnes),
        "verdict_if_supplied": one.verdict,
        "pairs_if_supplied": [{"places": list(places), "verdict": verdict} for places, verdict in one.pairs],
        "letter": addresses.get(lang),
        "letters": dict(addresses),
    }


def _holder(holder: Holder, lang: Lang) -> Json:
    return {"kind": holder.kind, "name": holder.name.in_(lang), "country": holder.country or None}


def _smallest(one: Smallest) -> Json:
    return {
        "places": list(one.places),
        "verdict": one.verdict,
        "verdict_after": one.after,
        "data": list(one.ids),
    }
