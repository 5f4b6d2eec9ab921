"""The question: which indicator of which places, on which basis."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from schemas.codes import codelist
from schemas.comparability.errors import ProfileMismatchError, TooFewPlacesError
from schemas.comparability.measures import Measure, measure
from schemas.comparability.profiles import DEFAULT, Profile, profile, profiles_for
from schemas.comparability.scopes import ALL, WHOLE, parts
from schemas.comparability.weather import reference_years, years_text
from schemas.errors import UnknownCodeError
from schemas.gwp import gwp_sets
from schemas.periods import parse_period
from schemas.places import Place

BASELINE = "baseline"
LATEST_COMMON = "latest-common"

PUBLISHED, COMMON = "published", "common"
FACTORS = (PUBLISHED, COMMON)
"""Emission factors: each place's own, or the same reference factors for all."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, as the user wrote it.

    Args:
        indicator: code, e.g. ``GHG.TOT``.
        places: codes in the order of the answer.
        sector: cl_sector.csv; ``_T`` for all.
        scope: cl_scope.csv; None for the widest that is printed.
        source: id of a source to prefer for the places it tells of.
        period: a period, ``baseline`` or ``latest-common``.
        profile: name of a profile.
        factors: ``published`` leaves each place its emission factors, ``common`` reckons fuels and electricity of
            every place with the same ones, where its energy is told.
        gwp: set of warming potentials to convert to instead of the profile's; empty for the profile's.
        climate: years of the reference climate that heating is brought to, ``1991-2020`` or ``2018``; empty leaves
            energy as the weather was.
    """

    indicator: str
    places: tuple[str, ...]
    sector: str = WHOLE
    scope: str | None = None
    source: str = ""
    period: str = BASELINE
    profile: str = DEFAULT
    factors: str = PUBLISHED
    gwp: str = ""
    climate: str = ""

    def canonical(self) -> str:
        """Give the question as one line."""
        asked = (self.indicator, *self.places, self.sector, self.scope or "", self.source, self.period)
        climate = (self.climate,) if self.climate else ()
        return "\x1f".join((*asked, self.profile, self.factors, self.gwp, *climate))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question whose every code is known.

    Args:
        question: as the user wrote it, places once each, the period in SDMX's form.
        measure: what the indicator is made of.
        profile: the basis of comparison.
        places: the places in order.
        scopes: emission scopes asked for, all where none was named.
        around: all known places by code, to tell what lies in what.
    """

    question: Question
    measure: Measure
    profile: Profile
    places: tuple[Place, ...]
    scopes: frozenset[str]
    around: Mapping[str, Place]

    def wants(self, attribute: str) -> str:
        """Give what figures are converted to in an attribute of the basis, empty where they stay as printed."""
        if not self.profile.converts or self.measure.kind == "plain":
            return ""
        if attribute == "climate_correction":
            return "HDD" if self.question.climate else ""
        wanted = self.profile.wants.get(attribute, "")
        return self.question.gwp or wanted if attribute == "gwp_set" else wanted

    @property
    def common_factors(self) -> bool:
        """Whether all places are reckoned with the same emission factors."""
        return self.question.factors == COMMON and self.profile.converts


def check(question: Question, places: Mapping[str, Place]) -> Asked:
    """Check every code of a question.

    Raises:
        UnknownCodeError: an indicator, place, sector, scope, profile, set of factors or of warming potentials is
            unknown; the nearest are named.
        PeriodError: the period is none, or the reference years are none.
        TooFewPlacesError: no place is named.
        ProfileMismatchError: the profile is not meant for the indicator.
    """
    chosen = profile(question.profile)
    if question.sector not in codelist("sector"):
        raise UnknownCodeError("sector", question.sector, codelist("sector").nearest(question.sector))
    made_of = measure(question.indicator, question.sector)
    if not chosen.suits(made_of.group):
        raise ProfileMismatchError(question.profile, question.indicator, profiles_for(made_of.group))
    _check_factors(question)
    named = tuple(dict.fromkeys(question.places))
    found = tuple(_place(code, places) for code in named)
    if not found:
        raise TooFewPlacesError
    scopes = parts(question.scope) if question.scope else ALL
    clean = Question(
        question.indicator, named, question.sector, question.scope, question.source, _period(question.period),
        question.profile, question.factors, question.gwp, _climate(question.climate),
    )  # fmt: skip
    return Asked(clean, made_of, chosen, found, scopes, places)


def _check_factors(question: Question) -> None:
    if question.factors not in FACTORS:
        raise UnknownCodeError("factors", question.factors, FACTORS)
    if question.gwp and question.gwp not in gwp_sets():
        raise UnknownCodeError("gwp_set", question.gwp, gwp_sets())


def _climate(text: str) -> str:
    return years_text(reference_years(text)) if text else ""


def _place(code: str, places: Mapping[str, Place]) -> Place:
    if code in places:
        return places[code]
    by_name = {
        text.casefold(): known.code for known in places.values() for text in known.name.as_dict().values()
    }
    by_name |= {known.casefold(): known for known in places}
    near = difflib.get_close_matches(code.casefold(), by_name, cutoff=0.5)
    raise UnknownCodeError("place", code, tuple(dict.fromkeys(by_name[word] for word in near)))


def _period(text: str) -> str:
    return text if text in (BASELINE, LATEST_COMMON) else str(parse_period(text))
