"""A NetZeroPlanner plan held against what a subject may read: the gap report, the filled plan and the diff."""

from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import simplejson

from api.asked_codes import known_places
from api.comparing import licence_lines
from api.door import Door
from catalogue import registry
from catalogue.observations import ObservationQuery, load
from connectors.registered import priorities
from policies.decision import Action
from schemas.comparability.evidence import Evidence, LicenceLine
from schemas.errors import UnknownCodeError
from schemas.languages import Lang
from schemas.nzc.answers import needed
from schemas.nzc.errors import Fault, PlanError
from schemas.nzc.filling import Filled, fill
from schemas.nzc.gap_report import STATES, Given, Line, Wish, gap_report, holder
from schemas.nzc.measures import measures
from schemas.nzc.plan import read_plan
from schemas.units import unit

LARGEST = 5_000_000
EXPECTED = "JSON in UTF-8: an exported plan"
Json = dict[str, Any]  # an answer, numbers as int or Decimal


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of a plan.

    Args:
        lines: the gap report.
        filled: the plan, filled, and its changes.
        licences: terms of what was filled, by dataset.
    """

    lines: tuple[Line, ...]
    filled: Filled
    licences: Mapping[str, LicenceLine]

    def to_dict(self, lang: Lang) -> Json:
        """Give the answer as JSON values."""
        return {
            "plan": self.filled.plan,
            "gap_report": {"counts": self._counts(), "measures": [_told(line, lang) for line in self.lines]},
            "diff": [
                {"op": one.op, "path": one.path, "value": one.value, "before": one.before} for one in self.filled.changes
            ],
            "licences": [
                {"dataset": dataset, "licence": line.licence, "attribution": line.attribution}
                for dataset, line in sorted(self.licences.items())
            ],
            "stored": False,
        }  # fmt: skip

    def _counts(self) -> Json:
        return {state: sum(line.state == state for line in self.lines) for state in STATES}


def read_body(content: bytes) -> tuple[object, dict[str, str]]:
    """Read a plan as JSON with every digit, alone or as ``{"plan": ..., "units": {...}}``.

    Raises:
        PlanError: it is no JSON, or too large.
    """
    if len(content) > LARGEST:
        raise PlanError([Fault("", f"{len(content)} bytes", f"at most {LARGEST} bytes")])
    told = _parsed(_text(content))
    if isinstance(told, dict) and "plan" in told and "measures" not in told:
        return told["plan"], _units(told.get("units", {}))
    return told, {}


def _text(content: bytes) -> str:
    if content.startswith(b"--") and b"form-data" in content[:1000]:
        raise PlanError(
            [Fault("", "a form (multipart)", "the plan's JSON itself as the body, without a form")]
        )
    try:
        return content.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        found = f"a byte that is no UTF-8, {content[error.start]:#04x} at {error.start}"
        raise PlanError([Fault("", found, EXPECTED)]) from None


def _parsed(text: str) -> object:
    try:
        told = simplejson.loads(text, use_decimal=True, parse_constant=_no_number, object_pairs_hook=_once)
        simplejson.dumps(
            told, use_decimal=True, ensure_ascii=False
        ).encode()  # half a surrogate pair is no text
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise PlanError([Fault("", str(error)[:120] or "a number that is none", EXPECTED)]) from None
    return told


def _no_number(name: str) -> object:
    raise PlanError([Fault("", f"{name}, which is no number", "a number, or null where there is none")])


def _once(pairs: list[tuple[str, object]]) -> Json:
    """Make an object of its members; of a name that stands twice one value would be lost unseen."""
    made = dict(pairs)
    if len(made) < len(pairs):
        ((name, _),) = Counter(name for name, _ in pairs).most_common(1)
        raise PlanError(
            [Fault("", f"the name {name[:60]!r} twice in one object", "each name once in an object")]
        )
    return made


def _units(told: object) -> dict[str, str]:
    if not isinstance(told, dict) or not all(isinstance(one, str) for one in told.values()):
        raise PlanError([Fault("/units", repr(told)[:60], "units by the measures' identifiers")])
    units = {uuid.lower(): code for uuid, code in told.items()}
    for uuid in units:
        if uuid not in measures():
            raise UnknownCodeError("measure", uuid, get_close_matches(uuid, measures(), cutoff=0.7))
    for code in units.values():
        unit(code)
    return units


def fill_plan(door: Door, content: object, wish: Wish) -> Answered:
    """Hold a plan against what the door lets through, and fill it; nothing is stored.

    Raises:
        PlanError: it is no plan of version 2; every fault is named with its place.
        UnknownCodeError: the place is unknown.
    """
    plan = read_plan(content)
    session, within = door.session, door.scope(Action.READ)
    known_places(session, (wish.place,))
    places = registry.places(session)
    observations = load(session, ObservationQuery(indicators=needed(), places=(wish.place,)), within)
    evidence = Evidence(observations, registry.bases(session), places, priorities(session))
    lines = gap_report(plan, wish, evidence)
    used = {given.answer.stored.dataset for line in lines for given in line.given.values()}
    licences = licence_lines(session, used)
    door.record_reads(used)
    return Answered(lines, fill(plan, lines, licences), licences)


def _told(line: Line, lang: Lang) -> Json:
    entry, measure = line.entry, line.measure
    return {
        "pointer": f"/measures/{entry.position}" if entry else None,
        "uuid": entry.uuid if entry else measure.uuid if measure else "",
        "theme": measure.theme if measure else None,
        "label": measure.label.in_(lang) if measure else None,
        "state": line.state,
        "message": line.message.in_(lang) if line.message else "",
        "entered": [
            {"year": year, "value": value} for year, value in (entry.entered if entry else {}).items()
        ],
        "ours": [_ours(one) for one in line.given.values()],
        "fills": list(line.fill),
        "differing": [_differing(line, year, lang) for year in line.differing],
        "lacking": list(line.lacking),
        "approximate": line.doubt.in_(lang) if line.doubt else None,
        "candidates": list(measure.candidates) if measure and line.state == "question" else [],
        "held_by": holder(measure).in_(lang) if measure and measure.kind == "figure" else None,
    }


def _differing(line: Line, year: int, lang: Lang) -> Json:
    return {
        "year": year, "entered": line.entry.entered[year] if line.entry else None,
        "ours": line.given[year].value, "message": line.differing[year].in_(lang),
    }  # fmt: skip


def _ours(one: Given) -> Json:
    stored = one.answer.stored
    key = stored.observation.key
    return {
        "year": one.year, "value": one.value, "unit": one.unit or None, "our_value": one.answer.value,
        "our_unit": one.answer.unit, "indicator": key.indicator, "period": key.period, "sector": key.sector,
        "source": key.source, "dataset": stored.dataset, "observation": stored.id, "release": stored.release,
    }  # fmt: skip
