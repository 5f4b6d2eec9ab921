"""The command `ogledalo progress`."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any

import simplejson
import typer

from api.cli_common import gateway_of, operator_door
from api.cli_errors import language
from api.progress import licences_of, progress_within
from schemas.languages import Lang
from schemas.messages import say
from schemas.observations import decimal_text
from schemas.progress.path import LINEAR
from schemas.progress.report import Question
from schemas.progress.serialise import progress_dict

Json = dict[str, Any]  # a report as the API gives it
DISTANCE = {"behind": "behind", "ahead": "ahead", "on_path": "distance", None: "distance"}
"""By state: how the distance to the path is called."""

TOLD = ("level", "reduction", "percent", "increase", "increase_percent", "residual", "gap", "other_plans")


def add_to(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("progress")(tell_progress)


def tell_progress(
    place: str,
    indicator: str = "GHG.TOT",
    sector: str = "_T",
    path: Annotated[str, typer.Option("--path", help="linear or constant-rate.")] = LINEAR,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    lang: Annotated[str, typer.Option("--lang", help="en, sl or hr.")] = "en",
) -> None:
    """Tell where a place stands between baseline and target, and what it must cut each year."""
    gateway = gateway_of()
    with operator_door(gateway) as door:
        found = progress_within(door, Question(place, indicator, sector, path))
        answer = progress_dict(found, language(lang)) | {"licences": licences_of(door, found)}
    if as_json:
        typer.echo(simplejson.dumps(answer, use_decimal=True, ensure_ascii=False, indent=1))
        return
    typer.echo("\n".join(progress_lines(answer, language(lang))))


def progress_lines(answer: Json, lang: Lang) -> Iterator[str]:
    """Say a report, a line each."""
    yield f"{answer['name']} ({answer['place']}), {answer['indicator']}, {answer['unit']}"
    yield _line("baseline", answer["baseline"], lang)
    for one in answer["targets"]:
        for part in TOLD:
            if one[part] is not None:
                yield _line(part, one[part], lang)
    standing = answer["standing"]
    if standing is not None:
        yield _line("latest", standing["latest"], lang)
        yield from _held_against(standing, lang)
    yield from (f"- {caveat}" for caveat in answer["caveats"])


def _line(part: str, figure: Json | None, lang: Lang) -> str:
    name = say(f"progress.part.{part}", lang)
    if figure is None:
        return f"  {name:34} {'-':>16}"
    said = figure["computed_as"] or say("progress.printed", lang, raw=figure["raw"])
    return f"  {name:34} {_number(figure['value']):>16}  {figure['period']:8} {said}"


def _held_against(standing: Json, lang: Lang) -> Iterator[str]:
    if standing["on_path"] is not None:
        yield _row("on_path", standing["on_path"], "", lang)
        yield _row(DISTANCE[standing["state"]], abs(standing["distance"]), "", lang)
    name = "rise" if standing["direction"] == "rise" else "cut"
    for cut in (standing["next_cut"], standing["required_cut"]):
        if cut is not None:
            until = say("progress.until", lang, period=cut["period"])
            yield _row(name, cut["amount"], until, lang)
            if cut["percent"] is not None:
                yield _row(f"{name}_percent", cut["percent"], until, lang)


def _row(part: str, number: Decimal, until: str, lang: Lang) -> str:
    return f"  {say(f'progress.part.{part}', lang):34} {_number(number):>16}  {until}".rstrip()


def _number(number: Decimal) -> str:
    return decimal_text(number.quantize(Decimal("0.01")) if number % 1 else number)
