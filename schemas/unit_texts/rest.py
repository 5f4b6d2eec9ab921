"""Read what stands behind an amount: what it is of, what it is divided by, how often."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from schemas.unit_texts.denominators import Denominators, denominators, timed
from schemas.unit_texts.found import Found, with_gas
from schemas.unit_texts.gases import CO2E, GCV, GREENHOUSE, NCV
from schemas.unit_texts.measures import Measure, Option, amount, of_gas
from schemas.unit_texts.multipliers import multiplier
from schemas.unit_texts.things import is_many
from schemas.unit_texts.tokens import GAS, INVERSE, NUMBER, Token, said

SHARE = amount("PC")
MOST_OF_THRESHOLD = 2
SEVERAL = "units.why.several"
DIVIDES = frozenset({"per", "pro", "par", "por", "for each", "for every"})
"""Words that divide and hardly mean anything else."""

Starts = Callable[[Sequence[Token], int, bool], bool]
"""Says whether a measure begins at a token, where a unit is expected (True) or among other words."""


class Rest:
    """What stands behind an amount, read up to where another measure begins."""

    def __init__(self, row: Sequence[Token], core: Found, starts: Starts) -> None:
        self.row, self.at, self.starts = row, core.end, starts
        self.measure = core.measure
        self.words: list[Token] = []
        self.under = Denominators(core.end)
        self.doubt = ""

    def read(self) -> Found:
        """Give the measure with all that stands behind it."""
        while self.at < len(self.row) and self._step():
            pass
        gases = [one.means[GAS] for one in self.words if GAS in one.means]
        self._how_often()
        measure = self._of_what(gases)
        of = said(_without_article(self.words)) or measure.of
        under = self.under
        doubt = measure.doubt or under.doubt or self.doubt or _multiplied_behind(self.words)
        whole = replace(
            measure, per=under.per, per_words=under.words, per_time=under.time, of=of, doubt=doubt
        )
        return Found(whole, self.at)

    def _how_often(self) -> None:
        """Read "daily passengers" as a count of a day."""
        if self.under.time or not self.measure.options or self.measure.options[0].amount.dimension != "count":
            return
        for often, thing in pairwise(self.words):
            if often.means.get("adverb", "year") != "year" and is_many(thing):
                self.under = timed(self.under, often.means["adverb"], self.under.end)
                return

    def _of_what(self, gases: Sequence[str]) -> Measure:
        first = self.measure.options[0].amount if self.measure.options else SHARE
        if first.dimension.startswith("mass_") and first.dimension != "mass_co2e" and CO2E in gases:
            return self._of_two_gases()
        if first.dimension == "mass":
            if len(set(gases)) == 1:
                return with_gas(self.measure, gases[0])
            if gases:
                return replace(self.measure, doubt=SEVERAL)
        if first.dimension == "energy" and GCV in gases:
            options = tuple(replace(one, amount=of_gas(one.amount, GCV)) for one in self.measure.options)
            return replace(self.measure, options=options)
        return self.measure

    def _of_two_gases(self) -> Measure:
        """Read "t CH4 (CO2e)" as undecided: tonnes of the gas, or of its equivalent."""
        one = self.measure.options[0].amount
        options = tuple(
            Option(amount, SEVERAL) for amount in (one, of_gas(replace(one, dimension="mass"), CO2E))
        )
        return replace(self.measure, options=options, beside=())

    def _step(self) -> bool:
        token = self.row[self.at]
        if self._in_threshold() and token.text == "/":
            self.words.extend(self.row[self.at : self.at + 2])
            self.at += 2
            return True
        under = denominators(self.row, self.at, self.under)
        if under is not None and not (self._is_share() and self.words and under.per):
            self.under, self.at = under, under.end
            return True
        if token.text in "([":
            return self._bracket()
        if token.text in ")]":
            return False
        if self._stops(token):
            return False
        self.doubt = self.doubt or self._unread(token) or self._multiplied(token)
        self.words.append(token)
        self.at += 1
        return True

    def _multiplied(self, token: Token) -> str:
        """Give why "MWh thousand" and "number in millions" are undecided."""
        before = self.row[self.at - 1]
        many = "multiplier" in token.means and (not self.words or "in" in before.means)
        return "units.why.multiplier" if many and "time" not in token.means else ""

    def _in_threshold(self) -> bool:
        """Say whether "> 50 µg" stands before, whose "/m3" divides only that."""
        if len(self.words) < MOST_OF_THRESHOLD:
            return False
        number, one = self.words[-2:]
        return NUMBER in number.means and (one.symbol is not None or "unit" in one.means)

    def _unread(self, token: Token) -> str:
        """Give why it is undecided by what, or how often: what is divided by something that we do not know."""
        if self._is_share():
            return ""
        if INVERSE in token.means:
            return "units.why.per"
        divided = token.word in DIVIDES or ("per" in token.means and not self.words)
        glued = not self.words and not token.spaced and token.word[:1].isalpha() and not self._is_count()
        return "units.why.per" if divided or glued else ""

    def _is_count(self) -> bool:
        return bool(self.measure.options) and self.measure.options[0].amount.dimension == "count"

    def _is_share(self) -> bool:
        return bool(self.measure.options) and self.measure.options[0].amount == SHARE

    def _bracket(self) -> bool:
        """Pass over a bracket that explains; one that holds a measure is read apart."""
        close = closing(self.row, self.at)
        inside = self.row[self.at + 1 : close]
        kinds = [one.means.get(GAS) for one in inside]
        if len(inside) == 1 and kinds[0] in (GCV, NCV, *GREENHOUSE):
            self.words.append(inside[0])
            close = min(close, len(self.row) - 1)
        elif any(
            self.starts(inside, index, index == 0) or multiplier(inside, index)
            for index in range(len(inside))
        ):
            return False
        self.at = close + 1
        return True

    def _stops(self, token: Token) -> bool:
        if token.text in (";", "|"):
            return True
        if "in" in token.means and "and" in token.means:
            return self.starts(self.row, self.at + 1, True)
        if "and" in token.means or token.text in ",/:":
            return self._other_follows(token)
        before = self.row[self.at - 1]
        if NUMBER in before.means or self._is_of(self.at - 1) or (self._is_share() and not self.words):
            return False
        return self.starts(self.row, self.at, False)

    def _is_of(self, at: int) -> bool:
        """Say whether "of" stands at a token, or before it with words such as "total" between."""
        token = self.row[at]
        while self._is_share() and at > 0 and "qualifier" in token.means and "of" not in token.means:
            at, token = at - 1, self.row[at - 1]
        return "of" in token.means

    def _other_follows(self, token: Token) -> bool:
        if not self.words and "of" not in token.means and token.text not in ",:":
            self.doubt = self.doubt or self._cut_short(token)
            return True
        return (self.at + 1 >= len(self.row) and token.text != "+") or self.starts(
            self.row, self.at + 1, not self.words
        )

    def _cut_short(self, token: Token) -> str:
        """Give why it is undecided: divided by what we do not know, as in "t CO2e / GVA"."""
        if token.text != "/" or self.at + 1 >= len(self.row):
            return ""
        return "" if self.starts(self.row, self.at + 1, True) else "units.why.per"


def closing(row: Sequence[Token], at: int) -> int:
    """Give where the bracket that opens at a token closes; the end where it never does."""
    depth = 0
    for index in range(at, len(row)):
        depth += (row[index].text in "([") - (row[index].text in ")]")
        if depth == 0:
            return index
    return len(row)


def _multiplied_behind(words: Sequence[Token]) -> str:
    """Give why "EUR x 1000" is undecided: whether the values are in thousands or were multiplied is not said."""
    pairs = pairwise(words)
    return (
        "units.why.multiplier"
        if any(one.text in "x×*" and multiplier((two,), 0) for one, two in pairs)
        else ""
    )


def _without_article(words: Sequence[Token]) -> Sequence[Token]:
    start = 0
    while words and "in" in words[-1].means:
        words = words[:-1]
    while start < len(words) and ("of" in words[start].means or words[start].text in "-.,:'"):
        start += 1
    return words[start:]
