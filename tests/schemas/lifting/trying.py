"""Ask what would make places comparable, and try an answer on the comparison itself."""

from collections.abc import Iterable

from schemas.comparability.compare import compare
from schemas.comparability.comparison import Comparison
from schemas.comparability.evidence import Evidence
from schemas.comparability.question import Question
from schemas.comparability.verdict import Verdict, overall
from schemas.lifting.answer import Lifts, Smallest
from schemas.lifting.datum import supplied
from schemas.lifting.letter import Links
from schemas.lifting.lifts import lifts
from tests.schemas.comparability.asking import EVERYTHING

LINKS = Links("https://node.example/compare?place=SI_052", "https://node.example/upload")


def lifted(indicator: str, *places: str, given: Evidence = EVERYTHING, **asked: str | None) -> Lifts:
    """Say what would make places comparable."""
    question = Question(indicator, places, **asked)  # type: ignore[arg-type]  # each test names the fields it needs
    return lifts(compare(question, given), given)


def compared_with(found: Lifts, ids: Iterable[str], given: Evidence = EVERYTHING) -> Comparison:
    """Compare again as if some data were there, by the comparison's own way in."""
    wanted = frozenset(ids)
    data = [one.datum for one in found.ranked if one.datum.id in wanted]
    assert len(data) == len(wanted)
    return compare(found.comparison.question, supplied(given, data))


def verdict_on(places: Iterable[str], comparison: Comparison) -> Verdict:
    """Give the verdict on some places of a comparison."""
    named = frozenset(places)
    judged = [one for one in comparison.pairs if {side.place.code for side in one.pair.sides} <= named]
    return overall(judged, [side for side in comparison.sides if side.place.code in named])


def all_sets(found: Lifts) -> tuple[Smallest, ...]:
    """Give every set of fewest data, of all places and of pairs."""
    return (*found.smallest, *found.of_pairs)
