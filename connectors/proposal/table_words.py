"""The rows of a table made ready to be read: labels that are printed once carried on, empty ones given a meaning."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from connectors.cells import ASSUMED
from connectors.proposal.decisions import Answers, Decision, answered
from connectors.proposal.headings import FigureColumn
from connectors.proposal.looks import ROW_ROLES, Look
from connectors.proposal.numerals import is_numeral
from connectors.proposal.vocabulary import words
from connectors.raw_table import RawRow, RawTable
from connectors.select import filled
from schemas.codes import codelist
from schemas.messages import Message

ADDED = ("sector", "carrier", "scope", "gas", "mode")
MOST_SIGNS = 40


@dataclass
class Labels:
    """How the empty cells of label columns are read.

    Args:
        fill: columns in which an empty cell carries on what stands above it.
        defaults: what an empty cell of a column means.
        needed: columns that must hold something: rows without it are left out.
    """

    fill: list[str] = field(default_factory=list)
    defaults: dict[str, str] = field(default_factory=dict)
    needed: list[str] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)


def rows_with_figures(table: RawTable, columns: Sequence[FigureColumn]) -> list[RawRow]:
    """Give the rows in which some figure or sign stands."""
    places = [column.look.index for column in columns]
    return [row for row in table.rows if any(row[index].kind != "empty" for index in places)]


def labels_of(table: RawTable, looks: Sequence[Look], columns: Sequence[FigureColumn]) -> Labels:
    """Decide what the empty cells of label columns mean."""
    labels = Labels()
    rows = rows_with_figures(table, columns)
    told = [look for look in looks if look.role in ROW_ROLES]
    for look in told:
        blank = [row for row in rows if row[look.index].kind == "empty"]
        if not blank or len(blank) == len(rows):
            continue
        later = [other for other in told if other.index > look.index and other.role != "unit"]
        if rows[0][look.index].kind != "empty" and _all_told(blank, later):
            labels.fill.append(look.name)
            why = Message("proposal.why.fill", {"column": look.name})
            labels.decisions.append(Decision(f"fill.{look.name}", "guess", look.name, why))
        else:
            _without_fill(labels, look)
    return labels


def _all_told(rows: Sequence[RawRow], later: Sequence[Look]) -> bool:
    return bool(later) and all(any(row[look.index].kind != "empty" for look in later) for row in rows)


def _without_fill(labels: Labels, look: Look) -> None:
    """Read an empty cell as the total of what is added up, as the only unit there is, or leave its row out."""
    default = (
        "_T" if look.role in ADDED else look.texts[0] if look.role == "unit" and len(look.texts) == 1 else ""
    )
    if default and look.role != "sector":
        labels.defaults[look.role] = default
        why = Message("proposal.why.default", {"column": look.name})
        labels.decisions.append(Decision(f"default.{look.name}", "guess", default, why))
        return
    labels.needed.append(look.name)
    why = Message("proposal.why.needed", {"column": look.name})
    labels.decisions.append(Decision(f"needed.{look.name}", "guess", look.name, why))


def carried_on(table: RawTable, labels: Labels) -> RawTable:
    """Give the table with its labels carried on, as the mapping will read it."""
    return filled(table, labels.fill) if labels.fill else table


def signs_of(
    rows: Sequence[RawRow], columns: Sequence[FigureColumn], answers: Answers
) -> tuple[dict[str, str], list[Decision]]:
    """Say what the signs for no number stand for: those to be declared, and what is not certain of them."""
    found: dict[str, str] = {}
    for row in rows:
        for column in columns:
            cell = row[column.look.index]
            if cell.kind == "text" and not is_numeral(cell):
                found.setdefault(cell.text.strip(), cell.ref)
    missing: dict[str, str] = {}
    decisions: list[Decision] = []
    for sign, ref in list(found.items())[:MOST_SIGNS]:
        decision = _sign(sign, ref, answers)
        if decision is None:
            continue
        decisions.append(decision)
        if (decision.value and sign not in ASSUMED) or sign in answers.missing:
            missing[sign] = decision.value
    return missing, decisions


def _sign(sign: str, ref: str, answers: Answers) -> Decision | None:
    key = f"missing.{sign}"
    if sign in answers.missing:
        return answered(key, answers.missing[sign])
    keys = tuple(code.code for code in codelist("notation_key"))
    if sign in keys:
        return None
    known = {token.casefold(): code for token, code in words()["missing"].items()}
    if sign in ASSUMED or sign.casefold() in known:
        why = Message("proposal.why.sign", {"sign": sign})
        return Decision(key, "guess", known.get(sign.casefold(), "O"), why, keys, ref)
    return Decision(key, "ask", "", Message("proposal.ask.sign", {"sign": sign[:60]}), (*keys, "O"), ref)
