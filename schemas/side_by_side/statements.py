"""How each source says that its figures were made: a row an attribute, a column a place."""

from schemas.basis import UNKNOWN
from schemas.comparability.comparison import Comparison
from schemas.comparability.side import Side
from schemas.comparability.wording import label, name, words
from schemas.messages import Message
from schemas.side_by_side.table import Column, Table, as_printed

SHOWN = (
    "base_period", "accounting", "boundary", "gas_group", "gwp_set", "ef_basis", "elec_method", "elec_factor", "lulucf",
    "ets", "waste", "industry_energy", "biogenic",
)  # fmt: skip


def statements(comparison: Comparison) -> Table:
    """Lay out what is stated; what is not is said to be so, and is never the same as anything."""
    head = Column(Message("side_by_side.statements.attribute"))
    places = tuple(Column(name(side.place)) for side in comparison.sides)
    rows = tuple(
        (Message(f"compare.what.{one}"), *(_stated(side, one) for side in comparison.sides)) for one in SHOWN
    )
    return Table("statements", (head, *places), rows, Message("side_by_side.none"))


def _stated(side: Side, attribute: str) -> Message:
    basis = side.basis
    if attribute == "elec_factor" and basis.elec_factor is not None:
        return as_printed(basis.elec_factor)
    code = str(getattr(basis, attribute))
    if code in (UNKNOWN, "", "None"):
        return Message("side_by_side.not_stated")
    return words(code) if attribute == "base_period" else label(attribute, code)
