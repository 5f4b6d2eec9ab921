"""Cut a marked text into tokens, each with what it may mean."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from schemas.languages import Lang
from schemas.unit_texts.gases import Marked
from schemas.unit_texts.normal import folded
from schemas.unit_texts.symbols import SYMBOLS, WORDS_OF_MASS, Symbol
from schemas.unit_texts.words import JOINTS, PIECES, Meanings, lexicon, longest_term

GAS, NUMBER, SIGN, INVERSE = "gas", "number", "sign", "inverse"


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number, sign or term of a text.

    Args:
        text: as it is written.
        word: as it is looked up.
        spaced: a space stands before it.
        means: kinds it may be, with what it means as such.
        symbol: what it is as a symbol whose case matters.
        start: where it begins in the marked text.
        end: where it ends.
    """

    text: str
    word: str
    spaced: bool
    means: Meanings
    symbol: Symbol | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text before it is looked up."""

    kind: str
    text: str
    start: int
    end: int
    key: str = field(default="")


def tokens(text: Marked, language: Lang | None = None) -> tuple[Token, ...]:
    """Cut a text into its tokens; terms of several words are one.

    Args:
        text: with its gases marked.
        language: of the text where it is known.
    """
    parts = [_piece(found.lastgroup or SIGN, found[0], found.span()) for found in PIECES.finditer(text.text)]
    return tuple(_in_language(token, language) for token in _joined(parts, text))


_SAYS: Mapping[tuple[str, Lang], Meanings] = {
    ("in", "sl"): {"and": "and"},
    ("in", "en"): {"in": "in", "qualifier": "plain"},
    ("mil", "sl"): {"multiplier": "1000000"},
    ("mil", "hr"): {"multiplier": "1000000"},
    ("i", "hr"): {"and": "and"},
}
"""What a word means where the language is known."""


def _in_language(token: Token, language: Lang | None) -> Token:
    if language is None or (token.word, language) not in _SAYS:
        return token
    return replace(token, means=_SAYS[token.word, language])


def _piece(kind: str, text: str, span: tuple[int, int]) -> Piece:
    return Piece(kind, text, *span, key=folded(text))


def _joined(parts: Sequence[Piece], text: Marked) -> Iterator[Token]:
    written = iter(text.written)
    index = 0
    while index < len(parts):
        part = parts[index]
        if part.kind == GAS:
            yield _token([part], {GAS: part.text}, text.text, next(written))
            index += 1
            continue
        count, means = _longest(parts, index)
        yield _token(parts[index : index + count], means, text.text)
        index += count


def _longest(parts: Sequence[Piece], index: int) -> tuple[int, Meanings]:
    """Give how many parts from here are one term, and what it may mean."""
    best, means = 1, _alone(parts[index])
    if _is_prefix(parts, index):
        return best, means
    words: list[str] = []
    for offset, part in enumerate(parts[index:]):
        if part.kind == GAS or len(words) == longest_term():
            break
        if offset and part.text in JOINTS:
            continue
        words.append(part.key)
        known = lexicon().get(tuple(words))
        if known is not None and _is_one_term(parts[index : index + offset + 1]):
            best, means = offset + 1, known
    return best, means


def _is_prefix(parts: Sequence[Piece], index: int) -> bool:
    """Say whether a letter belongs to the word behind it, as in e-buses."""
    if index + 2 >= len(parts) or parts[index].key != "e":
        return False
    joint, word = parts[index + 1 : index + 3]
    return joint.text == "-" and joint.start == parts[index].end and word.start == joint.end


def _is_one_term(parts: Sequence[Piece]) -> bool:
    """Say whether parts are one term: no joint among them stands apart on both sides, as a dash does."""
    return not any(
        part.text in JOINTS and part.start > before.end and after.start > part.end
        for before, part, after in zip(parts, parts[1:], parts[2:], strict=False)
    )


def _alone(part: Piece) -> Meanings:
    if part.kind in (NUMBER, INVERSE):
        return {part.kind: part.text}
    return {}


def _token(parts: Sequence[Piece], means: Meanings, text: str, written: str = "") -> Token:
    start, end = parts[0].start, parts[-1].end
    shown = written or text[start:end]
    word = " ".join(part.key for part in parts if part.text not in JOINTS) or parts[0].key
    symbol = _symbol(shown, word) if len(parts) == 1 else None
    return Token(shown, word, start > 0 and text[start - 1] == " ", means, symbol, start, end)


def _symbol(shown: str, word: str) -> Symbol | None:
    return SYMBOLS.get(shown) or WORDS_OF_MASS.get(word)


def said(found: Sequence[Token]) -> str:
    """Write tokens as they stood."""
    text = "".join((" " if token.spaced else "") + token.text for token in found)
    return text.strip(" .,;:-'&/")


Kinds = Mapping[str, str]
