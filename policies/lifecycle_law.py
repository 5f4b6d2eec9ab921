"""What the catalogue tells of datasets that the law speaks of: high-value data, and emissions into the environment.

The catalogue seldom says so outright, so what is found here is a reason for a person to look, never a verdict. Categories are
those of Commission Implementing Regulation (EU) 2023/138 under their IRIs in the EU's vocabulary of high-value data.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from policies.analysis.legal import COMMERCIAL, NOT_STATED, DatasetFacts, LegalFinding, legal_lint
from policies.lifecycle_concerned import Concerned, Openness, rules_on
from policies.odrl.policy import Policy
from schemas.spelling import folded

CATEGORIES = "http://data.europa.eu/bna/c_"
ENVIRONMENT, STATISTICS = f"{CATEGORIES}dd313021", f"{CATEGORIES}e1da4e07"
MOST_TOLD = 50
"""Datasets that a report names one by one."""

HIGH_VALUE = "http://data.europa.eu/eli/reg_impl/2023/138/oj"
"""Stands for a category where a dataset only says that it is of high value: the regulation itself."""

_HIGH_VALUE = re.compile(r"\b(hvd|high value data|visoke vrednosti|visoke vrijednosti|visokovrijedn)")
_STATISTICS = re.compile(r"\b(statistic|statisti|official statistics)", re.IGNORECASE)
_EMISSIONS = re.compile(r"\b(emission|emisij|emissions|greenhouse|toplogredn|staklenick)", re.IGNORECASE)
_CONFIDENTIAL = re.compile(
    r"commercial (confidentiality|secret)|business secret|trade secret|poslovn\w* (skrivnost|zaupnost|tajn|povjerljivost)",
    re.IGNORECASE,
)


def facts_of(dataset: Concerned, ground: str = NOT_STATED) -> DatasetFacts:
    """Give what the law asks of a dataset, as far as the catalogue tells.

    Args:
        dataset: the dataset.
        ground: why it is withheld, where somebody says so.
    """
    return DatasetFacts(
        dataset.iri, tuple(_categories(dataset)), _is_of_emissions(dataset), ground or _ground(dataset)
    )


def _categories(dataset: Concerned) -> Iterator[str]:
    """Give the categories that a dataset declares, or that its theme, keywords and indicators point to."""
    declared = [one for one in (*dataset.keywords, dataset.theme) if one.startswith(CATEGORIES)]
    yield from dict.fromkeys(declared)
    if not declared:
        yield from _pointed_to(dataset)


def _pointed_to(dataset: Concerned) -> Iterator[str]:
    words = [folded(one) for one in dataset.keywords]
    if _theme(dataset) == "ENVI":
        yield ENVIRONMENT
    if any(_STATISTICS.search(one) for one in words):
        yield STATISTICS
    if any(_HIGH_VALUE.search(one) for one in words):
        yield HIGH_VALUE


def _theme(dataset: Concerned) -> str:
    return dataset.theme.rstrip("/").rpartition("/")[2].upper()


def _is_of_emissions(dataset: Concerned) -> bool:
    """Say whether a dataset tells of emissions: by its indicators, its keywords or its name."""
    if any(one.startswith("GHG.") for one in dataset.indicators):
        return True
    told = (*dataset.keywords, *dataset.title.as_dict().values())
    return any(_EMISSIONS.search(folded(one)) for one in told)


def _ground(dataset: Concerned) -> str:
    return COMMERCIAL if _CONFIDENTIAL.search(dataset.rights) else NOT_STATED


def law_on(
    datasets: Iterable[Concerned], policies: Sequence[Policy], ground: str = NOT_STATED
) -> tuple[LegalFinding, ...]:
    """Give the law that speaks against how policies withhold datasets.

    Args:
        datasets: those that a draft is about.
        policies: those in force, with the draft.
        ground: why they are withheld, where somebody says so.
    """
    openness = Openness(policies)
    found: list[LegalFinding] = []
    for dataset in datasets:
        facts = facts_of(dataset, ground)
        if len(found) >= MOST_TOLD or not (facts.high_value or facts.emissions) or openness.of(dataset):
            continue
        seen = Policy("", "Set", rules_on(dataset, policies))
        found += legal_lint(facts, (seen,))
    return tuple(found)
