"""Quality as JSON: each metric with its points and what was found, and what to mend first."""

from collections.abc import Iterable
from typing import Any

from api.quality import Group, Quality
from api.representations.times import rfc3339
from catalogue.quality_tables import LinkCheck
from schemas.languages import Lang
from schemas.messages import say
from schemas.mqa.metrics import MOST, NAMES, POINTS
from schemas.mqa.scoring import Rated, Score
from schemas.mqa.steps import Step

Json = dict[str, Any]  # JSON


def quality_json(one: Quality, lang: Lang) -> Json:
    """Tell of one dataset."""
    return {
        "dataset": one.view.id,
        "of": MOST,
        "publisher": score_json(one.publishers, lang) if one.publishers else None,
        "publisher_unknown": "" if one.publishers else say("mqa.publisher_unknown", lang),
        "catalogue": score_json(one.ours, lang),
        "mapping": {
            "added": _points(one.added),
            "lost": _points(one.lost),
            "points": one.ours.points - one.publishers.points if one.publishers else None,
        },
        "next_steps": [step_json(step, lang) for step in one.steps],
        "links": [_link(row) for row in one.links],
    }


def score_json(score: Score, lang: Lang) -> Json:
    """Tell of a score."""
    return {
        "points": score.points,
        "rating": score.rating,
        "rating_label": say(f"mqa.rating.{score.rating}", lang),
        "unchecked": list(score.unchecked),
        "metrics": [_metric(metric, lang) for metric in score.metrics],
    }


def step_json(step: Step, lang: Lang) -> Json:
    """Tell of a step."""
    return {
        "step": step.name, "gain": step.gain, "work": step.work, "metrics": list(step.metrics), "text": step.text.in_(lang),
    }  # fmt: skip


def group_json(group: Group, lang: Lang) -> Json:
    """Tell of a publisher's or a source's datasets."""
    best = group.next_step
    worst = group.rated[0]
    return {
        "id": group.name,
        "datasets": len(group.rated),
        "mean": group.mean,
        "publisher_mean": group.publishers_mean,
        "publisher_known": group.known,
        "worst": {
            "dataset": worst.view.id,
            "catalogue": worst.ours.points,
            "publisher": worst.publishers.points if worst.publishers else None,
        },
        "next_step": None if best is None else {**step_json(best[0], lang), "datasets": best[1]},
    }


def _metric(metric: Rated, lang: Lang) -> Json:
    return {
        "metric": metric.name, "dimension": metric.dimension, "label": say(f"mqa.metric.{metric.name}", lang),
        "points": metric.points, "of": metric.of, "met": metric.met, "found": metric.found,
        "said": say("mqa.not_checked", lang) if metric.met is None else "",
    }  # fmt: skip


def _points(names: Iterable[str]) -> list[Json]:
    return [{"metric": name, "points": POINTS[name]} for name in sorted(names, key=NAMES.index)]


def _link(row: LinkCheck) -> Json:
    return {
        "url": row.url, "answered": row.answered, "found": row.found, "checked_at": rfc3339(row.checked_at),
        "broken_since": rfc3339(row.broken_since) if row.broken_since else None,
    }  # fmt: skip
