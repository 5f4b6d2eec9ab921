"""Say within what a subject may read what would make places comparable, and write the letters that ask for it."""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import astuple
from functools import partial
from threading import Lock
from urllib.parse import quote, urlencode

from api.comparing import answered_within
from api.door import Door
from api.errors import LetterNotFoundError
from schemas.comparability.comparison import Comparison
from schemas.comparability.evidence import Evidence
from schemas.comparability.question import PUBLISHED, Question
from schemas.comparability.scopes import WHOLE
from schemas.languages import LANGUAGES, Lang
from schemas.lifting.answer import Lifting, Lifts
from schemas.lifting.letter import Format, Links, letter
from schemas.lifting.lifts import lifts
from schemas.lifting.serialise import Json, to_dict
from schemas.places import ancestors

MOST_KEPT = 16
"""Answers kept in a process: the same evidence has the same answer."""

_kept: OrderedDict[str, Lifts] = OrderedDict()
_lock = Lock()


def lifts_within(door: Door, question: Question) -> Lifts:
    """Say what would make places comparable, from what the door lets through.

    Raises:
        SchemaError: a code of the question is unknown, or it names too many places.
    """
    comparison, evidence = answered_within(door, question)
    return lifts_of(comparison, evidence)


def lifts_of(comparison: Comparison, evidence: Evidence) -> Lifts:
    """Say what would make the places of a comparison comparable; the same evidence is worked out once.

    Raises:
        TooManyPlacesError: more places than can be tried.
    """
    key = _key(comparison, evidence)
    with _lock:
        known = _kept.get(key)
    if known is not None:
        return known
    found = lifts(comparison, evidence)
    with _lock:
        _kept[key] = found
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found


def _key(comparison: Comparison, evidence: Evidence) -> str:
    """Give the hash of everything that the answer depends on; an observation's id stands for its content."""
    places = comparison.question.places
    around = sorted({*places, *(outer for place in places for outer in ancestors(place, evidence.places))})
    named = {stored.observation.key.basis for stored in evidence.observations}
    parts = (
        comparison.id,
        *sorted(stored.id for stored in evidence.observations),
        *(repr(astuple(evidence.basis(name))) for name in sorted(named)),
        *(repr(evidence.places[code]) for code in around if code in evidence.places),
        *sorted(finding.id() for finding in evidence.findings),
        repr(sorted(evidence.source_priority.items())),
        repr(sorted(evidence.decided.items())),
        repr(sorted(evidence.order.items())),
    )
    return hashlib.sha256("\x1e".join(parts).encode()).hexdigest()


def parameters(question: Question) -> dict[str, str | tuple[str, ...]]:
    """Give the parameters of the address that asks a question; what is as usual is left out."""
    told: dict[str, str | tuple[str, ...]] = {
        "indicator": question.indicator,
        "place": question.places,
        "sector": "" if question.sector == WHOLE else question.sector,
        "scope": question.scope or "",
        "source": question.source,
        "period": question.period,
        "profile": question.profile,
        "factors": "" if question.factors == PUBLISHED else question.factors,
        "gwp": question.gwp,
        "climate": question.climate,
    }
    return {name: value for name, value in told.items() if value}


def lifts_told(found: Lifts, lang: Lang) -> Json:
    """Give what would make places comparable with the addresses of the letters and of the comparison."""
    question = found.comparison.question
    asked = urlencode(parameters(question), doseq=True)
    links = {"self": f"/api/v1/compare/lifts?{asked}", "comparison": f"/api/v1/compare?{asked}"}
    return {**to_dict(found, lang, partial(letters_of, question)), "links": links}


def letters_of(question: Question, datum_id: str) -> Mapping[str, str]:
    """Give the addresses of a datum's letter by language."""
    asked = parameters(question)
    return {
        lang: f"/api/v1/compare/letters/{quote(datum_id, safe='')}?{urlencode({**asked, 'lang': lang}, doseq=True)}"
        for lang in LANGUAGES
    }


def letter_of(found: Lifts, one: Lifting, base_url: str, lang: Lang, form: Format, date: str = "") -> str:
    """Write the letter that asks for a datum, with addresses of this node."""
    asked = urlencode({**parameters(found.comparison.question), "lang": lang}, doseq=True)
    base = base_url.rstrip("/")
    links = Links(f"{base}/compare?{asked}", f"{base}/upload")
    return letter(found, one, links, lang, form=form, date=date)


def lifting_named(found: Lifts, datum_id: str) -> Lifting:
    """Give a datum by its id, or by its rank.

    Raises:
        LetterNotFoundError: there is none, or nobody could be written to; the data there are are named.
    """
    one = found.find(datum_id)
    if one is None and datum_id.isdecimal():
        one = next((each for each in found.ranked if str(each.rank) == datum_id), None)
    if one is None or not one.datum.holder.writes:
        written = [each.datum.id for each in found.ranked if each.datum.holder.writes]
        raise LetterNotFoundError(datum_id, written)
    return one
