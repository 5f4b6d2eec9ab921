"""Mappings while they are put together, in the form of a ``[[source.mapping]]``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from connectors.numbers import Locale
from connectors.proposal.decisions import Decision
from connectors.proposal.rows_said import RowWords, is_period, modes_of


@dataclass
class Draft:
    """A mapping that is being put together.

    Args:
        columns: which column tells a dimension, as ``{"column": ..., "map": ...}``.
        conditions: which rows are read, all of them to be fulfilled.
    """

    indicator: str
    locale: Locale
    select: dict[str, Any]  # a TOML table
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    unpivot: dict[str, Any] | None = None  # a TOML table
    conditions: list[str] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)
    basis: str = ""
    name: str = ""

    def told(self, dimension: str) -> bool:
        """Say whether something tells a dimension already."""
        turned = self.unpivot is not None and self.unpivot["into"] == dimension
        return turned or dimension in self.columns or dimension in self.constants

    def definition(self) -> dict[str, Any]:
        """Give it in the form of a ``[[source.mapping]]``, what is empty left out."""
        told: dict[str, Any] = {
            "name": self.name,
            "indicator": self.indicator,
            "basis": self.basis,
            "select": self.select,
            "locale": self.locale,
            "unpivot": self.unpivot,
            "where": " and ".join(self.conditions),
            "columns": self.columns,
            "constants": self.constants,
            "missing": self.missing,
        }
        return {key: value for key, value in told.items() if value}


@dataclass
class Maps:
    """The maps of a proposal: the same words are told once.

    Args:
        prefix: what their names begin with: the source's id.
    """

    prefix: str
    found: dict[str, dict[str, str]] = field(default_factory=dict)

    def named(self, what: str, words: Mapping[str, str]) -> str:
        """Keep a map and give its name; another of the same name that contradicts it gets a number."""
        for number in range(1, 1000):
            name = f"{self.prefix}-{what}" if number == 1 else f"{self.prefix}-{what}-{number}"
            standing = self.found.setdefault(name, {})
            if all(standing.get(word, code) == code for word, code in words.items()):
                standing.update(words)
                return name
        raise AssertionError(what)  # a thousand maps that contradict each other


def plural(dimension: str) -> str:
    """Name the map of a dimension, e.g. ``value-types``."""
    return f"{dimension.replace('_', '-')}s"


def tell_rows(draft: Draft, told: Sequence[RowWords], maps: Maps) -> list[Decision]:
    """Add what the rows say to a mapping; give what is not certain of it."""
    decisions: list[Decision] = []
    for words in told:
        decisions += words.decisions
        if words.left_out:
            draft.conditions.append(_not_among(words.look.name, words.left_out))
        if words.role == "indicator":
            continue
        draft.columns[words.role] = _column(words, maps)
        modes = modes_of(words) if words.role == "sector" and not draft.told("mode") else {}
        if modes:
            named = maps.named("modes", modes)
            draft.columns["mode"] = {"column": words.look.name, "map": named}
    return decisions


def _column(words: RowWords, maps: Maps) -> dict[str, str]:
    told = {"column": words.look.name}
    if words.prefix:
        return {**told, "prefix": words.prefix}
    read_as_is = words.role == "unit" or (words.role == "period" and all(map(is_period, words.codes)))
    answered = any(one.why.key == "proposal.why.answered" for one in words.decisions)
    if words.needs_map and (not read_as_is or answered):
        return {**told, "map": maps.named(plural(words.role), words.codes)}
    if words.role == "unit" and any(one.state == "ask" for one in words.decisions):
        return {**told, "map": maps.named("units", words.codes)}
    return told


def equals(column: str, text: str) -> str:
    """Write the condition that a column holds a text."""
    return f"{_name(column)} == {_text(text)}"


def _not_among(column: str, texts: Sequence[str]) -> str:
    if len(texts) == 1:
        return f"{_name(column)} != {_text(texts[0])}"
    return among(column, texts, negated=True)


def among(column: str, texts: Sequence[str], *, negated: bool = False) -> str:
    """Write the condition that a column holds one of some texts, or none of them."""
    listed = ", ".join(map(_text, texts))
    return f"{_name(column)} {'not in' if negated else 'in'} [{listed}]"


def unequal(column: str, text: str) -> str:
    """Write the condition that a column holds something else than a text."""
    return f"{_name(column)} != {_text(text)}"


def _name(column: str) -> str:
    plain = column.isidentifier() and column not in ("and", "or", "not", "in")
    return column if plain else f"`{column.replace('`', '``')}`"


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
