"""The command that finds what contradicts in a file of policies: no node and no database is needed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from api.cli_errors import fail, language
from policies.analysis.conflicts import PairAnswer
from policies.analysis.coverage import CoverageFinding
from policies.analysis.documents import Analysis, analyse
from policies.analysis.telling import coverage_as_json, coverage_sentence, pair_as_json, pair_sentence
from policies.odrl.errors import PolicyDocumentError
from policies.odrl.reading_rdf import read_graph
from schemas.languages import Lang
from schemas.messages import say


def find_conflicts(
    file: Annotated[Path, typer.Argument(help="ODRL policies in JSON-LD, Turtle or RDF/XML.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    lang: Annotated[str, typer.Option("--lang", help="en, sl or hr.")] = "en",
) -> None:
    """Say whether policies can all be satisfied, and which of their rules are void or contradict each other."""
    told = language(lang)
    try:
        found = analyse(read_graph(file.read_bytes(), file.name))
    except PolicyDocumentError as error:
        fail(str(error))
    except OSError as error:
        fail(f"{error.filename or file}: {error.strerror or error}")
    if as_json:
        typer.echo(json.dumps(_as_json(found), ensure_ascii=False, indent=1))
        return
    for line in _lines(found, told):
        typer.echo(line)


def _as_json(found: Analysis) -> dict[str, object]:
    return {
        "verdict": found.verdict,
        "policies": [one.iri for one in found.policies],
        "pairs": [pair_as_json(one) for one in found.pairs],
        "rules": [coverage_as_json(one) for one in found.rules],
    }


def _lines(found: Analysis, lang: Lang) -> Iterator[str]:
    pairs: tuple[PairAnswer, ...] = found.pairs
    rules: tuple[CoverageFinding, ...] = found.rules
    yield from (pair_sentence(one, lang) for one in pairs)
    yield from (coverage_sentence(one, lang) for one in rules)
    if not rules:
        yield say("policy_analysis.none_found", lang)
