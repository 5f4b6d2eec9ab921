"""Letters: a ready request for a piece of missing data, in plain text or Markdown; the same every time it is asked for."""

import csv
import io
import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from schemas.basis import UNKNOWN
from schemas.codes import codelist
from schemas.comparability.wording import enumerated, label, name, quantity, words
from schemas.indicators import indicator
from schemas.languages import Lang
from schemas.lifting.answer import Lifted, Lifting, Lifts
from schemas.lifting.datum import Form
from schemas.messages import Message

Format = Literal["txt", "md"]
FORMATS: tuple[Format, ...] = ("txt", "md")

WIDTH = 84
"""Signs of a line of plain text."""

URL = re.compile(r"https?://\S+")
MEANT_BY_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|])")


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses that a letter names.

    Args:
        comparison: of the comparison's page.
        upload: where an owner hands figures in.
    """

    comparison: str
    upload: str


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a letter: a paragraph, a list, or lines to be copied as they are."""

    kind: Literal["text", "list", "code", "address"]
    lines: tuple[str, ...]


def letter(
    lifts: Lifts, one: Lifting, links: Links, lang: Lang, *, form: Format = "txt", date: str = ""
) -> str:
    """Write the letter that asks for a datum.

    Args:
        lifts: what was found out.
        one: the datum.
        links: addresses that the letter names.
        lang: of whoever reads it.
        form: plain text or Markdown.
        date: as it is to stand above, none where it is empty: nobody's clock is asked.
    """
    blocks = tuple(_blocks(lifts, one, links, lang, date))
    write = _plain if form == "txt" else _markdown
    return "\n\n".join(write(block) for block in blocks) + "\n"


def _blocks(lifts: Lifts, one: Lifting, links: Links, lang: Lang, date: str) -> Iterator[Block]:
    datum = one.datum
    yield Block("address", (datum.holder.name.in_(lang), *((date,) if date else ())))
    yield _text(lang, Message("letters.subject", {"needs": datum.needs}))
    yield _text(lang, Message("letters.salutation"))
    yield _text(lang, _introduction(lifts), Message(f"letters.now.{lifts.comparison.verdict}"))
    yield _text(lang, Message("letters.request"))
    yield Block("list", tuple(said.in_(lang) for said in _asked_for(lifts, one)))
    if datum.about:
        yield from _about(datum.about, Message(f"letters.about.{datum.about}", datum.values), lang)
    yield from _to_fill(datum.form, lang)
    yield _text(lang, Message("letters.why"))
    yield Block("list", tuple(said.in_(lang) for said in _why(lifts, one)))
    yield from (_text(lang, said) for said in _effect(lifts, one))
    yield _text(lang, Message("letters.where", {"upload": links.upload}))
    yield _text(lang, Message("letters.link", {"url": links.comparison}))
    if any(stored.example for side in lifts.comparison.sides for stored in side.used):
        yield _text(lang, Message("letters.example"))
    yield _text(lang, Message("letters.elsewhere"), Message("letters.thanks"))
    yield _text(lang, Message("letters.closing"))
    yield _text(lang, Message("letters.signature"))


def _text(lang: Lang, *said: Message) -> Block:
    return Block("text", (" ".join(message.in_(lang) for message in said),))


def _introduction(lifts: Lifts) -> Message:
    question = lifts.comparison.question
    places = enumerated(tuple(name(side.place) for side in lifts.comparison.sides))
    return Message(
        "letters.intro", {"indicator": words(indicator(question.indicator).name), "places": places}
    )


def _asked_for(lifts: Lifts, one: Lifting) -> Iterator[Message]:
    """Give the lines of what is asked for: the data, the area with its code, period and unit."""
    datum = one.datum
    yield datum.needs
    found = [side.place for side in lifts.comparison.sides if side.place.code in datum.places]
    places = tuple(Message("letters.area", {"place": name(place), "code": place.code}) for place in found)
    yield Message("letters.place", {"places": enumerated(places)})
    if datum.period:
        yield Message("letters.period", {"period": datum.period})
    if datum.unit:
        yield Message("letters.unit", {"unit": label("unit", datum.unit)})


def _about(kind: str, said: Message, lang: Lang) -> Iterator[Block]:
    first, *rest = said.in_(lang).split("\n")
    yield Block("text", (first,))
    if rest:
        yield Block("list", tuple(rest))


def _to_fill(form: Form, lang: Lang) -> Iterator[Block]:
    if form.lines:
        yield _text(lang, Message("letters.fill", {"column": form.fill}))
        yield Block("code", tuple(_csv(form)))
    if form.choices:
        yield _text(lang, Message("letters.choices"))
        codes = (code for code in codelist(form.choices) if code.code != UNKNOWN)
        yield Block("list", tuple(f"{code.code}: {code.label.in_(lang)}" for code in codes))


def _csv(form: Form) -> Iterator[str]:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows((form.columns, *form.lines))
    yield from written.getvalue().splitlines()


def _why(lifts: Lifts, one: Lifting) -> Iterator[Message]:
    """Give a line for each dimension, with the pairs that it stands between and the tonnes."""
    by_dimension: dict[str, list[Lifted]] = {}
    for lifted in one.lifts:
        by_dimension.setdefault(lifted.dimension, []).append(lifted)
    for dimension, several in by_dimension.items():
        pairs = enumerated(tuple(_pair(lifts, lifted) for lifted in several))
        values = {"dimension": Message(f"compare.dimension.{dimension}"), "pairs": pairs}
        yield Message("letters.why.line", values)


def _pair(lifts: Lifts, lifted: Lifted) -> Message:
    first, second = _names(lifts, lifted.places)
    if lifted.tonnes is None:
        return Message("letters.pair", {"one": first, "other": second})
    tonnes = quantity(lifted.tonnes, lifts.comparison.sides[0].asked.measure.base_unit)
    return Message("letters.pair.weighed", {"one": first, "other": second, "tonnes": tonnes})


def _names(lifts: Lifts, codes: Iterable[str]) -> tuple[Message, ...]:
    known = {side.place.code: name(side.place) for side in lifts.comparison.sides}
    return tuple(known[code] for code in codes)


def _effect(lifts: Lifts, one: Lifting) -> Iterator[Message]:
    """Say what the data would change: for pairs by themselves, and for all places with the others."""
    by_verdict: dict[str, list[Message]] = {}
    for places, verdict in one.better:
        first, second = _names(lifts, places)
        by_verdict.setdefault(verdict, []).append(Message("letters.pair", {"one": first, "other": second}))
    for after, pairs in by_verdict.items():
        values = {"verdict": Message(f"lifting.verdict.{after}"), "pairs": enumerated(tuple(pairs))}
        yield Message("letters.alone", values)
    found = next((smallest for smallest in lifts.smallest if one.datum.id in smallest.ids), None)
    if found is not None and not (len(found.ids) == 1 and len(lifts.comparison.pairs) == 1):
        key = "letters.whole" if len(found.ids) == 1 else "letters.together"
        said = Message(f"lifting.verdict.{found.after}")
        yield Message(key, {"verdict": said, "count": len(found.ids) - 1})


def _plain(block: Block) -> str:
    if block.kind == "code":
        return "\n".join(f"    {line}" for line in block.lines)
    if block.kind == "address":
        return "\n".join(block.lines)
    mark = "- " if block.kind == "list" else ""
    return "\n".join(_wrapped(line, mark) for line in block.lines)


def _wrapped(line: str, mark: str) -> str:
    return textwrap.fill(
        line, WIDTH, initial_indent=mark, subsequent_indent=" " * len(mark), break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip


def _markdown(block: Block) -> str:
    if block.kind == "code":
        return "\n".join(("```csv", *block.lines, "```"))
    mark, end = ("- ", "") if block.kind == "list" else ("", "  " if block.kind == "address" else "")
    return "\n".join(f"{mark}{_escaped(line)}{end}" for line in block.lines).rstrip()


def _escaped(line: str) -> str:
    """Let signs that mean something in Markdown stand for themselves, and addresses be links."""
    found, at = [], 0
    for address in URL.finditer(line):
        found += [MEANT_BY_MARKDOWN.sub(r"\\\1", line[at : address.start()]), f"<{address.group()}>"]
        at = address.end()
    return "".join((*found, MEANT_BY_MARKDOWN.sub(r"\\\1", line[at:])))
