"""The command that evaluates a policy's file on a request's file: no node and no database is needed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from api.cli_errors import fail, language
from policies.compiled.evaluating import Evaluation, evaluate
from policies.compiled.wording import condition_sentence, duty_sentence, rule_sentence
from policies.compiled.world import DutyMode
from policies.odrl.errors import PolicyDocumentError
from policies.odrl.graph import Graph
from policies.odrl.reading_rdf import read_graph
from schemas.languages import Lang
from schemas.messages import say

MODES: dict[str, DutyMode] = {"precondition": "precondition", "eventual": "eventual"}


def evaluate_files(
    policy: Annotated[Path, typer.Option("--policy", help="ODRL policies in JSON-LD, Turtle or RDF/XML.")],
    request: Annotated[
        Path, typer.Option("--request", help="An odrl:Request, or an EvaluationRequest of W3C's draft.")
    ],
    world: Annotated[
        Path | None, typer.Option("--world", help="The state of the world: time, members, duties done.")
    ] = None,
    duty_mode: Annotated[
        str, typer.Option("--duty-mode", help="precondition: duties come first; eventual: they may follow.")
    ] = "precondition",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    lang: Annotated[str, typer.Option("--lang", help="en, sl or hr.")] = "en",
) -> None:
    """Say what policies decide on a request, and which of their rules are active."""
    told = language(lang)
    if duty_mode not in MODES:
        raise typer.BadParameter(f"{duty_mode}: one of {', '.join(MODES)}", param_hint="--duty-mode")
    try:
        graphs = _graph(policy), _graph(request), _graph(world) if world else None
        found = evaluate(*graphs, MODES[duty_mode])
    except PolicyDocumentError as error:
        fail(str(error))
    if as_json:
        typer.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=1))
        return
    for line in _lines(found, told):
        typer.echo(line)


def _graph(path: Path) -> Graph:
    return read_graph(path.read_bytes(), path.name)


def _lines(found: Evaluation, lang: Lang) -> Iterator[str]:
    yield say("policy_engine.permitted" if found.permitted else "policy_engine.refused", lang)
    for one in found.reports:
        yield f"  {rule_sentence(one, lang)}"
        for condition in (one for part in (*one.conditions, *one.refinements) for one in part.every()):
            yield f"    {condition_sentence(condition, lang)}"
        for duty in one.duties:
            yield f"    {duty_sentence(duty, lang)}"
