"""A pair: two sides under the dimensions that may stand between them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from schemas.basis import CODED
from schemas.comparability.question import Asked
from schemas.comparability.reasons import Level, Lift, Reason
from schemas.comparability.side import Side
from schemas.comparability.wording import label, name, words
from schemas.languages import Lang
from schemas.messages import Message, say


@dataclass(frozen=True, slots=True)
class Pair:
    """Two places' figures, in the order of the question."""

    asked: Asked
    one: Side
    other: Side

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both sides."""
        return (self.one, self.other)

    def codes(self, attribute: str) -> tuple[str, str]:
        """Give both sides' codes of an attribute of the basis."""
        return (getattr(self.one.basis, attribute), getattr(self.other.basis, attribute))

    def silent(self, attribute: str) -> tuple[Side, ...]:
        """Give the sides whose basis does not state an attribute."""
        one, other = attribute in self.one.silent_on, attribute in self.other.silent_on
        if one and other:
            return (self.one, self.other)
        return ((self.one,) if one else ()) + ((self.other,) if other else ())

    def stated(self, attributes: Sequence[str]) -> bool:
        """Say whether either side states any of some attributes; without attributes nothing need be stated."""
        both = self.one.silent_on & self.other.silent_on
        return not attributes or any(attribute not in both for attribute in attributes)

    def names(self) -> dict[str, object]:
        """Give what a message calls the two places."""
        return {"one": name(self.one.place), "other": name(self.other.place)}

    def said(self, attribute: str) -> dict[str, object]:
        """Give the names and both sides' labels of an attribute, for a message."""
        one, other = self.codes(attribute)
        return {**self.names(), "a": stated(attribute, one), "b": stated(attribute, other)}


Compare = Callable[[Pair], Reason | None]


@cache
def stated(attribute: str, code: str) -> Message:
    """Let what a basis states stand inside a message: a code's label, or the text itself."""
    return label(attribute, code) if attribute in CODED else words(code)


@dataclass(frozen=True, slots=True)
class Said(Message):
    """What a pair's bases state of an attribute, put into words when it is said: there are thousands of pairs."""

    pair: Pair | None = None
    attribute: str = ""

    def in_(self, lang: Lang) -> str:
        """Say it in a language."""
        return "" if self.pair is None else say(self.key, lang, **self.pair.said(self.attribute))

    def __hash__(self) -> int:
        return hash((self.key, self.attribute))


def largest(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Give the largest known amount, None where none is known."""
    return max((abs(amount) for amount in amounts if amount is not None), default=None)


def reason(
    dimension: str,
    level: Level,
    message: Message,
    tonnes: Decimal | None = None,
    lifts: Iterable[Lift] = (),
) -> Reason:
    """Give a reason that is about both sides."""
    return Reason(dimension, level, message, tonnes or None, tuple(lifts))
