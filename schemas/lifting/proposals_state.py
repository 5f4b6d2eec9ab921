"""Proposals about the state and kind of figures: marks, findings, definitions, and what conversions lack."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from schemas.codes import codelist
from schemas.comparability.measures import FINAL_ENERGY, HEAT_FACTOR
from schemas.comparability.pair import Pair
from schemas.comparability.reasons import Reason
from schemas.comparability.scopes import in_order
from schemas.comparability.side import PLAIN_STATUS, Side
from schemas.comparability.wording import Joined, label, labels, words
from schemas.lifting.datum import Datum, Form
from schemas.lifting.holding import NODE, Holder, holder
from schemas.lifting.proposals_basis import of_attribute
from schemas.lifting.stand import Stand, named, row_key, same_rows, table_form, which
from schemas.lifting.supply import Added, Answered, Rewritten, Supply, Which, supplied_row
from schemas.messages import Message

BREAK = "B"
NO_VALUE = frozenset({"K", "L", "M", "O", "Q"})
"""Statuses of rows without a number."""

MARKED = frozenset(code.code for code in codelist("obs_status")) - PLAIN_STATUS - NO_VALUE - {BREAK}
HELD_BACK = frozenset(code.code for code in codelist("conf_status")) - {"F"}
SOME_HEAT, SOME_POWER = Decimal("0.2"), Decimal(1)
READ_ALIKE = "supplied@1"
"""Stands in for one version of a mapping."""


def final(stand: Stand, pair: Pair, reason: Reason) -> Iterator[Datum]:
    """Propose final figures instead of provisional or estimated ones."""
    for side in pair.sides:
        codes = sorted(side.statuses - {BREAK})
        if codes:
            change = Rewritten(
                Which(side.place.code), attributes={"obs_status": "A"}, only=("obs_status", MARKED)
            )
            yield _marked(side, "final", reason, change, labels("obs_status", codes))


def spliced(stand: Stand, pair: Pair, reason: Reason) -> Iterator[Datum]:
    """Propose figures that go on from those before."""
    only = ("obs_status", frozenset({BREAK}))
    for side in pair.sides:
        if BREAK in side.statuses:
            change = Rewritten(Which(side.place.code), attributes={"obs_status": "A"}, only=only)
            yield _marked(side, "spliced", reason, change, label("obs_status", BREAK))


def free(stand: Stand, pair: Pair, reason: Reason) -> Iterator[Datum]:
    """Propose that figures which are held back are shown."""
    for side in pair.sides:
        if side.held_back:
            change = Rewritten(
                Which(side.place.code), attributes={"conf_status": "F"}, only=("conf_status", HELD_BACK)
            )
            yield _marked(side, "free", reason, change, labels("conf_status", side.held_back))


def certain(stand: Stand, pair: Pair, reason: Reason) -> Iterator[Datum]:
    """Propose figures without the interval that their source gives."""
    for side in pair.sides:
        if side.answer.width:
            change = Rewritten(Which(side.place.code), attributes={"lower": None, "upper": None})
            yield _marked(side, "certain", reason, change, words(""))


def _marked(side: Side, need: str, reason: Reason, change: Supply, statuses: Message) -> Datum:
    return Datum(
        id=f"{need}.{side.place.code}.{side.period}",
        need=need,
        places=frozenset({side.place.code}),
        holder=holder("inventory", side.place),
        values=named(side, statuses=statuses),
        dimensions=frozenset({reason.dimension}),
        supplies=(change,),
        form=table_form(same_rows(side, side.period)),
        period=side.period,
        unit=side.asked.measure.base_unit,
    )


def answers(stand: Stand, pair: Pair, reason: Reason) -> Iterator[Datum]:
    """Propose corrections of, or answers to, the findings on a place's figures."""
    for side in pair.sides:
        if not side.findings:
            continue
        found = sorted(side.findings, key=lambda one: (one.rule, one.where.cell, one.id()))
        said = tuple(
            Message(
                "lifting.finding",
                {
                    "rule": one.rule,
                    "where": f"{one.where.document} {one.where.cell}".strip(),
                    "found": words(one.found),
                    "expected": one.expected,
                },
            )
            for one in found
        )
        datum = _marked(side, "answer", reason, Answered(side.place.code), words(""))
        lines = tuple((one.id(), one.rule, side.place.code, "") for one in found)
        values = {**datum.values, "count": len(found), "findings": Joined("", parts=said, between="\n")}
        form = Form(("finding", "rule", "place", "answer"), lines, "answer")
        yield replace(datum, values=values, form=form, unit="", about="findings")


def definition(stand: Stand, pair: Pair, reason: Reason) -> Iterator[Datum]:
    """Propose the figure by the definition that most places use, and of the same kind."""
    yield from of_attribute(stand, pair, reason, "definition")
    kinds = [kind for side in stand.sides if (kind := _kind(side))]
    if not kinds:
        return
    counted = Counter(kinds)
    wanted = min(counted, key=lambda kind: (-counted[kind], kind))
    for side in pair.sides:
        if _kind(side) and _kind(side) != wanted:
            yield _of_kind(side, wanted, reason)


def value_type(stand: Stand, pair: Pair, reason: Reason) -> Iterator[Datum]:
    """Propose values of the same type: what was, beside what was."""
    yield from (one for one in definition(stand, pair, reason) if one.need == "same_kind")


Kind = tuple[str, str, str, str]
"""Value type, carrier, mode and gas of a printed figure."""


def _kind(side: Side) -> Kind | None:
    if side.case is None or side.case.head is None:
        return None
    key = side.case.head.observation.key
    return (key.value_type, key.carrier, key.mode, key.gas)


def _of_kind(side: Side, wanted: Kind, reason: Reason) -> Datum:
    names = ("value_type", "carrier", "mode", "gas")
    assert side.case is not None
    assert side.case.head is not None
    head = side.case.head.observation.key
    change = Rewritten(
        which(side, head.indicator, sector=head.sector), key=dict(zip(names, wanted, strict=True))
    )
    said = tuple(
        label(codes, code)
        for codes, code in zip(names, wanted, strict=True)
        if code not in ("_T", "_Z") and code != "CO2E"
    )
    datum = _marked(side, "same_kind", reason, change, words(""))
    values = {**datum.values, "kind": Joined("", parts=said)}
    return replace(datum, values=values, dimensions=frozenset({"definition", "value_type"}))


def same_reading(stand: Stand, pair: Pair, reason: Reason) -> Iterator[Datum]:
    """Propose that one dataset is read in one way for both places: the node itself can do that."""
    one, other = pair.sides
    datasets = sorted({name for name, _ in one.read_by.keys() & other.read_by.keys()})
    places = frozenset(side.place.code for side in pair.sides)
    if not datasets:
        return
    changes = tuple(Rewritten(Which(place), attributes={"mapping": READ_ALIKE}) for place in sorted(places))
    datum = _marked(one, "same_reading", reason, changes[0], words(""))
    yield replace(
        datum, id=f"same_reading.{'.'.join(sorted(places))}", places=places, holder=NODE, supplies=changes,
        values={**datum.values, "dataset": datasets[0]}, form=Form(), unit="",
    )  # fmt: skip


def heat(stand: Stand, pair: Pair, reason: Reason) -> Iterator[Datum]:
    """Propose the emission factor of a network's heat."""
    for side in pair.sides:
        if side.misfiled is not None and side.misfiled.more:
            yield _beside(side, "heat_factor", reason, HEAT_FACTOR, "T_CO2E_MWH", holder("heat", side.place))


def power(stand: Stand, pair: Pair, reason: Reason) -> Iterator[Datum]:
    """Propose the electricity used and what it emitted, where another factor cannot be put in its place exactly."""
    for side in pair.sides:
        step = side.outcome.taken("elec_factor")
        if side.case is None or not (
            "elec_factor" in side.outcome.unbounded or (step is not None and step.width)
        ):
            continue
        who = holder("electricity", side.place)
        datum = _beside(side, "electricity", reason, FINAL_ENERGY, "MWH", who, carrier="ELEC")
        cells = in_order(cell for held in side.blocks for cell in held)
        emitted = [replace(row_key(side, cell, "S2"), carrier="ELEC") for cell in cells]
        used = [replace(key, indicator=FINAL_ENERGY, unit="MWH") for key in emitted]
        rows = tuple(supplied_row(key, SOME_POWER, key.indicator) for key in (*used, *emitted))
        yield replace(datum, supplies=(Added(rows),), form=table_form((*used, *emitted)))


def _beside(
    side: Side, need: str, reason: Reason, indicator: str, unit: str, who: Holder, carrier: str = "_T"
) -> Datum:
    """Propose a figure that stands beside the emissions: energy, or a factor."""
    energy = carrier != "_T"
    key = replace(
        row_key(side, "I" if energy else "_T", "S2" if energy else "_T", indicator, unit), carrier=carrier
    )
    row = supplied_row(key, SOME_POWER if energy else SOME_HEAT, f"{need} {side.place.code}")
    return Datum(
        id=f"{need}.{side.place.code}.{side.period}",
        need=need,
        places=frozenset({side.place.code}),
        holder=who,
        values=named(side),
        dimensions=frozenset({reason.dimension}),
        supplies=(Added((row,)),),
        form=table_form([key]),
        period=side.period,
        unit=unit,
    )


def methane(stand: Stand, pair: Pair, reason: Reason) -> Iterator[Datum]:
    """Propose methane by its origin."""
    only = ("gas", frozenset({"CH4"}))
    for side in pair.sides:
        if side.outcome.taken("ch4_origin") is not None:
            change = Rewritten(Which(side.place.code), key={"gas": "CH4_FOS"}, only=only)
            yield _marked(side, "methane", reason, change, words(""))
