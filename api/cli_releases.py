"""Commands on releases: withdraw."""

from typing import Annotated

import typer

from api.cli_common import gateway_of, operator_door
from api.cli_errors import language
from api.withdrawing import withdraw_release
from policies.decision import Subject
from schemas.languages import Text
from schemas.messages import say

OPERATOR = Subject(id="operator")


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command()(withdraw)


def withdraw(
    release: Annotated[str, typer.Argument(metavar="HASH", help="The release's hash.")],
    reason: Annotated[str, typer.Option("--reason", help="Why, for everybody who asks for it.")],
    reason_sl: Annotated[str, typer.Option("--reason-sl", help="The same in Slovenian.")] = "",
    reason_hr: Annotated[str, typer.Option("--reason-hr", help="The same in Croatian.")] = "",
    lang: Annotated[str, typer.Option("--lang", help="en, sl or hr.")] = "en",
) -> None:
    """Withdraw a release: its figures are served at no time any more, and its address says why."""
    told, gateway = language(lang), gateway_of()
    text = Text(reason, reason_sl or reason, reason_hr or reason)
    with operator_door(gateway, OPERATOR) as door:
        done = withdraw_release(gateway, door, release, text, operator=True)
    gateway.audit.drain(gateway.engine)
    typer.echo(say("cli.withdrawn", told, release=done.release, dataset=done.dataset, rows=done.rows))
    if done.repeats:
        typer.echo(say("cli.withdrawn.repeats", told, releases=", ".join(done.repeats)))
