"""Rules about what an observation is: its period, basis and place are known, and its key stands once."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from schemas.lineage import MUNICIPALITY, successors, successors_in_force
from schemas.observations import DIMENSIONS
from schemas.place_search import nearest_places
from schemas.places import Place
from schemas.validation.columns import nowhere
from schemas.validation.ledger import Broken, Ledger, Objection, nearest, printed

FORMS = {
    "A": re.compile(r"[0-9]{4}"),
    "S": re.compile(r"[0-9]{4}-S[12]"),
    "Q": re.compile(r"[0-9]{4}-Q[1-4]"),
    "M": re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])"),
}
"""How the periods of each frequency are written; the shape has objected to any other."""


def freq_of(period: str) -> str:
    """Give a period's frequency, empty where the text is none."""
    return next((freq for freq, form in FORMS.items() if form.fullmatch(period)), "")


def period_of_its_frequency(ledger: Ledger) -> Broken:
    """H1: the frequency is that of the period."""

    def fails(period: str, freq: str) -> bool:
        return freq != "" and freq_of(period) not in ("", freq)

    def say(row: int) -> Objection:
        key = ledger.observation(row).key
        values = {"freq": freq_of(key.period), "period": key.period}
        return Objection(f"freq {key.freq}", "frequency", values)

    return Broken(ledger.table.where(fails, "period", "freq"), say)


def known_basis(ledger: Ledger) -> Broken:
    """H1: the basis is one that is declared."""
    return _known(ledger, "basis", ledger.bases, partial(nearest, known=ledger.bases))


def known_place(ledger: Ledger) -> Broken:
    """H14: the place is one that we know, and its code was in force.

    A code that came into force later is let through: statistical offices tell earlier years by it, too. Not so a
    municipality: before it was founded there was none.
    """
    unknown = _known(ledger, "place", ledger.places, partial(nearest_places, places=ledger.places))
    ended = {code: place.valid_to for code, place in ledger.places.items() if place.valid_to}
    founded = {code: day for code, place in ledger.places.items() if (day := founded_on(place))}
    if not ended and not founded:
        return unknown

    def is_late(place: str, period: str) -> bool:
        return place in ended and freq_of(period) != "" and period[:4] > ended[place][:4]

    def is_early(place: str, period: str) -> bool:
        return place in founded and freq_of(period) != "" and period[:4] < founded[place][:4]

    late = ledger.table.where(is_late, "place", "period")
    early = ledger.table.where(is_early, "place", "period")

    def say(row: int) -> Objection:
        key = ledger.observation(row).key
        found = f"place {key.place}, period {key.period}"
        if late[row].as_py():
            return _ended(found, key.place, ended[key.place])
        if early[row].as_py():
            return Objection(found, "place_founded", {"place": key.place, "start": founded[key.place]})
        return unknown.say(row)

    return Broken(pc.or_(unknown.rows, pc.or_(late, early)), say)


def _ended(found: str, code: str, end: str) -> Objection:
    """Object to a code after its end, and name the codes that followed it."""
    codes = [one for one in successors_in_force(code) if one != code]
    if not codes:
        return Objection(found, "place_ended", {"place": code, "end": end})
    said = {"place": code, "end": end, "codes": ", ".join(codes), "start": successors(code)[0].date}
    return Objection(found, "place_succeeded", said)


def founded_on(place: Place) -> str:
    """Give the day on which a municipality was founded; empty of any other area, whose code may serve earlier years."""
    return place.valid_from if place.kind == MUNICIPALITY else ""


def _known(
    ledger: Ledger, column: str, known: Mapping[str, object], like: Callable[[str], Iterable[str]]
) -> Broken:
    """Object to each row whose code is not known; what is nearest is looked for once a code."""
    near: dict[str, str] = {}

    def say(row: int) -> Objection:
        code = getattr(ledger.observation(row).key, column)
        if code not in near:
            near[code] = ", ".join(like(code)) or "—"
        return Objection(f"{column} {code}", column, {"near": near[code]})

    return Broken(ledger.table.text(column).where(lambda code: code not in known), say)


def unique_key(ledger: Ledger) -> Broken:
    """H6: a combination of dimensions stands once; the first of several is let stand."""
    found = ledger.table.keys(*DIMENSIONS).dictionary_encode()
    if len(found.dictionary) == ledger.table.rows:
        return Broken(nowhere(ledger.table.rows), lambda _: Objection("", "unique"))
    firsts = pc.index_in(pa.array(range(len(found.dictionary)), pa.int32()), found.indices)
    first_of = firsts.take(found.indices)

    def say(row: int) -> Objection:
        other = ledger.observation(first_of[row].as_py())
        values = {"cell": other.source_cell or "—", "value": printed(other) or "—"}
        involves = (other.source_cell,) if other.source_cell else ()
        return Objection(printed(ledger.observation(row)) or "—", "unique", values, involves)

    return Broken(pc.not_equal(first_of, pa.array(range(ledger.table.rows), pa.int32())), say)
