"""The way in: what a comparison needs, and the comparison."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple
from itertools import combinations

from schemas.comparability.collecting import collector_at_rest
from schemas.comparability.comparison import Comparison
from schemas.comparability.coverage import cover
from schemas.comparability.dimensions import reasons_between
from schemas.comparability.evidence import Evidence, LicenceLine, holdings
from schemas.comparability.measures import FINAL_ENERGY, measure, needed
from schemas.comparability.pair import Pair
from schemas.comparability.question import Asked, Question, check
from schemas.comparability.read_side import read_side
from schemas.comparability.selection import choose
from schemas.comparability.side import Side
from schemas.comparability.verdict import Judged, overall, ranked, sentence
from schemas.indicators import indicator
from schemas.observations import StoredObservation
from schemas.places import Place, ancestors

ENGINE = "3"
"""Version of the rules; raised when an answer to the same inputs changes."""

__all__ = ["ENGINE", "compare", "needed", "places_needed"]


def places_needed(indicator_code: str, places: Sequence[str], known: Mapping[str, Place]) -> tuple[str, ...]:
    """Give the places whose observations a comparison looks at.

    Args:
        indicator_code: the indicator compared.
        places: codes compared.
        known: all places by code.

    Returns:
        The places; for a figure per inhabitant also the places around them, whose population is scaled by; for final
        energy those whose degree days tell the weather.
    """
    found = measure(indicator_code)
    wide = found.per_head or found.rows == FINAL_ENERGY
    around = [outer for place in places for outer in ancestors(place, known)] if wide else []
    return tuple(dict.fromkeys((*places, *around)))


def compare(question: Question, evidence: Evidence) -> Comparison:
    """Compare places.

    Args:
        question: what is asked.
        evidence: what the caller may see: the observations of `needed` for `places_needed`, with their bases.

    Returns:
        Printed and harmonised figures, the verdict with its reasons, the common cells; where nothing can be
        compared, the reasons for that.

    Raises:
        UnknownCodeError: an indicator, place, sector, scope, profile, set of factors or of potentials is unknown.
        PeriodError: the period is none.
        TooFewPlacesError: no place is named.
        ProfileMismatchError: the profile is not meant for the indicator.
        SourceTellsNothingError: the preferred source has no figure for these places.
    """
    with collector_at_rest(evidence.observations):
        return _compare(question, evidence)


def _compare(question: Question, evidence: Evidence) -> Comparison:
    asked = check(question, evidence.places)
    held = holdings(evidence, asked.question.places, asked.question.source)
    sides = tuple(read_side(asked, held, chosen) for chosen in choose(asked, held))
    pairs = (Pair(asked, one, other) for one, other in combinations(sides, 2))
    judged = tuple(Judged(pair, reasons_between(pair)) for pair in pairs)
    verdict, coverage = overall(judged, sides), cover(asked, sides)
    used = used_by(sides)
    return Comparison(
        id=_id(asked, sides, used),
        question=asked.question,
        verdict=verdict,
        sentence=sentence(verdict, judged, sides),
        sides=sides,
        pairs=judged,
        coverage=coverage,
        rank=ranked(verdict, coverage),
        licences=_licences(evidence, used),
        inputs=tuple(sorted(stored.id for stored in used)),
        datasets=tuple(sorted({stored.dataset for stored in used})),
        terms=terms_of(evidence, used),
    )


def used_by(sides: Iterable[Side]) -> tuple[StoredObservation, ...]:
    """Give the observations that the answer rests on, each once."""
    found: dict[str, StoredObservation] = {}
    for side in sides:
        people = () if side.people is None else (side.people.count.stored, *side.people.behind)
        found |= {stored.id: stored for stored in (*side.used, *people, *side.energy.observations)}
    return tuple(found.values())


def _licences(evidence: Evidence, used: Iterable[StoredObservation]) -> tuple[str, ...]:
    """Give the terms of the datasets used, each line once."""
    return tuple(dict.fromkeys(str(line) for _, line in terms_of(evidence, used)))


def terms_of(evidence: Evidence, used: Iterable[StoredObservation]) -> tuple[tuple[str, LicenceLine], ...]:
    """Give the datasets used, each with its terms."""
    datasets = dict.fromkeys(stored.dataset for stored in used)
    return tuple((one, evidence.licences[one]) for one in datasets if one in evidence.licences)


def basis_lines(sides: Iterable[Side]) -> tuple[str, ...]:
    """Give what the bases of some sides state, a line each, in order of their ids."""
    bases = {side.basis.id: side.basis for side in sides}
    return tuple("\x1f".join(map(str, astuple(bases[one]))) for one in sorted(bases))


def _id(asked: Asked, sides: Sequence[Side], used: Iterable[StoredObservation]) -> str:
    """Give the hash of question, inputs and versions, 32 hexadecimal digits."""
    findings = sorted(finding.id() for side in sides for finding in side.findings)
    lines = (
        ENGINE,
        asked.question.canonical(),
        asked.profile.canonical(),
        repr(indicator(asked.measure.indicator)),
        *sorted(stored.id for stored in used),
        *basis_lines(sides),
        *findings,
    )
    return hashlib.sha256("\x1e".join(lines).encode()).hexdigest()[:32]
