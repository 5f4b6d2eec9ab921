"""Commands on findings: list them, tell their owners, record a reply that came by post."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from api.asked_codes import known_places
from api.cli_common import gateway_of, require_organisation
from api.cli_errors import language
from api.findings_told import reply_list
from api.gateway import Gateway
from catalogue import registry
from catalogue.audit import AuditEntry, record_act
from catalogue.database import unit_of_work
from catalogue.findings import Onlooker, as_finding, find_finding, standing_findings
from catalogue.models import Dataset, FindingRow
from catalogue.replies import Reply, known_state, mark_sent, replies_to, reply, unsent
from catalogue.scope import Scope
from policies.asker import of_the_operator
from policies.decision import Action
from policies.in_force import without_policies
from policies.rowfilter import scope
from schemas.languages import Lang, Text
from schemas.messages import say
from schemas.rule_book import find_rule

findings = typer.Typer(help="Findings, and what their owners say.", no_args_is_help=True)
LangOption = Annotated[str, typer.Option("--lang", help="en, sl or hr.")]


def _everything(gateway: Gateway) -> Scope:
    """Give what whoever runs the node sees: everything."""
    return scope(of_the_operator(gateway.clock()), Action.READ, without_policies())


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(findings, name="findings")


@findings.command("list")
def list_findings(
    place: Annotated[list[str] | None, typer.Option("--place", help="A place's code; several times.")] = None,
    dataset: str = "",
    rule: str = "",
    state: str = "",
    lang: LangOption = "en",
) -> None:
    """List the findings that stand, those that are not public yet too."""
    gateway = gateway_of()
    if state:
        known_state(state)
    with unit_of_work(gateway.engine) as session:
        rows = standing_findings(
            session, _everything(gateway), Onlooker(gateway.clock(), everything=True),
            places=known_places(session, tuple(place or ())), dataset=dataset, rule=rule, state=state,
        )  # fmt: skip
        if rule and not rows:
            find_rule(rule)
        said = replies_to(session, [row.id for row in rows])
        for row in rows:
            typer.echo(f"{row.id}  {row.state:10} {row.place:10} {as_finding(row).sentence(language(lang))}")
            for one in reply_list(said.get(row.id, ()), language(lang)):
                typer.echo(f"{'':26}{one['organisation']}, {one['state']}: {one['text']}")
        if not rows:
            typer.echo(say("cli.findings.none", language(lang)))


@findings.command("send")
def send_findings(
    organisation: str,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write the letter there.")] = None,
    lang: LangOption = "en",
) -> None:
    """Write the letter that tells an owner of its findings, and record that it was told."""
    gateway = gateway_of()
    now = gateway.clock()
    with unit_of_work(gateway.engine) as session:
        require_organisation(session, organisation)
        known = registry.organisations(session)
        rows = unsent(session, organisation)
        if not rows:
            typer.echo(say("cli.findings.none", language(lang)))
            return
        mark_sent(session, rows, now, timedelta(days=gateway.settings.finding_notice))
        name = Text.of(known[organisation].name).in_(language(lang))
        text = letter(rows, name, gateway.settings.base_url, language(lang))
        act = AuditEntry(
            "operator", "finding.send", organisation, permitted=True, rule="command-line", owner=organisation,
        )  # fmt: skip
        record_act(session, act, now)
    gateway.audit.drain(gateway.engine)
    if output is None:
        typer.echo(text)
        return
    output.write_text(text, encoding="utf-8")
    typer.echo(say("cli.findings.sent", language(lang), count=len(rows), organisation=organisation))


@findings.command("reply")
def reply_by_post(
    finding: str,
    state: Annotated[str, typer.Option("--state", help="accepted, disputed or corrected.")],
    text: Annotated[str, typer.Option("--text", help="What the owner says.")] = "",
    lang: LangOption = "en",
) -> None:
    """Record an owner's reply that did not come through the API."""
    gateway = gateway_of()
    now = gateway.clock()
    with unit_of_work(gateway.engine) as session:
        onlooker = Onlooker(now, everything=True)
        row = find_finding(session, finding, _everything(gateway), onlooker)
        dataset = session.get(Dataset, row.dataset)
        owner = dataset.publisher if dataset else ""
        reply(session, row, Reply(state, Text(**{language(lang): text}), owner, "operator"), now)
        act = AuditEntry(
            "operator", "finding.reply", finding, permitted=True, rule="command-line", owner=owner
        )
        record_act(session, act, now)
    gateway.audit.drain(gateway.engine)
    typer.echo(f"{finding}  {state}")


def letter(rows: list[FindingRow], organisation: str, base_url: str, lang: Lang) -> str:
    """Write the letter that tells an owner of findings on its figures."""
    lines = [
        say(
            "letter.findings.line", lang, number=number, sentence=as_finding(row).sentence(lang),
            day=(row.public_from or row.recorded_from).date().isoformat(),
            address=f"{base_url}/api/v1/findings/{row.id}/reply",
        )
        for number, row in enumerate(rows, start=1)
    ]  # fmt: skip
    opening = say("letter.findings.opening", lang, count=len(rows))
    subject = say("letter.findings.subject", lang, organisation=organisation)
    return "\n\n".join((subject, opening, *lines, say("letter.findings.closing", lang)))
