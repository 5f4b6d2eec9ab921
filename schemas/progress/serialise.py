"""Progress as plain values for other systems, texts in one language."""

from schemas.languages import Lang
from schemas.progress.contradictions import Target
from schemas.progress.figures import Figure
from schemas.progress.path import Cut
from schemas.progress.report import Progress
from schemas.progress.standing import Standing

Json = object


def progress_dict(found: Progress, lang: Lang) -> dict[str, Json]:
    """Give a progress report as JSON values: numbers as Decimal."""
    return {
        "place": found.place.code,
        "name": found.place.name.in_(lang),
        "asked": found.question.indicator,
        "indicator": found.indicator,
        "sector": found.question.sector,
        "unit": found.unit,
        "basis": found.basis.id or None,
        "path": found.question.course,
        "baseline": figure_dict(found.baseline, lang),
        "targets": [_target(one, lang) for one in found.targets],
        "standing": _standing(found.standing, lang),
        "history": [figure_dict(one, lang) for one in found.history],
        "caveats": [caveat.in_(lang) for caveat in found.caveats],
    }


def figure_dict(figure: Figure | None, lang: Lang) -> dict[str, Json] | None:
    """Give a figure with how it came about and the observations it rests on."""
    if figure is None:
        return None
    return {
        "value": figure.value, "lower": figure.lower, "upper": figure.upper, "period": figure.period,
        "how": figure.how, "computed_as": figure.message.in_(lang) if figure.message else None,
        "observations": [stored.id for stored in figure.rests_on],
        "raw": figure.rests_on[0].observation.raw_value if figure.how == "printed" and figure.rests_on else None,
    }  # fmt: skip


def _target(one: Target, lang: Lang) -> dict[str, Json]:
    parts = (
        "level",
        "reduction",
        "percent",
        "increase",
        "increase_percent",
        "residual",
        "gap",
        "other_plans",
    )
    told = {name: figure_dict(getattr(one, name), lang) for name in parts}
    return {"period": one.period, **told, "doubts": [doubt.in_(lang) for doubt in one.doubts]}


def _standing(standing: Standing | None, lang: Lang) -> dict[str, Json] | None:
    if standing is None:
        return None
    return {
        "latest": figure_dict(standing.latest, lang),
        "on_path": standing.on_path,
        "distance": standing.distance,
        "direction": standing.direction,
        "state": standing.state,
        "required_cut": _cut(standing.cut),
        "next_cut": _cut(standing.next_cut),
    }


def _cut(cut: Cut | None) -> dict[str, Json] | None:
    if cut is None:
        return None
    return {"period": cut.period, "years": cut.years, "amount": cut.amount, "percent": cut.percent}
