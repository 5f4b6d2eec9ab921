"""S10: what a contract says of baseline, reduction, level, residual and gap (table A-2.1) agrees with itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from schemas.errors import SchemaError
from schemas.observations import Observation
from schemas.rules.evidence import Evidence
from schemas.rules.inventories import ACTUAL, TOTALS, amount
from schemas.rules.printing import step
from schemas.rules.suspicions import Suspicion, names
from schemas.units import convert, plain
from schemas.validation.wording import number

BASE, LEVEL, CUT, PERCENT, REST, GAP = "base", "level", "cut", "percent", "rest", "gap"
SECTOR_OF: Mapping[str, str] = {
    "GHG.STAT": "I", "GHG.TRAN": "II", "GHG.WAST": "III", "GHG.IPPU": "IV", "GHG.AFOL": "V",
}  # fmt: skip
ROLE_OF_INDICATOR: Mapping[str, str] = {"GHG.GAP": GAP, "GHG.RESID": REST, "GHG.REDPCT": PERCENT}
ROLE_OF_VALUE: Mapping[str, str] = {
    "BASE": BASE, "TGT": LEVEL, "TGT_RED": CUT, "TGT_PCT": PERCENT, "RESID": REST, "GAP": GAP,
}  # fmt: skip
NEAR = Decimal("0.005")
LEAST = Decimal(1)
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Promise:
    """What a document says of one sector's way to one target year.

    Args:
        rows: the row of each role: base, level, cut, percent, rest, gap.
        observed: what the document's inventory holds for the base year, None where it tells nothing.
    """

    rows: Mapping[str, Observation]
    observed: Decimal | None = None

    def number(self, role: str) -> Decimal | None:
        """Give a role's number: t CO2e, or percent."""
        row = self.rows.get(role)
        return None if row is None else _number(row, role)


@dataclass
class _Document:
    """The promises of one document on one place and sector, as they are gathered."""

    base: list[Observation] = field(default_factory=list)
    inventory: list[Observation] = field(default_factory=list)
    targets: dict[str, dict[str, list[Observation]]] = field(default_factory=dict)


def contract_adds_up(evidence: Evidence) -> Iterator[Suspicion]:
    """S10: 80 % of the baseline is the reduction, the residual is what is left, and a level is no reduction."""
    for promise in _promises(evidence):
        yield from _contradiction(promise)


def _promises(evidence: Evidence) -> Iterator[Promise]:
    for document in _documents(evidence).values():
        for by_role in document.targets.values():
            rows = {role: told[0] for role, told in by_role.items()}
            base = document.base or document.inventory
            if base:
                rows[BASE] = _same_kind(base, rows)
            observed = next((amount(row) for row in document.inventory), None)
            yield Promise(rows, observed)


def _same_kind(bases: list[Observation], rows: Mapping[str, Observation]) -> Observation:
    """Give the baseline that the targets are about: net for net, where both are told."""
    wanted = {row.key.indicator for row in rows.values()} & set(TOTALS)
    return next((base for base in bases if base.key.indicator in wanted), bases[0])


def _documents(evidence: Evidence) -> Mapping[tuple[str, ...], _Document]:
    found: dict[tuple[str, ...], _Document] = {}
    for row in evidence.observations:
        role = _role(row)
        if role and _number(row, role) is not None and row.key.carrier == "_T" and row.key.mode == "_T":
            where = evidence.document(row), row.key.place, _sector(row)
            document = found.setdefault(where, _Document())
            if role == BASE:
                document.base.append(row)
            else:
                document.targets.setdefault(row.key.period, {}).setdefault(role, []).append(row)
    for row in evidence.observations:
        where = evidence.document(row), row.key.place, _sector(row)
        if where in found and _is_inventory(evidence, row):
            found[where].inventory.append(row)
    return found


def _role(row: Observation) -> str:
    key = row.key
    if not key.indicator.startswith("GHG."):
        return ""
    if key.indicator in ROLE_OF_INDICATOR:
        return ROLE_OF_INDICATOR[key.indicator]
    summed = key.indicator in (*TOTALS, "GHG.SEC", *SECTOR_OF)
    return ROLE_OF_VALUE.get(key.value_type, "") if summed else ""


def _sector(row: Observation) -> str:
    return SECTOR_OF.get(row.key.indicator, row.key.sector)


def _is_inventory(evidence: Evidence, row: Observation) -> bool:
    """Say whether a row is the observed figure of the base year, over all that its document counts."""
    key = row.key
    basis = evidence.basis(row)
    summed = key.indicator in (*TOTALS, "GHG.SEC") and key.value_type == ACTUAL and row.value is not None
    plain_row = key.carrier == "_T" and key.mode == "_T" and key.scope in ("_T", "S1_S2", "S1_S2_S3")
    return summed and plain_row and basis is not None and basis.base_period == key.period


def _number(row: Observation, role: str) -> Decimal | None:
    if row.value is None or not row.value.is_finite():
        return None
    if role == PERCENT:
        return row.value if row.key.unit == "PC" else None
    try:
        return convert(row.value, row.key.unit, "T_CO2E")
    except (SchemaError, KeyError):
        return None


def _contradiction(promise: Promise) -> Iterator[Suspicion]:
    """Give what contradicts the rest, once: the likeliest of the numbers."""
    swapped = _swapped(promise)
    if swapped is not None:
        yield swapped
        return
    base, cut, gap = promise.number(BASE), promise.number(CUT), promise.number(GAP)
    if base is not None and not _holds(promise):
        yield _blamed(promise)
    if gap is not None and cut is not None and gap > cut * (1 + NEAR) + LEAST:
        values = {"cut": number(plain(cut)), "cell": names((promise.rows[CUT],))}
        yield Suspicion("S10", promise.rows[GAP], "gap", values, (promise.rows[CUT],))


def _swapped(promise: Promise) -> Suspicion | None:
    """Find a reduction that is given as the level to reach, or the reverse."""
    base = promise.number(BASE)
    if base is None or base <= 0:
        return None
    for role, meant in _meant(promise, base).items():
        found = promise.number(role)
        if found is None or meant is None or _near(meant, base - meant, base):
            continue
        if _near(found, base - meant, base) and not _near(found, meant, base):
            row = promise.rows[role]
            values = {
                "right": number(plain(meant.quantize(Decimal("0.01")))),
                "base": number(plain(base)),
                "found": number(plain(found)),
            }
            others = tuple(one for name, one in promise.rows.items() if name != role)
            return Suspicion("S10", row, f"{role}_swapped", values, others)
    return None


def _meant(promise: Promise, base: Decimal) -> Mapping[str, Decimal | None]:
    """Give what level, reduction and residual are by the other numbers: the percentage tells which is which.

    Where reduction and residual make up the baseline, they are right and a level is held beside them alone.
    """
    cut, rest, percent = promise.number(CUT), promise.number(REST), promise.number(PERCENT)
    if cut is not None and rest is not None and _near(base - cut, rest, base):
        return {LEVEL: rest}
    by_percent = None if percent is None else base * percent / HUNDRED
    reduction = by_percent if by_percent is not None else cut
    left = rest if by_percent is None and rest is not None else _left(base, reduction)
    return {
        LEVEL: left,
        CUT: by_percent if by_percent is not None else _left(base, rest),
        REST: None if by_percent is None else left,
    }


def _near(one: Decimal, other: Decimal, base: Decimal) -> bool:
    """Say whether two amounts are the same but for rounding a percentage."""
    return abs(one - other) <= max(base * NEAR, LEAST)


def _holds(promise: Promise, without: str = "") -> bool:
    return all(off <= 1 for off in _identities(promise, without))


def _identities(promise: Promise, without: str = "") -> Iterator[Decimal]:
    """Give how far each identity that can be checked is off, in what rounding allows.

    Args:
        without: a role to leave aside.
    """
    told = {role: promise.number(role) for role in promise.rows if role != without}
    base, cut, level = told.get(BASE), told.get(CUT), told.get(LEVEL)
    rest, percent = told.get(REST), told.get(PERCENT)
    allowed = max((base or rest or LEAST) * NEAR, LEAST)
    for left in (rest, level):
        if base is not None and cut is not None and left is not None:
            yield abs(base - cut - left) / allowed
    if rest is not None and level is not None:
        yield abs(rest - level) / allowed
    if percent is not None:
        for share in _shares(base, cut, rest, level):
            yield abs(share * HUNDRED - percent) / _half(promise)


def _shares(
    base: Decimal | None, cut: Decimal | None, rest: Decimal | None, level: Decimal | None
) -> Iterator[Decimal]:
    """Give the reduction as a share of the baseline, in each way that the numbers tell it."""
    if cut is not None and rest is not None and cut + rest > 0:
        yield cut / (cut + rest)
    for part in (cut, _left(base, rest), _left(base, level)):
        if base and part is not None:
            yield part / base


def _half(promise: Promise) -> Decimal:
    """Give half the step that the percentage is rounded to, a twentieth of a point at least."""
    return max(step(promise.rows[PERCENT]) / 2, Decimal("0.05"))


def _left(base: Decimal | None, rest: Decimal | None) -> Decimal | None:
    """Give the residual that a reduction leaves, or the reduction that a residual comes of."""
    return None if rest is None or base is None else base - rest


def _blamed(promise: Promise) -> Suspicion:
    """Blame the number without which the others agree; where several would do, the one that is derived."""
    role = _culprit(promise)
    row = promise.rows[role]
    right = _right(promise, role)
    values = {
        "base": _said(promise, BASE),
        "cut": _said(promise, CUT),
        "rest": _said(promise, REST if REST in promise.rows else LEVEL),
        "percent": _said(promise, PERCENT),
        "right": "—" if right is None else number(plain(right.quantize(Decimal("0.01")))),
    }
    others = tuple(one for name, one in promise.rows.items() if name != role)
    kind = f"{role}_wrong" if right is not None else "identity"
    return Suspicion("S10", row, kind, values, others, right=right)


def _culprit(promise: Promise) -> str:
    """Name the role whose number does not fit."""
    off = {
        role: max(told)
        for role in (REST, LEVEL, CUT, BASE, PERCENT)
        if role in promise.rows and (told := list(_identities(promise, role)))
    }
    best = min(off, key=lambda role: off[role], default="")
    if best and off[best] <= 1:
        return best
    base = promise.number(BASE) or Decimal(0)
    if promise.observed is not None and not _near(base, promise.observed, base):
        return BASE
    return next(role for role in (CUT, REST, LEVEL, BASE) if role in promise.rows)


def _right(promise: Promise, role: str) -> Decimal | None:
    """Give the number that a role should have by the others."""
    base, cut, percent = promise.number(BASE), promise.number(CUT), promise.number(PERCENT)
    rest = promise.number(REST) if REST in promise.rows else promise.number(LEVEL)
    if role == PERCENT:
        return None if cut is None or not base else cut * HUNDRED / base
    if role == BASE:
        if cut is not None and percent:
            return cut * HUNDRED / percent
        return None if cut is None or rest is None else cut + rest
    if role == CUT and base is not None:
        return base - rest if rest is not None else (None if percent is None else base * percent / HUNDRED)
    if role in (REST, LEVEL) and base is not None:
        return (
            base - cut if cut is not None else (None if percent is None else base * (1 - percent / HUNDRED))
        )
    return None


def _said(promise: Promise, role: str) -> object:
    value = promise.number(role)
    return "—" if value is None else number(plain(value))
