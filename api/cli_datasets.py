"""Commands on datasets: which look like one, and make them one."""

from dataclasses import replace
from typing import Annotated

import simplejson
import typer

from api.cli_common import gateway_of, operator_door
from api.cli_errors import language
from api.merging import decide, proposals_told
from policies.decision import Subject
from schemas.messages import say

OPERATOR = Subject(id="operator")
datasets = typer.Typer(help="Datasets that look like one.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(datasets, name="datasets")


@datasets.command("proposals")
def proposals(
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    lang: Annotated[str, typer.Option("--lang", help="en, sl or hr.")] = "en",
) -> None:
    """List the pairs of datasets that look like one and wait for a decision."""
    told, gateway = language(lang), gateway_of()
    with operator_door(gateway, OPERATOR) as door:
        found = proposals_told(replace(door, everything=True), told)
    if json:
        typer.echo(simplejson.dumps({"proposals": found}, ensure_ascii=False, indent=1))
        return
    for one in found:
        typer.echo(say("changes.proposal", told, **one))
    if not found:
        typer.echo(say("changes.no_proposals", told))


@datasets.command("merge")
def merge(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="The proposal's number.")],
    decline: Annotated[bool, typer.Option("--decline", help="Leave the two apart for good.")] = False,
    lang: Annotated[str, typer.Option("--lang", help="en, sl or hr.")] = "en",
) -> None:
    """Make two datasets one, or leave them apart, as a proposal's number says."""
    told, gateway = language(lang), gateway_of()
    with operator_door(gateway, OPERATOR) as door:
        decide(gateway, replace(door, everything=True), number, accepted=not decline, operator=True)
    gateway.audit.drain(gateway.engine)
    typer.echo(say("changes.declined" if decline else "changes.accepted", told, number=number))
