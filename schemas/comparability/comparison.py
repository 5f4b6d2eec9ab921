"""The comparison: the answer, and its form for other systems."""

from dataclasses import dataclass

from schemas.comparability.collecting import MANY_PAIRS, collector_at_rest
from schemas.comparability.coverage import Coverage
from schemas.comparability.evidence import LicenceLine
from schemas.comparability.question import Question
from schemas.comparability.serialise import (
    Json,
    coverage_dict,
    judged_dicts,
    place_dict,
    rank_dict,
)
from schemas.comparability.side import Side
from schemas.comparability.verdict import Judged, Ranked, Verdict
from schemas.languages import Lang
from schemas.messages import Message


@dataclass(frozen=True, slots=True)
class Comparison:
    """The answer to a question.

    Args:
        id: hash of the inputs and of the versions of what worked on them.
        question: as it was understood.
        verdict: of the worst pair.
        sentence: the verdict in plain words.
        sides: each place with its printed and harmonised figure, in the order of the question.
        pairs: every two places with what stands between them.
        coverage: the cells that all places cover, with their figures there.
        rank: the places by size, only where every pair is comparable.
        licences: terms of what was used.
        inputs: ids of the observations used.
        terms: the datasets used, each with its licence and whom to name.
        datasets: ids of the datasets used.
    """

    id: str
    question: Question
    verdict: Verdict
    sentence: Message
    sides: tuple[Side, ...]
    pairs: tuple[Judged, ...]
    coverage: Coverage
    rank: tuple[Ranked, ...] | None
    licences: tuple[str, ...]
    inputs: tuple[str, ...]
    terms: tuple[tuple[str, LicenceLine], ...] = ()
    datasets: tuple[str, ...] = ()

    def to_dict(self, lang: Lang = "en") -> dict[str, Json]:
        """Give the answer as plain values, numbers as Decimal, texts in one language."""
        with collector_at_rest(self.pairs, MANY_PAIRS):
            return self._told(lang)

    def _told(self, lang: Lang) -> dict[str, Json]:
        return {
            "id": self.id,
            "indicator": self.question.indicator,
            "sector": self.question.sector,
            "scope": self.question.scope,
            "profile": self.question.profile,
            "period": self.question.period,
            "factors": self.question.factors,
            "gwp": self.question.gwp or None,
            "climate": self.question.climate or None,
            "verdict": self.verdict,
            "sentence": self.sentence.in_(lang),
            "places": [place_dict(side, lang) for side in self.sides],
            "pairs": judged_dicts(self.pairs, lang),
            "coverage": coverage_dict(self.coverage),
            "rank": rank_dict(self.rank),
            "licences": list(self.licences),
            "inputs": list(self.inputs),
        }
