"""Commands on the policies of a node: looked over, drafted, submitted, approved, activated, retired, listed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from api.cli_common import gateway_of, require_organisation
from api.cli_errors import fail, language
from api.door import Door
from api.gateway import Gateway
from api.people.acts import COMMAND_LINE, OPERATOR
from api.people.work import acting
from api.policies_told import report_told
from api.policy_administration import (
    Desk,
    accept,
    bring_into_force,
    hand_in,
    propose,
    redraft,
    take_out_of_force,
    turn_down,
    versions_at,
)
from api.policy_models import ApprovalIn, DraftIn, PolicyIn, SubmitIn, TermsIn
from policies.decision import Subject
from policies.lifecycle import in_force_at, state_at
from policies.lifecycle_drafts import from_document, named
from policies.lifecycle_lint import LintReport, on_any_node
from policies.odrl.errors import PolicyDocumentError
from policies.odrl.lint import check_document
from policies.publishing import new_policy_id, policies_of
from policies.publishing_errors import (
    GoldenRequestsError,
    LegalConfirmationError,
    PolicyRefusedError,
    PolicyStateError,
    PublishingError,
)
from policies.tables import PolicyVersion
from schemas.languages import Lang
from schemas.messages import say

PolicyId = Annotated[str, typer.Argument(metavar="ID", help="The policy's id, as `policy list` prints it.")]
LangOption = Annotated[str, typer.Option("--lang", help="en, sl or hr.")]
At = Annotated[datetime | None, typer.Option("--at", help="A time to come (UTC); else now.")]
Several = list[str] | None
NAMELESS = "urn:policy"
"""Stands for the name of a policy that gets one only when it is drafted."""


def add_commands(policy: typer.Typer) -> None:
    """Add these commands to the group of policies."""
    for name, command in (
        ("list", list_policies), ("lint", lint_file), ("draft", write_draft), ("submit", submit_draft),
        ("approve", approve_version), ("reject", reject_version), ("activate", activate_version),
        ("retire", retire_policy),
    ):  # fmt: skip
        policy.command(name)(command)


def list_policies(
    owner: Annotated[str, typer.Option("--owner", help="Only those of this organisation.")] = "",
) -> None:
    """List the policies by their id, with owner, version in force, states of the versions and title."""
    with _desk(gateway_of()) as desk:
        if owner:
            require_organisation(desk.door.session, owner)
        for row in policies_of(desk.door.session, {owner} if owner else None):
            now, versions = desk.door.now, versions_at(desk, row)
            states = " ".join(f"{one.version}:{state_at(one, now)}" for one in versions)
            standing = next(
                (f"version {one.version} in force" for one in versions if in_force_at(one, now)), "-"
            )
            typer.echo(f"{row.id}  {row.owner:28} {standing:20} [{states}]  {_title(row.title)}")


def lint_file(
    file: Annotated[Path, typer.Argument(help="A policy in JSON-LD, Turtle or RDF/XML.")],
    owner: Annotated[
        str, typer.Option("--owner", help="Hold it against what this organisation has on the node.")
    ] = "",
    lang: LangOption = "en",
) -> None:
    """Say what keeps a policy from being in force, and what to look at again; leave with 1 where something does."""
    said = language(lang)
    with _told(said):
        content = file.read_bytes()
        if not owner:
            read, findings = check_document(named(content, NAMELESS), file.name)
            more = (one for policy in read.policies for one in on_any_node(policy))
            report = LintReport((*findings, *more))
        else:
            with _desk(gateway_of()) as desk:
                policy_id = new_policy_id()
                draft = from_document(content, file.name, policy_id, desk.there(owner))
                report = desk.report(owner, policy_id, draft)
        _print(report, said)
    if report.violations:
        raise typer.Exit(1)


def write_draft(
    file: Annotated[Path | None, typer.Argument(help="A policy in JSON-LD, Turtle or RDF/XML.")] = None,
    owner: Annotated[str, typer.Option("--owner", help="The organisation whose a new policy is.")] = "",
    title: Annotated[str, typer.Option("--title", help="What people call a new policy.")] = "",
    policy: Annotated[str, typer.Option("--policy", help="Id of the policy that gets a new draft.")] = "",
    template: Annotated[
        str, typer.Option("--template", help="Instead of a file: open, network+sectors and so on.")
    ] = "",
    dataset: Annotated[Several, typer.Option("--dataset", help="May be given several times.")] = None,
    collection: Annotated[Several, typer.Option("--collection", help="May be given several times.")] = None,
    network: Annotated[Several, typer.Option("--network", help="May be given several times.")] = None,
    organisation: Annotated[
        Several, typer.Option("--organisation", help="May be given several times.")
    ] = None,
    purpose: Annotated[Several, typer.Option("--purpose", help="May be given several times.")] = None,
    sector: Annotated[Several, typer.Option("--sector", help="May be given several times.")] = None,
    until: Annotated[datetime | None, typer.Option("--until", help="End of an embargo (UTC).")] = None,
    attribution: Annotated[bool, typer.Option("--attribution", help="The source must be named.")] = False,
    unseen: Annotated[bool, typer.Option("--unseen", help="Others do not see that it exists.")] = False,
    lang: LangOption = "en",
) -> None:
    """Write the draft of a new policy, or of one that there is; it changes nothing until it is activated."""
    said = language(lang)
    terms = TermsIn(
        datasets=tuple(dataset or ()), collections=tuple(collection or ()), networks=tuple(network or ()),
        organisations=tuple(organisation or ()), purposes=tuple(purpose or ()), sectors=tuple(sector or ()),
        until=_utc(until), attribution=attribution, seen=not unseen,
    )  # fmt: skip
    with _told(said), _desk(gateway_of()) as desk:
        document = file.read_text(encoding="utf-8") if file else None
        told = {
            "template": template,
            "terms": terms,
            "document": document,
            "media_type": file.name if file else "",
        }
        if policy:
            turn, row, report = redraft(desk, policy, DraftIn.model_validate(told))
        else:
            called = {"owner": owner, "title": {"en": title or template or (file.stem if file else "")}}
            turn, report = propose(desk, PolicyIn.model_validate(told | called))
            row = turn.versions[-1]
        _print(report, said)
        _step(turn.policy.id, row)


def submit_draft(
    policy: PolicyId,
    confirm_legal: Annotated[
        bool, typer.Option("--confirm-legal", help="A person looked at the law that lint named.")
    ] = False,
    ground: Annotated[str, typer.Option("--ground", help="Why datasets are withheld.")] = "",
    lang: LangOption = "en",
) -> None:
    """Hand the draft of a policy in for review."""
    said = language(lang)
    with _told(said), _desk(gateway_of()) as desk:
        turn, row, report = hand_in(
            desk, policy, SubmitIn(version=None, confirm_legal=confirm_legal, ground=ground)
        )
        _print(report, said)
        _step(turn.policy.id, row)


def approve_version(
    policy: PolicyId,
    note: Annotated[str, typer.Option("--note", help="What is said to it.")] = "",
    sole_officer: Annotated[
        str, typer.Option("--sole-officer", metavar="REASON", help="Why nobody else can approve it.")
    ] = "",
    lang: LangOption = "en",
) -> None:
    """Approve what was submitted."""
    alone = bool(sole_officer)
    with _told(language(lang)), _desk(gateway_of()) as desk:
        body = ApprovalIn(version=None, note=note, sole_officer=alone, reason=sole_officer)
        turn, row = accept(desk, policy, body)
        _step(turn.policy.id, row)


def reject_version(
    policy: PolicyId,
    note: Annotated[str, typer.Option("--note", help="Why.")],
    lang: LangOption = "en",
) -> None:
    """Reject what was submitted, and say why."""
    with _told(language(lang)), _desk(gateway_of()) as desk:
        turn, row = turn_down(desk, policy, note, None)
        _step(turn.policy.id, row)


def activate_version(policy: PolicyId, at: At = None, lang: LangOption = "en") -> None:
    """Bring what was approved into force, now or at a time to come."""
    said = language(lang)
    with _told(said), _desk(gateway_of()) as desk:
        turn, row, replaced, report = bring_into_force(desk, policy, _utc(at), None)
        _print(report, said)
        for one in (*replaced, row):
            _step(turn.policy.id, one)


def retire_policy(policy: PolicyId, at: At = None, lang: LangOption = "en") -> None:
    """Take a policy out of force, now or at a time to come; what sources declare decides again."""
    with _told(language(lang)), _desk(gateway_of()) as desk:
        turn, ended = take_out_of_force(desk, policy, _utc(at))
        for one in ended:
            _step(turn.policy.id, one)


@contextmanager
def _desk(gateway: Gateway) -> Iterator[Desk]:
    """Open the desk of whoever runs the node: no role is asked for, four eyes are."""
    with acting(gateway) as session:
        door = Door(
            Subject(OPERATOR),
            session,
            gateway.audit,
            gateway.clock(),
            gateway.policies,
            "cli",
            everything=True,
        )
        yield Desk(door, gateway.settings.four_eyes, COMMAND_LINE)


@contextmanager
def _told(lang: Lang) -> Iterator[None]:
    """Say what is refused in the reader's language, and leave with exit code 1."""
    try:
        yield
    except PolicyRefusedError as error:
        _print(error.report, lang)
        fail(str(error))
    except LegalConfirmationError as error:
        _print(error.report, lang)
        fail(say("policy_cli.confirm", lang))
    except GoldenRequestsError as error:
        for one in error.failures:
            typer.echo(f"{one.label}: {one.expected} -> {one.found} [{one.rule}]")
        fail(str(error))
    except PolicyStateError as error:
        fail(f"{error}\n{error.mend.in_(lang)}")
    except (PublishingError, PolicyDocumentError) as error:
        fail(str(error))
    except ValidationError as error:
        fail("; ".join(str(one["msg"]) for one in error.errors()))


def _print(report: LintReport, lang: Lang) -> None:
    told = report_told(report, lang)
    for one in told["findings"]:
        typer.echo(f"{one['severity']:9} {one['code']:18} {one['sentence']}")
    if report.violations:
        typer.echo(say("policy_cli.refused", lang, count=str(len(report.violations))))
    else:
        typer.echo(say("policy_cli.in_order", lang))


def _step(policy_id: str, row: PolicyVersion) -> None:
    times = " ".join(
        f"{word} {moment:%Y-%m-%d %H:%M:%S} UTC"
        for word, moment in (("from", row.active_from), ("until", row.active_to))
        if moment is not None
    )
    typer.echo(f"{policy_id}  version {row.version}  {row.state}  {times}".rstrip())


def _title(title: dict[str, str]) -> str:
    return title.get("en") or next(iter(title.values()), "")


def _utc(time: datetime | None) -> datetime | None:
    return time if time is None or time.tzinfo else time.replace(tzinfo=UTC)
