"""A comparison laid open: the same question asked in the ways that belong together, as tables for people."""

import re
from collections.abc import Sequence
from dataclasses import replace

from api.comparing import compare_within
from api.door import Door
from api.errors import ParameterError
from schemas.comparability.comparison import Comparison
from schemas.comparability.question import COMMON, Question
from schemas.comparability.scopes import WHOLE
from schemas.languages import Lang
from schemas.messages import say
from schemas.side_by_side.laid_open import TABLES, LaidOpen

PER_HEAD = {"GHG.TOT": "GHG.CAP", "EN.FEC": "EN.FEC.CAP"}
"""Totals, and the indicator that is each of them per inhabitant."""

AS_PUBLISHED = "AS-PUBLISHED"
MARKED = re.compile(r"^(?P<line><!-- table (?P<name>\S+) -->\n)(?:.+\n)*", re.MULTILINE)


def lay_open(door: Door, question: Question) -> LaidOpen:
    """Ask a question as it is, with common emission factors, and per inhabitant.

    Raises:
        SchemaError: a code of the question is unknown; the nearest are named.
    """
    found = compare_within(door, question)
    common = compare_within(door, replace(question, factors=COMMON))
    per_head = _per_head(door, question)
    as_printed = _per_head(door, replace(question, profile=AS_PUBLISHED))
    return LaidOpen(found, common, per_head, as_printed)


def _per_head(door: Door, question: Question) -> Comparison | None:
    if question.indicator not in PER_HEAD or question.sector != WHOLE:
        return None
    return compare_within(door, replace(question, indicator=PER_HEAD[question.indicator]))


def report(found: LaidOpen, names: Sequence[str], lang: Lang) -> str:
    """Write the tables of a comparison as Markdown, each below its title; one table alone stands without.

    Args:
        names: of the tables; all, after the verdict's sentence, where none is named.

    Raises:
        ParameterError: there is no table of that name.
    """
    require_known(names)
    if len(names) == 1:
        return found.table(names[0]).markdown(lang)
    made = [found.table(name) for name in names or TABLES]
    parts = [f"## {table.title.in_(lang)}\n\n{table.markdown(lang)}" for table in made]
    return "\n".join(parts if names else [_heading(found.harmonised, lang), *parts])


def filled(page: str, found: LaidOpen, lang: Lang) -> str:
    """Write a Markdown page's tables anew: each stands below a line ``<!-- table NAME -->``, up to a blank line.

    Raises:
        ParameterError: a line names a table that there is not.
    """
    require_known([mark["name"] for mark in MARKED.finditer(page)])
    return MARKED.sub(lambda mark: f"{mark['line']}{found.table(mark['name']).markdown(lang)}", page)


def require_known(names: Sequence[str]) -> None:
    """Demand that there is a table of each name.

    Raises:
        ParameterError: there is none; all are named.
    """
    unknown = [name for name in names if name not in TABLES]
    if unknown:
        raise ParameterError("table", unknown[0], f"one of {', '.join(TABLES)}")


def _heading(found: Comparison, lang: Lang) -> str:
    profile = say(f"compare.profile.{found.question.profile}", lang)
    return f"# {found.question.indicator}\n\n{found.sentence.in_(lang)}\n\n{profile}.\n"
