"""The way in: a place's progress from what is held."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.basis import Basis
from schemas.codes import codelist
from schemas.comparability.evidence import Evidence
from schemas.errors import UnknownCodeError
from schemas.indicators import indicator
from schemas.messages import Message
from schemas.observations import StoredObservation
from schemas.place_search import nearest_places
from schemas.places import Place
from schemas.progress.contradictions import Target
from schemas.progress.figures import Figure
from schemas.progress.history import baseline_of, history_of, stated_on
from schemas.progress.holdings import Rows, rows_of
from schemas.progress.other_sources import other_targets
from schemas.progress.path import COURSES, LINEAR, Path, path_of, year_of
from schemas.progress.standing import Standing, standing
from schemas.progress.targets import target


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a place's progress on an indicator, in a sector; on which course to the target."""

    place: str
    indicator: str = "GHG.TOT"
    sector: str = "_T"
    course: str = LINEAR


@dataclass(frozen=True, slots=True)
class Progress:
    """The answer.

    Args:
        question: as it was asked.
        place: the place.
        indicator: the indicator that baseline and targets are stated in.
        unit: its unit.
        basis: how the baseline was made.
        baseline: what progress is measured from; None where nothing states it.
        targets: by period.
        standing: the latest value beside the path through the targets; None where none may be held against it.
        history: the actual values on the baseline's basis, by period.
        caveats: what must be known to read it.
    """

    question: Question
    place: Place
    indicator: str
    unit: str
    basis: Basis
    baseline: Figure | None
    targets: tuple[Target, ...]
    standing: Standing | None
    history: tuple[Figure, ...]
    caveats: tuple[Message, ...]
    rests_on: tuple[StoredObservation, ...] = ()


def progress(question: Question, evidence: Evidence) -> Progress:
    """Tell a place's progress.

    Args:
        question: what is asked.
        evidence: what the caller may see of `holdings.needed` for the place.

    Raises:
        UnknownCodeError: an indicator, place, sector or course is unknown; the nearest are named.
    """
    place = _checked(question, evidence)
    asked = (question.place, question.indicator, question.sector)
    rows = rows_of(evidence, *asked)
    basis = stated_on(rows, evidence)
    baseline, how = baseline_of(rows, evidence, basis)
    history, beside = history_of(rows, evidence, basis, baseline)
    targets = tuple(target(rows, period, baseline) for period in rows.target_periods())
    levels = [one.level for one in targets if one.level is not None]
    path = None if baseline is None else path_of(baseline, levels, question.course)
    held = standing(history, path)
    caveats = (
        *_about(question, rows, baseline, targets),
        *how,
        *beside,
        *_of_path(path, held),
        *other_targets(evidence, asked, rows, targets),
    )
    return Progress(
        question, place, rows.indicator, indicator(rows.indicator).unit, basis, baseline, targets, held, history,
        (*caveats, *(doubt for one in targets for doubt in one.doubts)), _rests_on(baseline, targets, history),
    )  # fmt: skip


def _checked(question: Question, evidence: Evidence) -> Place:
    indicator(question.indicator)
    codelist("sector")[question.sector]
    if question.course not in COURSES:
        raise UnknownCodeError("course", question.course, tuple(COURSES))
    if question.place not in evidence.places:
        raise UnknownCodeError("place", question.place, nearest_places(question.place, evidence.places))
    return evidence.places[question.place]


def _about(
    question: Question, rows: Rows, baseline: Figure | None, targets: Sequence[Target]
) -> Iterator[Message]:
    if rows.indicator != question.indicator:
        yield Message(
            "progress.caveat.other_indicator", {"asked": question.indicator, "stated": rows.indicator}
        )
    if targets and rows.only_as:
        values = {"held": rows.only_as, "stated": rows.indicator}
        yield Message("progress.caveat.actual_otherwise", values)
    if not targets:
        yield Message("progress.caveat.no_target")
    if baseline is None:
        yield Message("progress.caveat.no_baseline")


def _of_path(path: Path | None, held: Standing | None) -> Iterator[Message]:
    """Say which stated levels the path leaves out."""
    if path is not None and path.turned:
        periods = ", ".join(one.period for one in path.turned)
        yield Message("progress.caveat.path_turns", {"periods": periods})
    if path is not None and held is not None and year_of(held.latest) > year_of(path.points[-1]):
        last = path.points[-1]
        values = {
            "period": last.period,
            "level": last.value,
            "latest": held.latest.period,
            "value": held.latest.value,
        }
        yield Message("progress.caveat.target_passed", values)
    elif path is not None and held is not None and held.on_path is None:
        yield Message("progress.caveat.outside_path", {"period": held.latest.period})


def _rests_on(
    baseline: Figure | None, targets: Sequence[Target], history: Sequence[Figure]
) -> tuple[StoredObservation, ...]:
    parts = [baseline, *history]
    for one in targets:
        parts += [one.level, one.reduction, one.percent, one.residual, one.gap, one.increase]
    by_id = {stored.id: stored for part in parts if part is not None for stored in part.rests_on}
    return tuple(by_id.values())
