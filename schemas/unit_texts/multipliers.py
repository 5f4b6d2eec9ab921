"""Read multipliers: thousand, mio, 1.000, 10^3, k."""

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.unit_texts.tokens import NUMBER, Token

SCALE = frozenset(10**power for power in range(1, 13))
LEAST = 1000
"""The least number that is a multiplier before a unit; "100 %" is a value."""

_MONEY = ("EUR", "GBP", "USD")
_UNCERTAIN = {"mil": (1000, 10**6)}
"""A thousand in Spanish and a million in Croatian."""


@dataclass(frozen=True, slots=True)
class Many:
    """How many of a unit are meant.

    Args:
        count: a power of ten.
        end: where the text goes on.
        other: what else it may be, 0 where it is plain.
        doubt: key of the reason.
    """

    count: int
    end: int
    other: int = 0
    doubt: str = ""


def multiplier(row: Sequence[Token], at: int) -> Many | None:
    """Read the multiplier that begins at a token, or None where none does."""
    count, other, doubt, start = 1, 0, "", at
    while at < len(row):
        found = _one(row, at)
        if found is None:
            break
        count, at = count * found.count, found.end
        other, doubt = (other or found.other), (doubt or found.doubt)
        while at < len(row) and (row[at].text in ("x", "×", "*", "·", ".", "'") or _is_of(row, at)):
            at += 1
    return Many(count, at, other, doubt) if at > start else None


def _is_of(row: Sequence[Token], at: int) -> bool:
    return at < len(row) and row[at].word in ("of", "de", "d", "di")


def _one(row: Sequence[Token], at: int) -> Many | None:
    token = row[at]
    if NUMBER in token.means:
        count = whole_number(token.text)
        return Many(count, at + 1) if count in SCALE and count >= LEAST else None
    if token.word in _UNCERTAIN and "multiplier" not in token.means:
        count, other = _UNCERTAIN[token.word]
        dotted = token.word == "mil" and at + 1 < len(row) and row[at + 1].text == "."
        return Many(10**6, at + 2) if dotted else Many(count, at + 1, other, "units.why.multiplier")
    if "multiplier" in token.means:
        dot = at + 1 < len(row) and row[at + 1].text == "."
        return Many(int(token.means["multiplier"]), at + 1 + dot)
    if token.text in ("k", "K", "M") and at + 1 < len(row) and row[at + 1].means.get("unit") in _MONEY:
        return Many(1000 if token.text in "kK" else 10**6, at + 1)
    return None


def whole_number(text: str) -> int:
    """Read a number that only counts: 100,000 and 100.000 are the same here. 0 where it has a fraction."""
    if text.startswith(("10^", "1e", "1E")):
        power = int(text.partition("^")[2] or text[2:])
        return 10**power if power <= max(len(str(one)) - 1 for one in SCALE) else 0
    digits = "".join(sign for sign in text if sign.isdigit())
    grouped = _cut(text)
    if len(grouped) > 1 and any(len(part) != 3 for part in grouped[1:]):
        return 0
    return int(digits)


def _cut(text: str) -> list[str]:
    for sign in " ,'":
        text = text.replace(sign, ".")
    return text.split(".")
