"""Find the measures that a whole text names: before its explanations, in brackets, behind "in", one after another."""

from collections.abc import Sequence
from dataclasses import replace

from schemas.unit_texts.denominators import Denominators, denominators
from schemas.unit_texts.found import with_gas
from schemas.unit_texts.gases import CO2, CO2E
from schemas.unit_texts.grammar import measure_at
from schemas.unit_texts.measures import Measure
from schemas.unit_texts.multipliers import multiplier
from schemas.unit_texts.rest import DIVIDES, closing
from schemas.unit_texts.tokens import GAS, NUMBER, Token, said
from schemas.unit_texts.words import lexicon, pieces

MULTIPLIES = frozenset({"k", "x", "000"})
"""Signs before a unit that may be a multiplier."""


def measures(row: Sequence[Token]) -> tuple[list[Measure], str]:
    """Give the measures that a text names, in order, and why they are undecided although they are plain."""
    walk = _Walk(row)
    while walk.at < len(row):
        walk.step()
    return walk.found, walk.doubt


class _Walk:
    """A walk over a text's tokens that takes one measure after another."""

    def __init__(self, row: Sequence[Token]) -> None:
        self.row = row
        self.at, self.free = 0, True
        self.label: list[Token] = []
        self.found: list[Measure] = []
        self.doubt = ""

    def step(self) -> None:
        """Take a measure, or pass over one token."""
        token = self.row[self.at]
        if "doubt" in token.means:
            self._doubted(token)
        if token.means.keys() == {"doubt"}:
            self.label.append(token)
            self.at += 1
            return
        found = (
            None
            if self._is_threshold()
            else measure_at(self.row, self.at, free=self.free, things=not self.found)
        )
        if found is None:
            self._pass_over(token)
            return
        if self._divides():
            self.doubt = self.doubt or "units.why.per"
            self._pass_over(token)
            return
        self.found.append(self._with_label(found.measure))
        rest = self.row[found.end :]
        if rest and "and" in rest[0].means and not found.measure.of and not self._more(found.end + 1):
            self.doubt = self.doubt or "units.why.several"
        self.at, self.free, self.label = max(found.end, self.at + 1), False, []

    def _more(self, at: int) -> bool:
        return any(measure_at(self.row, index, free=index == at) for index in range(at, len(self.row)))

    def _is_threshold(self) -> bool:
        """Say whether a number stands before, as in "within 300 m": no unit of the whole."""
        before = self.row[self.at - 1] if self.at else None
        return before is not None and NUMBER in before.means and bool(self.label)

    def _divides(self) -> bool:
        """Say whether what stands before is divided by it, or belongs to it: ct/kWh, c€, "t per visit" behind a name."""
        if not self.label:
            return False
        before, token = self.label[-1], self.row[self.at]
        glued = before.end == token.start and before.word[:1].isalpha()
        return glued or before.text == "/" or before.word in DIVIDES

    def _doubted(self, token: Token) -> None:
        self.doubt = self.doubt or f"units.why.{token.means['doubt']}"

    def _pass_over(self, token: Token) -> None:
        divided = self._is_threshold() and self.at + 1 < len(self.row) and self.row[self.at + 1].text == "/"
        self.at += 3 if divided else 1
        if token.text in "([":
            self.free = True
            self._multiplier_in_brackets()
        elif token.text in ")],;:/-=|" or token.means.keys() & {"and", "in"}:
            self.free = token.text not in "/-" or not self.label
            self.free = self.free or token.spaced
            if self.label:
                self.label.append(token)
        elif "qualifier" in token.means and self.free:
            self.label.append(token)
        else:
            self.label.append(token)
            self.free = False

    def _multiplier_in_brackets(self) -> None:
        """Find "MWh (thousands)": what a number is to be multiplied by is for a person to decide."""
        inside = self.row[self.at : closing(self.row, self.at - 1)]
        start = next(
            (
                index
                for index, one in enumerate(inside)
                if "in" not in one.means and one.word not in ("x", "×", "*")
            ),
            0,
        )
        many = multiplier(inside, start)
        if many is not None and many.end >= len(inside):
            self.doubt = self.doubt or "units.why.multiplier"

    def _with_label(self, measure: Measure) -> Measure:
        label = [one for one in self._told() if "qualifier" not in one.means or len(self.label) > 1]
        if any(one.word in MULTIPLIES for one in label):
            measure = replace(measure, doubt="units.why.multiplier")
        measure = self._divided_by_its_name(measure)
        gases = {one.means[GAS] for one in label if GAS in one.means}
        if measure.options[0].amount.dimension == "mass":
            measure = self._emitted(measure, label, gases)
        return measure if measure.of else replace(measure, of=said(label))

    def _divided_by_its_name(self, measure: Measure) -> Measure:
        """Take "waste per capita (kg)" for kg per inhabitant, undecided: the brackets do not say so."""
        if measure.per or measure.options[0].amount.dimension == "ratio":
            return measure
        for index in range(len(self.label)):
            under = denominators(self.label, index, Denominators(index))
            if under is not None and under.per:
                return replace(measure, per=under.per, per_words=under.words, doubt="units.why.one")
        return measure

    def _told(self) -> list[Token]:
        """Give the label without the "in" at its end."""
        last = len(self.label)
        while last and "in" in self.label[last - 1].means:
            last -= 1
        return self.label[:last]

    def _emitted(self, measure: Measure, label: Sequence[Token], gases: set[str]) -> Measure:
        if len(gases) == 1:
            return with_gas(measure, gases.pop())
        told = any("emissions" in one.means for one in label)
        if gases or told or _tells_emissions(measure.of):
            tonnes = measure.options
            options = [*with_gas(measure, CO2E).options, *with_gas(measure, CO2).options, *tonnes]
            return replace(measure, options=tuple(replace(one, why="units.why.emissions") for one in options))
        return measure


def _tells_emissions(text: str) -> bool:
    return any("emissions" in lexicon().get((word,), {}) for word in pieces(text))
