"""Standing: the latest value beside the path, which side of it is behind, and what is left to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from schemas.progress.figures import Figure, rounded_alike
from schemas.progress.path import Cut, Direction, Path, required_cut, year_of

Place = Literal["behind", "on_path", "ahead"]
PLACES: tuple[Place, ...] = get_args(Place)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the latest value stands beside the path.

    Args:
        latest: the latest value that may be held against the path.
        on_path: what the path asks of that year.
        distance: how far behind the path the value is, in its unit; below zero it is ahead, whether the value is to fall
            or to rise. Where the level is only to be kept: the value minus the level.
        direction: whether the value is to fall, to rise or to be kept.
        state: behind, on_path or ahead; None where the path asks nothing of that year or the level is only to be kept.
        cut: what must change each year until the last target.
        next_cut: the same until the next target, where that is not the last.
    """

    latest: Figure
    on_path: Decimal | None
    distance: Decimal | None
    direction: Direction
    state: Place | None
    cut: Cut | None
    next_cut: Cut | None = None


def standing(history: Sequence[Figure], path: Path | None) -> Standing | None:
    """Hold the latest value against a path; None where there is no value or no path."""
    if not history or path is None:
        return None
    latest, way = history[-1], path.direction
    asked = path.value_in(year_of(latest))
    distance = _distance(latest.value, asked, way)
    upcoming, last = path.next_after(year_of(latest)), path.points[-1]
    cut = required_cut(latest, last, way)
    sooner = None if upcoming is None or upcoming is last else required_cut(latest, upcoming, way)
    return Standing(latest, asked, distance, way, _state(latest.value, asked, way), cut, sooner)


def _distance(value: Decimal, asked: Decimal | None, way: Direction) -> Decimal | None:
    if asked is None:
        return None
    return asked - value if way == "rise" else value - asked


def _state(value: Decimal, asked: Decimal | None, way: Direction) -> Place | None:
    if asked is None or way == "keep":
        return None
    if rounded_alike(value, asked):
        return "on_path"
    return "behind" if (value > asked) == (way == "fall") else "ahead"
