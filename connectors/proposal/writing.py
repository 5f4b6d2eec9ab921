"""Writing a proposal as a sources file: what is certain as it stands, guesses and questions as comments beside it."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from connectors.proposal.decisions import Decision
from connectors.proposal.drafts import plural
from connectors.proposal.proposal import Proposal, TableProposal
from schemas.basis import CODED
from schemas.codes import codelist
from schemas.languages import Lang
from schemas.messages import say

BARE = re.compile(r"[A-Za-z0-9_-]+")
ASKED_OF_A_BASIS = ("gas_group", "gwp_set", "ef_basis", "lulucf", "boundary", "accounting")
"""What most comparisons stand or fall with: asked in the file; the rest is described in docs/sources.md."""


def sources_text(proposal: Proposal, lang: Lang) -> str:
    """Write a sources file that `sources check` accepts once nothing is open.

    Args:
        lang: the language of the comments.
    """
    lines = [say("proposal.file.head", lang, name=proposal.name, sha256=proposal.sha256)]
    lines += [say("proposal.file.marks", lang), ""]
    lines += list(_comments(proposal.decisions, lang))
    if proposal.organisation:
        lines += ["", "[[organisation]]", *_pairs(proposal.organisation)]
    if proposal.basis:
        lines += ["", "[[basis]]", *_pairs(proposal.basis), *_asked_of_basis(proposal.basis, lang)]
    words = _words(proposal)
    for name, codes in proposal.maps.items():
        lines += ["", f"[maps.{_key(name)}]", *_map(name, codes, words, proposal)]
    lines += ["", "[[source]]", *_pairs(proposal.source)]
    for table in proposal.tables:
        lines += list(_table(table, lang))
    return "\n".join(lines) + "\n"


def _comments(decisions: tuple[Decision, ...], lang: Lang) -> Iterator[str]:
    for one in decisions:
        if one.state == "certain" or one.key.startswith("word."):
            continue
        yield _comment(one, lang)


def _comment(one: Decision, lang: Lang) -> str:
    """Say a guess or a question in one line of comment."""
    others = ", ".join(code for code in one.candidates if code != one.value)
    rest = say("proposal.file.or", lang, others=others) if others else ""
    text = f"# {one.state}: {one.key} = {toml(one.value)}  {one.why.in_(lang)}{rest}"
    return " ".join(text.splitlines())


def _pairs(table: Mapping[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        yield f"{_key(key)} = {toml(value)}"


def _asked_of_basis(basis: Mapping[str, str], lang: Lang) -> Iterator[str]:
    """Ask for what makes figures comparable; what stays unknown costs a comparison a caveat."""
    for name in ASKED_OF_A_BASIS:
        if name in CODED and name not in basis:
            codes = " ".join(code.code for code in codelist(name))
            yield f"# ask: {name} = ...  ({codes})"
    if "base_period" not in basis:
        yield f"# ask: base_period = ...  {say('proposal.file.base-period', lang)}"


def _words(proposal: Proposal) -> dict[tuple[str, str], Decision]:
    """Give the decisions on words that are not certain, by dimension and word."""
    found: dict[tuple[str, str], Decision] = {}
    for one in proposal.all_decisions():
        kind, _, rest = one.key.partition(".")
        if kind == "word" and one.state != "certain":
            dimension, _, word = rest.partition(".")
            found[dimension, word] = one
    return found


def _map(
    name: str,
    codes: Mapping[str, str],
    words: Mapping[tuple[str, str], Decision],
    proposal: Proposal,
) -> Iterator[str]:
    dimension = next(
        (told for told, _ in words if name.startswith(f"{proposal.source['id']}-{plural(told)}")), ""
    )
    for word, code in codes.items():
        doubt = words.get((dimension, word))
        others = ", ".join(one for one in doubt.candidates if one != code) if doubt else ""
        yield f"{_quoted(word)} = {toml(code)}" + (f"  # guess: {others or '?'}" if doubt else "")
    for (told, word), one in words.items():
        if told == dimension and one.state == "ask":
            yield f"# ask: {_quoted(word)} = ...  ({', '.join(one.candidates) or '?'})"


def _table(table: TableProposal, lang: Lang) -> Iterator[str]:
    where = " ".join(part for part in (table.sheet, table.range) if part)
    yield ""
    yield f"# {say('proposal.table', lang, number=table.number, where=where or '-')}: {' | '.join(table.titles)}".rstrip(
        ": "
    )
    yield from _comments(table.decisions, lang)
    for mapping in table.mappings:
        yield ""
        yield "[[source.mapping]]"
        yield from _mapping(mapping)


def _mapping(mapping: Mapping[str, Any]) -> Iterator[str]:
    for key, value in mapping.items():
        if key == "columns":
            for name, told in value.items():
                short = told["column"] if set(told) == {"column"} else told
                yield f"columns.{_key(name)} = {toml(short)}"
        else:
            yield f"{_key(key)} = {toml(value)}"


def toml(value: object) -> str:
    """Write a value as TOML, tables in one line."""
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(key)} = {toml(told)}" for key, told in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else _quoted(str(value))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def _key(name: str) -> str:
    return name if BARE.fullmatch(name) else _quoted(name)
