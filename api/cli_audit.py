"""Commands on the audit log: list, checkpoint, keys, rotate-key, export, verify, erase, prune."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from api.audit_keys import change_key, public_keys
from api.auditing import erase, exported_log, remove_expired, seal
from api.cli_common import gateway_of
from api.cli_errors import REFUSED, fail, language
from catalogue.audit import AuditEntry, record_act
from catalogue.database import unit_of_work
from policies.audit.keys import VerifierKey
from policies.audit.log_file import LONGEST_LINE
from policies.audit.notes import Note, read_note
from policies.audit.verification import LogReport, verify_log
from schemas.languages import Lang
from schemas.messages import say

audit = typer.Typer(help="The audit log.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(audit, name="audit")


@audit.command("list")
def list_audit() -> None:
    """Print the audit log."""
    for entry in gateway_of().audit.entries():
        when = f"{entry['number']:6} {entry['recorded_at'].isoformat()}"
        if entry["removed"]:
            typer.echo(f"{when} {entry['kind']}, text removed")
            continue
        decision = "permitted" if entry["permitted"] else "refused"
        typer.echo(
            f"{when} {entry['subject']:24} {entry['act']:14} {decision:9} {entry['target']} [{entry['rule']}]"
        )


@audit.command("checkpoint")
def print_checkpoint() -> None:
    """Sign what is on record now, and print the checkpoint: give it to who shall be able to prove it later."""
    typer.echo(seal(gateway_of()), nl=False)


@audit.command("keys")
def print_keys() -> None:
    """Print the log's public keys, the newest last."""
    for key in public_keys(gateway_of().settings):
        typer.echo(key.text())


@audit.command("rotate-key")
def rotate_key() -> None:
    """Make a new signing key, and print its public part; older checkpoints are checked with the older keys."""
    gateway = gateway_of()
    seal(gateway)
    made = change_key(gateway.settings).verifier()
    with unit_of_work(gateway.engine) as session:
        act = AuditEntry("operator", "audit.rotate-key", made.text(), permitted=True, rule="command-line")
        record_act(session, act, gateway.clock())
    seal(gateway)
    typer.echo(made.text())


@audit.command("export")
def export(
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write; it must not exist.")],
) -> None:
    """Write the whole log into a file that anybody can verify without this node."""
    if output.exists():
        fail(f"{output} exists already; name a new file")
    draft = output.with_name(f"{output.name}.part")
    draft.touch(mode=0o600)  # who asked for what is not for everybody
    with draft.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(exported_log(gateway_of()))
    draft.replace(output)
    typer.echo(f"wrote {output}")


@audit.command("verify")
def verify(
    file: Annotated[
        Path | None, typer.Option("--file", help="An exported log; else this node's own.")
    ] = None,
    checkpoint: Annotated[
        list[Path] | None,
        typer.Option("--checkpoint", help="A checkpoint kept earlier: the log must go on from it."),
    ] = None,
    key: Annotated[
        list[str] | None, typer.Option("--key", help="A public key of the log, known from elsewhere.")
    ] = None,
    lang: Annotated[str, typer.Option("--lang", help="en, sl or hr.")] = "en",
) -> None:
    """Check every record, root and signature of the log; exit code 1 where one does not hold."""
    told = language(lang)
    kept = [_note(path) for path in checkpoint or ()]
    trusted = [VerifierKey.read(text) for text in key or ()]
    report = verify_log(_lines(file) if file else exported_log(gateway_of()), trusted, kept)
    for line in _said(report, told):
        typer.echo(line)
    if not report.holds:
        raise typer.Exit(REFUSED)


@audit.command("erase")
def erase_subject(
    subject: Annotated[str, typer.Option("--subject", help="The person, as keys name them.")],
) -> None:
    """Erase a person from the log: nobody can tell any more whom their records are about; proofs still hold."""
    if not erase(gateway_of(), subject):
        fail(f"the audit log knows no {subject!r}; `ogledalo audit list` shows whom it knows")
    typer.echo(f"erased {subject}")


@audit.command("prune")
def prune() -> None:
    """Remove the texts of records whose time is over; their hashes stay, and proofs still hold."""
    removed = remove_expired(gateway_of())
    typer.echo(", ".join(f"removed {count} {kind}s" for kind, count in removed.items()) or "nothing is over")


def _note(path: Path) -> Note:
    return read_note(path.read_bytes().decode("utf-8", "surrogateescape"))


def _lines(path: Path) -> Iterator[str]:
    """Give a file's lines; a line that is too long is cut, and then refused."""
    with path.open(encoding="utf-8", errors="surrogateescape", newline="\n") as file:
        yield from iter(lambda: file.readline(LONGEST_LINE + 1), "")


def _said(report: LogReport, lang: Lang) -> Iterator[str]:
    counts = {"origin": report.origin, "size": report.size, "checkpoints": report.checkpoints}
    yield say("audit.read", lang, **counts, removed=report.removed)
    for fault in report.faults:
        yield f"  {fault.said.in_(lang)}"
    yield say("audit.holds" if report.holds else "audit.broken", lang, root=report.root.hex())
    if report.holds and not report.trusted:
        yield say("audit.untrusted", lang)
