"""The form of a series for other systems: plain dictionaries, numbers as Decimal, texts in one language."""

from schemas.comparability.reasons import Reason, gravest
from schemas.comparability.serialise import Json, Telling
from schemas.comparability.series import Series, Told
from schemas.comparability.series_trend import Link, Trend
from schemas.comparability.side import Side
from schemas.comparability.verdict import Verdict, verdict_of
from schemas.languages import Lang
from schemas.messages import Message
from schemas.places import Place


def series_dict(series: Series, lang: Lang = "en") -> dict[str, Json]:
    """Give a series as plain values."""
    telling, question = Telling(lang), series.question
    return {
        "id": series.id,
        "indicator": question.indicator,
        "sector": question.sector,
        "scope": question.scope,
        "profile": question.profile,
        "factors": question.factors,
        "gwp": question.gwp or None,
        "climate": question.climate or None,
        "periods": list(series.periods),
        "base": series.base,
        "verdict": series.verdict,
        "sentence": sentence(series).in_(lang),
        "years": [
            {"period": year.period, "verdict": year.verdict, "complete": year.complete}
            for year in series.years
        ],
        "places": [_place(place, series.trends[place.code], telling) for place in series.places],
        "reasons": [_told(told, telling) for told in series.reasons],
        "licences": list(dict.fromkeys(str(line) for _, line in series.terms)),
        "inputs": series.inputs,
    }


def sentence(series: Series) -> Message:
    """Say the verdict of a whole series in one sentence."""
    worst = [year.period for year in series.years if year.verdict == series.verdict]
    stopped = any(link.ratio is None for one in series.trends.values() for link in one.links)
    ends = {"first": series.periods[0], "last": series.periods[-1]}
    if series.verdict == "comparable":
        return Message("compare.series.comparable", ends)
    of_trend = "trend" if not worst or stopped else "years"
    values = ends | {"count": str(len(worst)), "all": str(len(series.years))}
    return Message(f"compare.series.{series.verdict}.{of_trend}", values)


def _place(place: Place, trend: Trend, telling: Telling) -> dict[str, Json]:
    return {
        "place": place.code,
        "name": place.name.in_(telling.lang),
        "level": place.level,
        "verdict": _verdict(trend),
        "values": [_value(period, side, trend) for period, side in trend.sides.items()],
        "trend": [_link(link, telling) for link in trend.links if link.reasons or link.ratio != 1],
    }


def _verdict(trend: Trend) -> Verdict:
    return verdict_of(max((gravest(link.reasons) for link in trend.links), default=gravest(())))


def _value(period: str, side: Side, trend: Trend) -> dict[str, Json]:
    answer, option = side.answer, side.chosen.option
    return {
        "period": period,
        "value": answer.value,
        "lower": answer.lower,
        "upper": answer.upper,
        "index": trend.index.get(period),
        "source": None if option is None else option.source,
        "basis": side.basis.id or None,
        "statuses": sorted(side.statuses),
    }


def _link(link: Link, telling: Telling) -> dict[str, Json]:
    return {
        "from": link.before,
        "to": link.after,
        "ratio": link.ratio,
        **_bounds(link),
        "reasons": [_reason(reason, telling) for reason in link.reasons],
    }


def _bounds(link: Link) -> dict[str, Json]:
    """Give the year that a ratio is of, and its interval where the figures of that year have one."""
    made = link.spliced
    if made is None:
        return {}
    wide = made.lower != made.upper
    return {"of": made.year, **({"lower": made.lower, "upper": made.upper} if wide else {})}


def _told(told: Told, telling: Telling) -> dict[str, Json]:
    found: dict[str, Json] = {"places": list(told.places), "periods": list(told.periods)}
    return _reason(told.reason, telling) | found


def _reason(reason: Reason, telling: Telling) -> dict[str, Json]:
    return telling.reason(reason)
