"""Commands on sources and harvests."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import simplejson
import typer

from api.cli_common import gateway_of
from api.cli_errors import fail, language
from api.gateway import Gateway
from api.harvesting import harvester
from api.preview_told import preview_json, preview_lines
from api.source_condition import condition
from catalogue.audit import AuditEntry, record_act
from catalogue.database import unit_of_work
from connectors.causes import TROUBLED, Cause, causes
from connectors.connector import connector
from connectors.foresight import Preview
from connectors.options_told import options_told
from connectors.ready_sources import ready_sources, ready_text
from connectors.references import check_sources
from connectors.registered import export_sources, find_source, known, put_sources, registered
from connectors.runs import RunResult, last_runs, left_running
from connectors.source_state import pause, resume, standing_of, standings
from connectors.sources import CheckedSources
from policies.marking import mark_governed
from schemas.languages import Lang

sources = typer.Typer(help="Sources: list, check, import, export, pause, resume.", no_args_is_help=True)
FAILED, HELD = 1, 2
ONE_BY_ONE, LOST_SHOWN = 3, 20
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
LangOption = Annotated[str, typer.Option("--lang", help="en, sl or hr.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(sources, name="sources")
    app.command()(harvest)


@sources.command("list")
def list_sources() -> None:
    """List the registered sources with how their last run ended, and when the next one is due."""
    gateway = gateway_of()
    with unit_of_work(gateway.engine) as session:
        ended, stand = last_runs(session), standings(session)
        for source in registered(session):
            state = ended[source.id].state if source.id in ended else "never harvested"
            told = condition(source.id, source.schedule, stand.get(source.id), gateway.clock())
            typer.echo(f"{source.id:24} {source.connector:10} {state:16} {told.line():24} {source.url}")


@sources.command("pause")
def pause_source(source: str) -> None:
    """Leave a source alone until it is resumed; a person may still harvest it."""
    _mark(source, "source.pause")


@sources.command("resume")
def resume_source(source: str) -> None:
    """Let a source go on that was paused, or that is left alone because it failed."""
    _mark(source, "source.resume")


def _mark(source: str, name: str) -> None:
    gateway = gateway_of()
    with unit_of_work(gateway.engine) as session:
        found = find_source(session, source)
        if name == "source.pause":
            pause(session, source, gateway.clock())
        else:
            resume(session, source)
        act = AuditEntry(
            "operator", name, source, permitted=True, rule="command-line", request="cli", owner=found.owner
        )
        record_act(session, act, gateway.clock())
        told = condition(source, found.schedule, standing_of(session, source), gateway.clock())
    gateway.audit.drain(gateway.engine)
    typer.echo(f"{source}: {told.line()}")


def _checked(name: str, text: str, lang: str) -> CheckedSources:
    gateway = gateway_of()
    with unit_of_work(gateway.engine) as session:
        checked = check_sources(text, known(session))
    for problem in checked.problems:
        typer.echo(f"{name}: {problem.sentence(language(lang))}", err=True)
    return checked


def _text_of(file: Path | None, ready: str) -> tuple[str, str]:
    """Give the name and the text of a sources file: of one on disk, or of one that is delivered."""
    if (file is None) == (not ready):
        fail("name either a sources file or, with --ready, one that is delivered (ogledalo sources ready)")
    return (ready, ready_text(ready)) if file is None else (str(file), file.read_text(encoding="utf-8"))


@sources.command("ready")
def list_ready(name: Annotated[str, typer.Argument(help="Print this one.")] = "") -> None:
    """List the ready sources files of real portals, with what each brings, or print one."""
    if name:
        typer.echo(ready_text(name), nl=False)
        return
    for one in ready_sources():
        typer.echo(one.line())


@sources.command("check")
def check(file: Path, lang: LangOption = "en") -> None:
    """Check a sources file: each error with its line, key, what was found and what is allowed; else each source's options."""
    checked = _checked(*_text_of(file, ""), lang)
    if checked.problems or checked.file is None:
        raise typer.Exit(FAILED)
    for source in checked.file.source:
        typer.echo(f"{source.id}: {source.connector}, {len(source.mapping)} mappings, options:")
        for option in options_told(connector(source.connector)):
            typer.echo(f"  {option.line(source.options, language(lang))}")
    typer.echo(f"{file}: in order")


@sources.command("import")
def import_sources(
    file: Annotated[Path | None, typer.Argument()] = None,
    ready: Annotated[str, typer.Option("--ready", help="A ready sources file, by its name.")] = "",
    lang: LangOption = "en",
) -> None:
    """Register what a sources file holds; nothing of it where it has an error."""
    checked = _checked(*_text_of(file, ready), lang)
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
    preview: Annotated[
        int, typer.Option("--preview", min=0, help="Read only so many items, store nothing.")
    ] = 0,
    full: Annotated[
        bool, typer.Option("--full", help="Read all, even where only changes would be asked for.")
    ] = False,
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
        _preview(gateway, names, preview or None, as_json=as_json, lang=language(lang))
    results = list(_harvested(gateway, names, quiet=as_json, full=full))
    if as_json:
        answers = [result.as_json() for result in results]
        typer.echo(
            simplejson.dumps(answers[0] if len(answers) == 1 else answers, ensure_ascii=False, indent=1)
        )
    raise typer.Exit(exit_code(results))


def _harvested(gateway: Gateway, names: list[str], *, quiet: bool, full: bool) -> Iterator[RunResult]:
    with harvester(gateway, lambda item: None if quiet else typer.echo(f"  {item.title}")) as worker:
        for name in names:
            if not quiet:
                typer.echo(f"{name}:")
            result = worker.harvest(name, full=full)
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
    lines += [f"  error: {error['sentence']}" for error in result.errors if "sentence" in error]
    lines += [line for error in result.errors if "lost" in error for line in _loss(result.run, error)]
    troubled = [item for item in result.items if item["outcome"] in TROUBLED]
    for cause in causes(troubled):
        if cause.severity == "violation":
            lines += _cause(cause, [item for item in troubled if _has(item, cause)])
    return "\n".join(lines)


def _cause(cause: Cause, items: list[dict[str, Any]]) -> list[str]:  # items of a run's result
    """Say a cause: by the finding itself where one item has it, else once for all of them."""
    sentences = [
        f"  {item['outcome']} {item['title']}: {found['sentence']}"
        for item in items
        for found in item["findings"]
        if cause.is_of(found, item)
    ]
    if len(sentences) <= ONE_BY_ONE:
        return sentences
    head = f"  {cause.count} items, {cause.rule} {cause.field}: expected {cause.expected} {cause.mend}"
    named = [f"    {one['title']}: found {one['found']} {one['link']}".rstrip() for one in cause.examples]
    more = [f"    and {cause.count - len(named)} more"] if cause.count > len(named) else []
    return [head, *named, *more]


def _has(item: dict[str, Any], cause: Cause) -> bool:  # an item of a run's result
    return any(cause.is_of(found, item) for found in item["findings"])


def _loss(run: str, error: dict[str, Any]) -> list[str]:  # an error of a run's result
    """Say what a held run would take away."""
    lost = error.get("datasets", [])
    head = f"  would take away {len(error['lost'])} of {error['standing']} datasets ({error['allowed']} go without asking):"
    named = [f"    {one['id']}: {one['title']}" for one in lost[:LOST_SHOWN]]
    more = [f"    and {len(lost) - len(named)} more"] if len(lost) > len(named) else []
    return [head, *named, *more, f"  If that is meant: ogledalo runs approve {run}"]


def _preview(gateway: Gateway, names: list[str], most: int | None, *, as_json: bool, lang: Lang) -> None:
    """Say what harvests would do; exit 1 if some items would be refused or fail, 2 if one would be held for a person."""
    seen: list[Preview] = []
    with harvester(gateway) as worker:
        for name in names:
            seen.append(worker.preview(name, most))
            if not as_json:
                typer.echo("\n".join((f"{name}:", *preview_lines(seen[-1], lang))))
    if as_json:
        answers = [preview_json(one, lang) for one in seen]
        typer.echo(
            simplejson.dumps(answers[0] if len(answers) == 1 else answers, ensure_ascii=False, indent=1)
        )
    states = {one.state for one in seen}
    raise typer.Exit(FAILED if states & {"failed", "partial"} else HELD if "held" in states else 0)
