"""The commands that rehearse a policy, explain a decision and show who may do what: run by whoever runs the node."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from api.cli_common import door_in, gateway_of, require_organisation
from api.cli_errors import fail, language
from api.door import Door
from api.explaining_others import explained
from api.overview_told import Json, overview_told, owners_asked
from api.people.acts import OPERATOR
from api.rehearsing import Asked, simulate, simulation_told
from catalogue.database import unit_of_work
from policies.decision import Action, Subject
from policies.odrl.errors import PolicyDocumentError
from policies.rehearsal.datasets import targets_of
from policies.rehearsal.errors import RehearsalError
from policies.rehearsal.personas import Persona, persona_of

PARTS = ("organisation", "network", "kind", "purpose", "auth-method", "assurance")
ACTIONS = {one.value: one for one in (Action.DISCOVER, Action.READ, Action.BULK)}

Owner = Annotated[str, typer.Option("--owner", help="The organisation whose policies or datasets they are.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Said = Annotated[str, typer.Option("--lang", help="en, sl or hr.")]


def simulate_policy(
    policy: Annotated[str, typer.Argument(help="A file with a policy, or the id of one with a draft.")],
    owner: Owner = "",
    persona: Annotated[
        list[str] | None,
        typer.Option(
            "--persona",
            help="world, or organisation:ID, network:ID, kind:CODE, purpose:CODE, joined with commas.",
        ),
    ] = None,
    days: Annotated[
        int, typer.Option("--days", min=0, max=400, help="Judge requests of so many days again.")
    ] = 30,
    retire: Annotated[bool, typer.Option("--retire", help="Rehearse that the policy is retired.")] = False,
    as_json: AsJson = False,
    lang: Said = "en",
) -> None:
    """Say what a policy would change: who gains, who loses, and how requests of the past would be answered."""
    told, personas = language(lang), tuple(map(_persona, persona or ())) or None
    file = Path(policy)
    document = file.read_text(encoding="utf-8") if not retire and file.is_file() else None
    if document is not None and not owner:
        fail(f"{policy}: say with --owner whose policy it is")
    with _operating() as door:
        asked = Asked(
            "" if document is not None else policy, document, owner, retire, personas, days, door.now
        )
        found = simulation_told(door, simulate(door, asked), told)
    _print(found, found["words"], as_json=as_json)


def explain_decision(
    dataset: Annotated[str, typer.Argument(help="A dataset's id.")],
    organisation: Annotated[
        str, typer.Option("--as", help="The organisation that asks; the world where none is named.")
    ] = "",
    network: Annotated[
        list[str] | None, typer.Option("--network", help="A network that they belong to; several times.")
    ] = None,
    kind: Annotated[
        str, typer.Option("--kind", help="public-body, research, company, citizen or media.")
    ] = "",
    purpose: Annotated[
        list[str] | None, typer.Option("--purpose", help="What for, by code or IRI; several times.")
    ] = None,
    action: Annotated[str, typer.Option("--action", help="discover, read or bulk-download.")] = "read",
    as_json: AsJson = False,
    report: Annotated[
        bool, typer.Option("--report", help="Print an ODRL compliance report in Turtle.")
    ] = False,
    lang: Said = "en",
) -> None:
    """Say why somebody's request for a dataset is answered as it is: each rule, and what would let them in."""
    told = language(lang)
    if action not in ACTIONS:
        raise typer.BadParameter(f"{action}: one of {', '.join(ACTIONS)}", param_hint="--action")
    parts = {
        "organisations": [organisation] if organisation else [],
        "networks": network,
        "kind": kind,
        "purposes": purpose,
    }
    with _operating() as door:
        if organisation:
            require_organisation(door.session, organisation)
        found = explained(
            door, persona_of({"label": "asker", **parts}), ACTIONS[action], door.target(dataset), door.now
        )
        if report:
            typer.echo(found.report(), nl=False)
            return
        answer = found.as_json(told)
    _print(answer, _sentences(answer), as_json=as_json)


def show_matrix(
    owner: Owner = "",
    dataset: Annotated[str, typer.Option("--dataset", help="One dataset only.")] = "",
    as_json: AsJson = False,
    lang: Said = "en",
) -> None:
    """Show who may do what with an owner's datasets, and which of them nobody else may read."""
    told = language(lang)
    with _operating() as door:
        if owner:
            require_organisation(door.session, owner)
        if dataset:
            targets = [door.target(dataset)]
            owners = frozenset({targets[0].owner})
        else:
            owners = owners_asked(door, owner)
            targets = targets_of(door.session, owners=owners)
        found = overview_told(door, owners, targets, told)
    _print(found, [*_table(found), *found["words"]], as_json=as_json)


@contextmanager
def _operating() -> Iterator[Door]:
    """Open a door for whoever runs the node; an error of policies is one line."""
    gateway = gateway_of()
    try:
        with unit_of_work(gateway.engine) as session:
            yield replace(door_in(gateway, session, Subject(OPERATOR)), everything=True)
        gateway.audit.drain_or_tell(gateway.engine)
    except (RehearsalError, PolicyDocumentError) as error:
        fail(str(error))


def _persona(text: str) -> Persona:
    """Read a persona: parts with commas between them, each a kind and a value."""
    parts: dict[str, list[str]] = {}
    for one in (one.strip() for one in text.split(",") if one.strip() != "world"):
        kind, _, value = one.partition(":")
        if kind not in PARTS or not value:
            raise typer.BadParameter(
                f"{one}: one of {', '.join(f'{part}:...' for part in PARTS)}", param_hint="--persona"
            )
        parts.setdefault(kind, []).append(value)
    return persona_of(
        {
            "label": text,
            "organisations": parts.get("organisation"),
            "networks": parts.get("network"),
            "purposes": parts.get("purpose"),
            "kind": "".join(parts.get("kind", ())[:1]),
            "auth_method": "".join(parts.get("auth-method", ())[:1]),
            "assurance": "".join(parts.get("assurance", ())[:1]),
        }
    )


def _sentences(found: Json) -> Iterator[str]:
    yield f"{found['decision']}: {found['reason']}"
    yield found["row_filter"]["human"]
    for rule in found["rules"]:
        yield f"  {rule['in_words']}"
        yield from (f"    {one['in_words']}" for one in (*rule["constraints"], *rule["duties"]))
    yield from (f"{one['label']}: {one['explained']}" for one in found["duties"])
    if found["nearest"]:
        yield found["nearest"]["in_words"]
    yield from found["next_steps"]


def _table(found: Json) -> Iterator[str]:
    names = {one["label"]: one["name"] for one in found["personas"]}
    for one in found["cells"]:
        rows = f" {one['rows']}/{one['total']}" if one["action"] != Action.DISCOVER.value else ""
        yield f"{names[one['persona']]}  {one['dataset']}  {one['action']}  {one['access']}{rows}"


def _print(found: Json, lines: Iterable[str], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for line in lines:
        typer.echo(line)
