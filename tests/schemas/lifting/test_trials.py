"""Trials are comparisons: whatever is missing, what is tried is what the comparison itself says of such evidence."""

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.basis import CODED, Basis
from schemas.codes import codelist
from schemas.comparability.compare import compare
from schemas.comparability.question import Question
from schemas.comparability.reasons import Level
from schemas.comparability.verdict import verdict_of
from schemas.languages import LANGUAGES
from schemas.lifting import lifts as module
from schemas.lifting.letter import letter
from schemas.lifting.trial import Trial
from tests.fakes.contract_figures import FOUR, KRANJ, SOURCE, VELENJE, ZAGREB
from tests.fakes.inventories import BASES, everything, evidence
from tests.schemas.comparability.asking import EVERYTHING
from tests.schemas.lifting.trying import LINKS, all_sets, compared_with, lifted, verdict_on

SLOW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
BETTER = {"not_comparable": 0, "with_caveats": 1, "comparable": 2}
CHOICES = {
    "accounting": ("CCC", "GPC_BASIC", "CONS", "UNK"),
    "gas_group": ("CO2E", "CO2_FOS", "UNK"),
    "gwp_set": ("AR4", "AR5", "AR6", "UNK"),
    "ef_basis": ("STD_CO2", "STD_GHG", "LCA_GHG", "UNK"),
    "ets": ("INCL", "EXCL_IND", "UNK"),
    "waste": ("GENERATED", "TREATED", "UNK"),
    "industry_energy": ("I", "IV", "UNK"),
    "boundary": ("MUN", "FUA", "UNK"),
    "lulucf": ("EX", "NET", "UNK"),
    "elec_method": ("LOC_CONS", "MKT", "UNK"),
}


def tried(question: Question) -> Trial:
    trial = Trial(question, EVERYTHING)
    module._propose(trial)  # the data of a trial are found before it is asked
    return trial


TRIALS = {
    name: tried(question)
    for name, question in {
        "total": Question("GHG.TOT", FOUR),
        "per head": Question("GHG.CAP", (KRANJ, VELENJE, ZAGREB)),
        "absent": Question("GHG.TOT", (KRANJ, "SI_001")),
        "energy": Question("EN.FEC", FOUR, period="latest-common"),
    }.items()
}


@SLOW
@given(st.sampled_from(sorted(TRIALS)), st.data())
def test_a_trial_says_what_the_comparison_says_of_the_same_evidence(name: str, data: st.DataObject) -> None:
    trial = TRIALS[name]
    ids = data.draw(st.frozensets(st.sampled_from(sorted(trial.data))))
    made = compare(trial.question, trial.with_data(ids))
    for at, judged in zip(trial.pairs, made.pairs, strict=True):
        said = [(one.dimension, one.level, one.tonnes) for one in judged.reasons]
        assert [(one.dimension, one.level, one.tonnes) for one in trial.reasons(at, ids)] == said
    assert trial.verdict(trial.pairs, ids) == made.verdict == verdict_of(trial.worst(trial.pairs, ids))


@SLOW
@given(
    st.fixed_dictionaries(
        {place: st.fixed_dictionaries({name: st.sampled_from(codes) for name, codes in CHOICES.items()})
         for place in (KRANJ, ZAGREB)}
    )
)  # fmt: skip
def test_whatever_the_bases_state_a_set_suffices_and_nothing_in_it_is_spare(
    stated: dict[str, dict[str, str]],
) -> None:
    bases: dict[str, Basis] = dict(BASES)
    for place, codes in stated.items():
        bases[SOURCE[place]] = replace(BASES[SOURCE[place]], **codes)  # type: ignore[arg-type]  # codes of attributes
    told = evidence(everything(), bases)
    found = lifted("GHG.TOT", KRANJ, ZAGREB, given=told)
    for smallest in all_sets(found):
        assert verdict_on(smallest.places, compared_with(found, smallest.ids, told)) == smallest.after
        for left_out in smallest.ids:
            without = compared_with(found, set(smallest.ids) - {left_out}, told)
            assert BETTER[verdict_on(smallest.places, without)] < BETTER[smallest.after]


@SLOW
@given(st.data())
def test_whatever_the_bases_state_each_reason_has_a_lift_with_a_holder_and_a_letter(
    data: st.DataObject,
) -> None:
    bases: dict[str, Basis] = dict(BASES)
    for place in (VELENJE, ZAGREB):
        codes = {name: data.draw(st.sampled_from([one.code for one in codelist(name)])) for name in CODED}
        bases[SOURCE[place]] = replace(BASES[SOURCE[place]], **codes)  # type: ignore[arg-type]  # codes of attributes
    told = evidence(everything(), bases)
    found = lifted("GHG.TOT", VELENJE, ZAGREB, given=told)
    liftable = {one.dimension for ranked in found.ranked for one in ranked.lifts if one.stands}
    (judged,) = found.comparison.pairs
    grave = {reason.dimension for reason in judged.reasons if reason.level >= Level.BOUNDED}
    assert grave <= liftable | {one.reason.dimension for one in found.remaining}
    tonnes = [one.tonnes for one in found.ranked]
    assert tonnes == sorted(tonnes, key=lambda one: (one is None, -(one or 0)))
    for one in found.ranked:
        for lang in LANGUAGES:
            text = letter(found, one, LINKS, lang)
            assert one.datum.holder.name.in_(lang) in text
            assert not re.search(r"[{}]|Decimal|\bNone\b|\bUNK\b", text)
            if lang != "en":
                assert not re.search(r"\d\.(?!\d{3}\b)\d+ t\b", text)
        for reason in (one for one in one.lifts if one.alone):
            (after,) = compared_with(found, [one.datum.id], told).pairs
            left = [each.level for each in after.reasons if each.dimension == reason.dimension]
            assert max(left, default=Level.SAME) < max(reason.level, Level.CAVEAT)


@pytest.mark.parametrize("name", sorted(TRIALS))
def test_everything_supplied_makes_places_comparable(name: str) -> None:
    trial = TRIALS[name]
    assert trial.verdict(trial.pairs) != "comparable"
    found = lifted(
        trial.question.indicator, *trial.question.places, period=trial.question.period, given=EVERYTHING
    )
    assert found.smallest[-1].after == "comparable"
