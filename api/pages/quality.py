"""The panel on how well a dataset is described, on its page."""

from collections.abc import Iterator
from dataclasses import dataclass

from api.pages.visit import Visit
from api.quality import Quality, quality_of
from schemas.languages import Lang
from schemas.messages import Message
from schemas.mqa.metrics import MOST, NAMES
from schemas.mqa.scoring import Score

MOST_STEPS = 5


@dataclass(frozen=True, slots=True)
class QualityView:
    """What the panel shows.

    Args:
        scores: what the publisher gave, and what our description is worth; each with its name.
        lines: what our mapping added and lost, and what was not checked.
        steps: what brings most.
    """

    scores: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]
    steps: tuple[str, ...]
    most: int = MOST


def quality_view(visit: Visit, dataset: str) -> QualityView:
    """Rate a dataset that the reader may know of."""
    rated = quality_of(visit.door, visit.registered, dataset)
    lang = visit.lang
    own = _said(rated.publishers, lang) if rated.publishers else Message("mqa.publisher_unknown").in_(lang)
    return QualityView(
        (
            (Message("mqa.by_publisher").in_(lang), own),
            (Message("mqa.by_us").in_(lang), _said(rated.ours, lang)),
        ),
        tuple(_lines(rated, lang)),
        tuple(step.text.in_(lang) for step in rated.steps[:MOST_STEPS]),
    )


def _said(score: Score, lang: Lang) -> str:
    """Say a score."""
    rating = Message(f"mqa.rating.{score.rating}")
    return Message("mqa.points", {"points": score.points, "most": MOST, "rating": rating}).in_(lang)


def _lines(rated: Quality, lang: Lang) -> Iterator[str]:
    told = (("added", rated.added), ("lost", rated.lost), ("unchecked", frozenset(rated.ours.unchecked)))
    for key, names in told:
        if names:
            labels = (Message(f"mqa.metric.{name}").in_(lang) for name in sorted(names, key=NAMES.index))
            yield Message(f"mqa.{key}", {"metrics": ", ".join(labels)}).in_(lang)
