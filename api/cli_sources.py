"""Commands on sources and harvests."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import simplejson
import typer

from api.cli_common import gateway_of
from api.cli_errors import fail, language
from api.gateway import Gateway
from api.harvesting import harvester
from catalogue.audit import AuditEntry, record_act
from catalogue.database import unit_of_work
from connectors.items import Item
from connectors.publication import finding_json
from connectors.references import check_sources
from connectors.registered import export_sources, known, put_sources, registered
from connectors.runs import RunResult, last_runs, left_running
from connectors.sources import CheckedSources
from policies.marking import mark_governed

sources = typer.Typer(help="Sources: list, check, import and export them.", no_args_is_help=True)
FAILED, HELD = 1, 2
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
LangOption = Annotated[str, typer.Option("--lang", help="en, sl or hr.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(sources, name="sources")
    app.command()(harvest)


@sources.command("list")
def list_sources() -> None:
    """List the registered sources with how their last run ended."""
    gateway = gateway_of()
    with unit_of_work(gateway.engine) as session:
        ended = last_runs(session)
        for source in registered(session):
            state = ended[source.id].state if source.id in ended else "never harvested"
            typer.echo(f"{source.id:24} {source.connector:10} {state:16} {source.url}")


def _checked(file: Path, lang: str) -> CheckedSources:
    gateway = gateway_of()
    with unit_of_work(gateway.engine) as session:
        checked = check_sources(file.read_text(encoding="utf-8"), known(session))
    for problem in checked.problems:
        typer.echo(f"{file}: {problem.sentence(language(lang))}", err=True)
    return checked


@sources.command("check")
def check(file: Path, lang: LangOption = "en") -> None:
    """Check a sources file: each error with its line, key, what was found and what is allowed."""
    checked = _checked(file, lang)
    if checked.problems or checked.file is None:
        raise typer.Exit(FAILED)
    for source in checked.file.source:
        options = ", ".join(f"{name}={value}" for name, value in source.options.items()) or "-"
        typer.echo(f"{source.id}: {source.connector}, {len(source.mapping)} mappings, options: {options}")
    typer.echo(f"{file}: in order")


@sources.command("import")
def import_sources(file: Path, lang: LangOption = "en") -> None:
    """Register what a sources file holds; nothing of it where it has an error."""
    checked = _checked(file, lang)
    if checked.problems or checked.file is None:
        raise typer.Exit(FAILED)
    gateway = gateway_of()
    with unit_of_work(gateway.engine) as session:
        ids = put_sources(session, checked.file)
        mark_governed(session, gateway.clock())  # organisations may stand under others now
        for source in ids:
            act = AuditEntry(
                "operator", "source.import", source, permitted=True, rule="command-line", request="cli"
            )
            record_act(session, act, gateway.clock())
    gateway.audit.drain(gateway.engine)
    typer.echo(f"registered: {', '.join(ids) or 'no source'}")


@sources.command("export")
def export() -> None:
    """Print everything that is registered as a sources file."""
    gateway = gateway_of()
    with unit_of_work(gateway.engine) as session:
        typer.echo(export_sources(session), nl=False)


def harvest(
    source: Annotated[list[str] | None, typer.Argument(help="Sources; all where none is named.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and check, store nothing.")] = False,
    preview: Annotated[int, typer.Option("--preview", help="Read only so many items, store nothing.")] = 0,
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Harvest now; exit 1 if a source failed, 2 if one is held for a person."""
    gateway = gateway_of()
    with unit_of_work(gateway.engine) as session:
        names = source or list(
            dict.fromkeys([*left_running(session), *(one.id for one in registered(session))])
        )
    if dry_run or preview:
        _preview(names, preview or None, lang)
        return
    results = list(_harvested(gateway, names, quiet=as_json))
    if as_json:
        answers = [result.as_json() for result in results]
        typer.echo(
            simplejson.dumps(answers[0] if len(answers) == 1 else answers, ensure_ascii=False, indent=1)
        )
    raise typer.Exit(exit_code(results))


def _harvested(gateway: Gateway, names: list[str], *, quiet: bool) -> Iterator[RunResult]:
    with harvester(gateway, lambda item: None if quiet else typer.echo(f"  {item.title}")) as worker:
        for name in names:
            if not quiet:
                typer.echo(f"{name}:")
            result = worker.harvest(name)
            if not quiet:
                typer.echo(summary(result))
            yield result


def exit_code(results: list[RunResult]) -> int:
    """Give 1 if a source failed, 2 if one is held for a person, else 0."""
    states = {result.state for result in results}
    return FAILED if "failed" in states else HELD if "held" in states else 0


def summary(result: RunResult) -> str:
    """Say a run's result in a line, and each trouble in one more."""
    counted = ", ".join(f"{count} {name}" for name, count in result.outcomes.items() if count) or "nothing"
    lines = [f"  {result.state}: {counted}"]
    lines += [f"  error: {error.get('sentence', error)}" for error in result.errors]
    for item in result.items:
        refusals = [found["sentence"] for found in item["findings"] if found["severity"] == "violation"]
        lines += [f"  {item['outcome']} {item['title']}: {sentence}" for sentence in refusals]
    return "\n".join(lines)


def _preview(names: list[str], most: int | None, lang: str) -> None:
    gateway = gateway_of()
    troubled = False
    with harvester(gateway) as worker:
        for item in (item for name in names for item in worker.preview(name, most)):
            troubled = troubled or bool(item.trouble)
            _print_item(item, lang)
    if troubled:
        fail("some items would be refused")


def _print_item(item: Item, lang: str) -> None:
    count = sum(len(read.observations) for read in item.reads)
    typer.echo(f"{item.trouble or 'good'}: {item.title} ({count} observations)")
    for finding in item.all_findings():
        typer.echo(f"  {finding.sentence(language(lang))}")
    if item.error is not None:
        typer.echo(f"  {finding_json(item.error.finding())['sentence']}")
