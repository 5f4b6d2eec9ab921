"""Looking at a table's columns: what each says, by its heading and by what stands in it."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from connectors.proposal.decisions import Answers
from connectors.proposal.numerals import is_numeral, is_year
from connectors.proposal.places_said import PlaceNames
from connectors.proposal.units_said import without_unit
from connectors.proposal.vocabulary import CODED, fold, heading_role, is_sign, is_total, match, words
from connectors.raw_table import RawCell, RawTable
from schemas.errors import PeriodError
from schemas.indicators import indicators
from schemas.languages import LANGUAGES
from schemas.periods import parse_period
from schemas.unit_texts import unit_of_text

FIGURES = "figures"
LEFT_OUT = "left_out"
UNKNOWN = "unknown"
ROW_ROLES = ("place", "period", "indicator", *CODED, "unit")
"""What a column of words may say of its row."""

ROLES = (*ROW_ROLES, "value", "lower", "upper", "status", "comment", LEFT_OUT)
MUST_BE_KNOWN = ("period", "place", "unit")
"""What a heading alone does not make of a column: its words must be periods, places, units."""

MOST_TEXTS = 400
WORDS_OF_A_UNIT = 6
ENOUGH = 0.5
SPAN = re.compile(r"(?<!\d)(?:19|20)\d\d\s?[/–-]\s?\d{2}(?:\d{2})?(?!\d)(?!\s?[-./]\s?\d)")
"""Two years that stand as one period, such as ``2018/19`` or ``2014–2020``."""

DAY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?((?:19|20)\d\d)\.?")
ENDS_OF_YEAR = (("01", "01"), ("12", "31"))


@dataclass(frozen=True, slots=True)
class Look:
    """A column and what it says.

    Args:
        index: its number in the table, from 0.
        role: one of `ROLES`, ``figures`` for a column of numbers, ``unknown`` where nobody can tell.
        certain: whether heading and content agree.
        rivals: what else it may be.
        texts: its different texts, in their order.
    """

    index: int
    name: str
    role: str
    certain: bool
    rivals: tuple[str, ...]
    texts: tuple[str, ...]


def look_at(table: RawTable, names: PlaceNames, answers: Answers) -> tuple[Look, ...]:
    """Look at all columns; of two that say the same of a row the one that says more counts."""
    looks = [_look(table, index, names, answers) for index in range(len(table.columns))]
    for role in ROW_ROLES:
        same = [look for look in looks if look.role == role]
        for look in sorted(same, key=lambda one: _weight(one, answers), reverse=True)[1:]:
            looks[look.index] = Look(look.index, look.name, LEFT_OUT, False, (role,), look.texts)
    return tuple(looks)


def _weight(look: Look, answers: Answers) -> tuple[bool, bool, bool, int]:
    """Weigh a column among those of its role: the one that parts the rows further says more."""
    exact = heading_role(look.name) == (look.role, True)
    return look.name in answers.columns, look.certain, exact and look.role != "sector", len(look.texts)


def _look(table: RawTable, index: int, names: PlaceNames, answers: Answers) -> Look:
    name = table.columns[index]
    filled = [row[index] for row in table.rows if row[index].kind != "empty"]
    cells = [cell for cell in filled if not is_sign(cell.text)]
    texts = tuple(dict.fromkeys(cell.text.strip() for cell in cells))
    if name in answers.columns:
        role = answers.columns[name]
        return Look(index, name, FIGURES if role == "value" else role, True, (), texts)
    role, certain, rivals = _role(name, cells, texts[:MOST_TEXTS], names)
    return Look(index, name, role, certain, rivals, texts)


def _role(
    name: str, cells: Sequence[RawCell], texts: Sequence[str], names: PlaceNames
) -> tuple[str, bool, tuple[str, ...]]:
    heading = name if heading_role(name)[1] else without_unit(name)
    said, exact = ("", False) if heads_figures(heading) else heading_role(heading)
    if not cells:
        return (FIGURES if heads_figures(heading) or said == "value" else LEFT_OUT), True, ()
    figures = sum(map(is_numeral, cells)) / len(cells)
    if figures >= ENOUGH:
        return _role_of_numbers(said, exact, cells, texts, names)
    return _role_of_words(said, exact, texts, names)


def heads_figures(heading: str) -> bool:
    """Say whether a heading is itself a scope or a year, so that figures stand below it."""
    scope = match("scope", heading) if len(heading) > 2 else None
    return bool(scope and scope.certain and scope.code != "_T") or bool(period_within(heading))


def _role_of_numbers(
    said: str, exact: bool, cells: Sequence[RawCell], texts: Sequence[str], names: PlaceNames
) -> tuple[str, bool, tuple[str, ...]]:
    years = sum(map(is_year, cells)) == len(cells)
    if said == "period" and all(map(_is_period, texts)):
        return "period", True, ()
    if said == "place" and exact:
        return (
            "place",
            bool(names.prefix(texts)) or all(_is_known("place", text, names) for text in texts),
            (),
        )
    if said == "scope" and all(match("scope", text) for text in texts):
        return "scope", True, ()
    if said in ("lower", "upper"):
        return said, exact, ()
    if said == LEFT_OUT and exact:
        return LEFT_OUT, False, ("value",)
    if years and not said:
        return "period", False, ("value",)
    return FIGURES, True, ()


def _role_of_words(
    said: str, exact: bool, texts: Sequence[str], names: PlaceNames
) -> tuple[str, bool, tuple[str, ...]]:
    known = {role: share_known(role, texts, names) for role in ROW_ROLES}
    if said in ROW_ROLES and (known[said] >= ENOUGH or exact):
        if known[said] < ENOUGH and said in MUST_BE_KNOWN:
            return _role_of_words("", False, texts, names)
        rivals = tuple(role for role in ROW_ROLES if known[role] > known[said] and role != said)
        return said, known[said] >= ENOUGH or said == "indicator", () if exact else rivals
    told_all_the_same = (
        said == LEFT_OUT and max(known["sector"], known["carrier"]) >= ENOUGH
    )  # e.g. "Vir | Promet"
    if said in ("comment", "status", LEFT_OUT) and exact and not told_all_the_same:
        return said, True, ()
    if not said and known["unit"] < 1:
        known["unit"] = 0.0  # a unit is a column's only meaning, or none of it
    ranked = sorted(ROW_ROLES, key=lambda role: known[role], reverse=True)
    if known[ranked[0]] >= ENOUGH:
        even = tuple(role for role in ranked[1:4] if known[role] >= ENOUGH)
        return ranked[0], known[ranked[0]] == 1 and not even, even
    if said in ROW_ROLES:
        return said, False, ()
    if _share(texts, is_likely_indicator) >= ENOUGH:
        return "indicator", False, ()
    near = tuple(role for role in ranked if known[role] > 0)
    return (UNKNOWN, False, near or ("sector", "indicator", "comment"))


def _share(texts: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(map(test, texts)) / len(texts) if texts else 0.0


def is_likely_indicator(text: str) -> bool:
    """Say whether a text has the words of some indicator of ours."""
    tokens = set(fold(text).split())
    return any(all(has_any(group, tokens) for group in groups) for groups in words()["indicator"].values())


def has_any(beginnings: Iterable[str], tokens: set[str]) -> bool:
    """Say whether a text has one of some words, or of the words that begin so (``emis*``)."""
    return any(
        any(token.startswith(word[:-1]) for token in tokens) if word.endswith("*") else word in tokens
        for word in beginnings
    )


def share_known(role: str, texts: Sequence[str], names: PlaceNames | None = None) -> float:
    """Give the share of a column's words that we know as something, totals left aside."""
    told = [text for text in texts if not is_total(text)]
    if not told:
        return 1.0 if texts and role in ("sector", "carrier", "scope") else 0.0
    return sum(_is_known(role, text, names) for text in told) / len(told)


def _is_known(role: str, text: str, names: PlaceNames | None) -> bool:
    if role == "place":
        return names is not None and bool((found := names.match(text)) and found.code)
    if role == "period":
        return _is_period(text)
    if role == "unit":
        return len(text.split()) <= WORDS_OF_A_UNIT and unit_of_text(text) is not None
    if role == "indicator":
        return named_indicator(text) != ""
    found = match(role, text)
    return found is not None and found.code != ""


def _is_period(text: str) -> bool:
    return period_within(text) == text.strip() or bool(said_period(text))


def said_period(text: str) -> str:
    """Give the period that a text plainly is: as SDMX writes it, or the year or month of a date."""
    plain = text.strip().rstrip(".")
    try:
        return str(parse_period(plain))
    except PeriodError:
        pass
    if day := re.fullmatch(r"((?:19|20)\d\d)-(\d\d)-(\d\d)(?:T.*)?", plain):
        year, month, number = day.groups()
        return year if (month, number) in ENDS_OF_YEAR else ""
    if day := DAY.fullmatch(text.strip()):
        number, month, year = day.groups()
        return year if (month.zfill(2), number.zfill(2)) in ENDS_OF_YEAR else ""
    return ""


def period_within(text: str) -> str:
    """Give the period that stands within a heading, e.g. 2018 of ``Leto 2018``; empty where none or several do."""
    plain = said_period(text)
    if plain:
        return plain
    years = set(re.findall(r"(?<![\d.,])(?:19|20)\d\d(?![\d]|[.,]\d)", text))
    if SPAN.search(text):
        return ""  # e.g. 2018/19: a season of two years, which is no period of ours
    return years.pop() if len(years) == 1 else ""


def named_indicator(text: str) -> str:
    """Give the indicator that a text names by its code or its whole name in any language; empty where none."""
    known = indicators()
    if text.strip() in known:
        return text.strip()
    folded = fold(without_unit(text))
    return next(
        (
            code
            for code, one in known.items()
            if folded and folded in {fold(one.name.in_(lang)) for lang in LANGUAGES}
        ),
        "",
    )
