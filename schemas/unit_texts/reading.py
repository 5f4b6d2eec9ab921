"""Read a unit as people write it: ``t CO₂ equivalent / year`` is T_CO2E, ``Number of e-buses`` is NR of e-buses.

What has more than one reading is not guessed: it is given with its candidates, for a person to decide. CO2 is never taken
for CO2e, nor ``mt`` for megatonnes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from schemas.languages import Lang
from schemas.messages import Message
from schemas.quantities import PER, quantity, quantity_of_unit
from schemas.unit_texts.gases import marked, tells_equivalence
from schemas.unit_texts.measures import Amount, Measure, Option, code_of, near_codes
from schemas.unit_texts.normal import LONGEST, normalised
from schemas.unit_texts.own_names import named_unit
from schemas.unit_texts.phrases import measures
from schemas.unit_texts.things import likely
from schemas.unit_texts.tokens import Token, tokens
from schemas.unit_texts.values import Candidate, UnitReading

KEPT = 8192
"""Readings kept: a column's unit is read once, not once a row."""

_UNSAID = frozenset({"units.why.unsaid"})
_ONE, _SEVERAL, _SIZE = "units.why.one", "units.why.several", "units.why.size"
_EQUIVALENT = "units.why.equivalent"
_CO2 = "mass_co2"


def unit_of_text(text: str) -> str | None:
    """Give our code of a written unit, or None where it is not plainly one of ours."""
    return read_unit(text).code


@lru_cache(maxsize=KEPT)
def read_unit(text: str, language: Lang | None = None) -> UnitReading:
    """Read a written unit.

    Args:
        text: as it was written.
        language: of the text where it is known; some words mean different things in different languages.
    """
    own = named_unit(text)
    if own is not None:
        return _own(text, own, language)
    if not text.strip() or len(text) > LONGEST:
        return UnitReading(text, None, "", certain=False)
    return _read(text, language)


def _own(text: str, code: str, language: Lang | None) -> UnitReading:
    """Give a unit of ours that is called by its name, with what the text says more than the name."""
    read = _read(text, language)
    kind = quantity_of_unit(code).kind
    if read.code == code:
        return replace(read, quantity_kind=kind, certain=True)
    return UnitReading(text, code, kind, certain=True)


def _read(text: str, language: Lang | None) -> UnitReading:
    plain = normalised(text)
    row = tokens(marked(plain), language)
    found, doubt = measures(row)
    doubt = doubt or ("units.why.question" if "?" in text else "")
    if not found:
        return _without_measure(text, row, doubt)
    distinct = _distinct(found)
    if len(distinct) > 1:
        return _undecided(text, tuple(distinct.values()), _SEVERAL)
    (measure,) = distinct.values()
    code = code_of(measure.options[0].amount, measure.per)
    if not doubt and _is_of_co2(measure) and tells_equivalence(plain):
        doubt = _EQUIVALENT
    if code is None or doubt or measure.doubt or len(measure.options) > 1 or measure.options[0].why:
        return _undecided(text, (measure,), doubt or measure.doubt or _ONE)
    return _certain(text, measure, code)


def _is_of_co2(measure: Measure) -> bool:
    return any(one.dimension == _CO2 for one in (measure.options[0].amount, *measure.per))


def _distinct(found: Sequence[Measure]) -> dict[object, Measure]:
    """Give the measures by what they say; what is said twice is one, the richer of both."""
    by_meaning: dict[object, Measure] = {}
    for one in found:
        key = (tuple(_size(option.amount) for option in one.options), tuple(_size(part) for part in one.per))
        known = by_meaning.get(key)
        if known is None:
            by_meaning[key] = one
        else:
            joined = replace(
                known, of=known.of or one.of, doubt=known.doubt or one.doubt,
                beside=known.beside if one.beside else (), per_time=known.per_time or one.per_time,
            )  # fmt: skip
            by_meaning[key] = joined
    return by_meaning


def _size(one: Amount) -> tuple[str, object]:
    return one.dimension, one.factor


def _certain(text: str, measure: Measure, code: str) -> UnitReading:
    candidates = tuple(_offered(measure.beside, measure, ""))
    return UnitReading(
        text, code, _kind(measure, measure.options[0]), certain=True, candidates=candidates,
        of=measure.of, per=_per(measure), per_time=measure.per_time,
    )  # fmt: skip


def _undecided(text: str, found: tuple[Measure, ...], why: str) -> UnitReading:
    offered = [
        one for measure in found for one in _offered((*measure.options, *measure.beside), measure, why)
    ]
    kinds = {_kind(measure, option) for measure in found for option in measure.options}
    first = found[0]
    return UnitReading(
        text, None, kinds.pop() if len(kinds) == 1 else "", certain=False, candidates=_unique(offered),
        of=first.of, per=_per(first), per_time=first.per_time,
    )  # fmt: skip


def _offered(options: Sequence[Option], measure: Measure, why: str) -> Iterator[Candidate]:
    for option in options:
        code = code_of(option.amount, measure.per)
        energy = _energy_of(option.amount, measure)
        if code is not None:
            yield Candidate(code, Message(option.why or why or _ONE))
        elif energy is not None:
            yield Candidate(energy, Message("units.why.hour"))
        else:
            for near in near_codes(option.amount, measure.per):
                yield Candidate(near, Message(_SIZE))


def _energy_of(one: Amount, measure: Measure) -> str | None:
    """Give the energy that is meant by most who write MW/h."""
    if one.dimension != "power" or [part.name for part in measure.per] != ["HOUR"]:
        return None
    return code_of(replace(one, name="", dimension="energy"), ())


def _without_measure(text: str, row: Sequence[Token], doubt: str) -> UnitReading:
    if doubt in _UNSAID or not any(sign.isalpha() for sign in text):
        return UnitReading(text, None, "", certain=False, absent=True)
    offered = tuple(Candidate(code, Message("units.why.topic")) for code in likely(row))
    return UnitReading(text, None, "", certain=False, candidates=offered)


def _unique(offered: Sequence[Candidate]) -> tuple[Candidate, ...]:
    by_code: dict[str, Candidate] = {}
    for one in offered:
        by_code.setdefault(one.code, one)
    return tuple(by_code.values())


def _kind(measure: Measure, option: Option) -> str:
    parts = (option.amount.dimension, *(one.dimension for one in measure.per))
    return quantity(PER.join(parts)).kind


def _per(measure: Measure) -> str:
    named = [one.name for one in measure.per if one.name != "NR"]
    return PER.join([*named, measure.per_words] if measure.per_words else named)
