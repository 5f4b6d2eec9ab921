"""How a table writes its numbers: told by the texts that fit one convention only, else by the sums that close."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from connectors.numbers import Locale
from connectors.proposal.decisions import Decision, answered
from connectors.proposal.headings import FigureColumn
from connectors.proposal.numerals import CONVENTIONS, is_ambiguous, is_numeral, read_as, readings
from connectors.proposal.sums import Addition, check_sums
from connectors.raw_table import RawCell, RawTable
from schemas.messages import Message

FORMS: Mapping[Locale, str] = {"sl": "1.234,5", "en": "1,234.5"}


@dataclass(frozen=True, slots=True)
class Convention:
    """A table's way of writing numbers.

    Args:
        locale: of the table; the likelier one where a person must say.
        by_column: where columns write differently.
        misfits: cells that do not fit.
    """

    decision: Decision
    locale: Locale
    by_column: Mapping[str, Locale] = field(default_factory=dict)
    misfits: tuple[RawCell, ...] = ()


def convention_of(
    table: RawTable,
    columns: Sequence[FigureColumn],
    found: Sequence[tuple[Addition, ...]],
    *,
    comma: Locale,
    said: str,
) -> Convention:
    """Decide how a table's numbers are written.

    Args:
        comma: the locale to name where decimals stand behind a comma: the table's language.
        said: what a person said; empty where nobody did.
    """
    cells = {column.name: _texts(table, column) for column in columns}
    every = [cell for texts in cells.values() for cell in texts]
    if said:
        locale = _named(said)
        return Convention(answered("locale", locale), locale, misfits=_misfits(every, locale))
    if all(cell.text.strip().lstrip("-").isdigit() for cell in every):
        return Convention(_sure("plain", "proposal.why.digits"), "plain")
    fitting = [locale for locale in CONVENTIONS if readings(every)[locale]]
    if len(fitting) == 1:
        return Convention(_sure(_as(fitting[0], comma), "proposal.why.only"), _as(fitting[0], comma))
    if fitting:
        return _by_sums(every, found, comma)
    return _mixed(cells, comma)


def _texts(table: RawTable, column: FigureColumn) -> list[RawCell]:
    cells = (row[column.look.index] for row in table.rows)
    return [cell for cell in cells if cell.kind == "text" and is_numeral(cell)]


def _named(said: str) -> Locale:
    known: tuple[Locale, ...] = ("sl", "hr", "de", "en", "plain")
    return next(locale for locale in known if locale == said)


def _as(convention: Locale, comma: Locale) -> Locale:
    return comma if convention == "sl" else convention


def _sure(locale: Locale, key: str) -> Decision:
    return Decision("locale", "certain", locale, Message(key, {"form": FORMS.get(locale, FORMS["sl"])}))


def _by_sums(cells: Sequence[RawCell], found: Sequence[tuple[Addition, ...]], comma: Locale) -> Convention:
    """Decide between both conventions by the sums that close in one of them only."""
    if not any(map(is_ambiguous, cells)):
        return Convention(_sure(comma, "proposal.why.same"), comma)
    telling = [one for one in found if any(addition.is_telling for addition in one)]
    closing: dict[Locale, set[str]] = {
        locale: {line.cell for line in check_sums(telling, locale) if line.closes} for locale in CONVENTIONS
    }
    only: dict[Locale, set[str]] = {
        "sl": closing["sl"] - closing["en"],
        "en": closing["en"] - closing["sl"],
    }
    telling_apart = [locale for locale in CONVENTIONS if only[locale]]
    if len(telling_apart) == 1:
        told = telling_apart[0]
        said = _as(told, comma)
        values = {"count": len(only[told]), "form": FORMS[told]}
        return Convention(Decision("locale", "certain", said, Message("proposal.why.sums", values)), said)
    sample = next(cell for cell in cells if is_ambiguous(cell))
    why = Message("proposal.ask.locale", {"sample": sample.text.strip(), "cell": sample.ref})
    return Convention(Decision("locale", "ask", "", why, (comma, "en"), sample.ref), comma)


def _mixed(cells: Mapping[str, Sequence[RawCell]], comma: Locale) -> Convention:
    """Give each column its own convention where that settles it, else name the cells that do not fit the commoner one."""
    every = [cell for texts in cells.values() for cell in texts]
    fits = {locale: sum(read_as(cell, locale) is not None for cell in every) for locale in CONVENTIONS}
    likelier: Locale = "sl" if fits["sl"] >= fits["en"] else "en"
    by_column: dict[str, Locale] = {}
    for name, texts in cells.items():
        possible = [locale for locale in CONVENTIONS if readings(texts)[locale]]
        if len(possible) == 1 or (possible and not any(map(is_ambiguous, texts))):
            by_column[name] = _as(possible[0] if len(possible) == 1 else likelier, comma)
    if len(by_column) == len(cells):
        why = Message("proposal.why.columns")
        told = ", ".join(dict.fromkeys(by_column.values()))
        return Convention(Decision("locale", "certain", told, why), _as(likelier, comma), by_column)
    misfits = _misfits(every, likelier)
    shown = ", ".join(f"{cell.ref} {cell.text.strip()}" for cell in misfits[:5])
    ask = Message("proposal.ask.mixed", {"cells": shown, "form": FORMS[likelier]})
    decision = Decision("locale", "ask", _as(likelier, comma), ask, (comma, "en"), misfits[0].ref)
    return Convention(decision, _as(likelier, comma), misfits=misfits)


def _misfits(cells: Sequence[RawCell], locale: Locale) -> tuple[RawCell, ...]:
    return tuple(cell for cell in cells if read_as(cell, locale) is None)
