"""The command that says what would make places comparable, and writes the letters."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, get_args

import simplejson
import typer

from api.cli_common import gateway_of, operator_door
from api.cli_errors import fail, language
from api.lifting import letter_of, lifting_named, lifts_told, lifts_within
from schemas.comparability.question import Question
from schemas.languages import Lang
from schemas.lifting.letter import Format
from schemas.messages import say
from schemas.observations import decimal_text

Json = Mapping[str, Any]  # an answer as the API gives it


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(lifts)


def lifts(
    indicator: str,
    place: Annotated[list[str], typer.Option("--place", help="A place's code; several times.")],
    sector: str = "_T",
    scope: str = "",
    period: str = "baseline",
    source: str = "",
    profile: str = "NZC-CCC",
    factors: Annotated[
        str, typer.Option("--factors", help="published, or common for every place.")
    ] = "published",
    gwp: Annotated[str, typer.Option("--gwp", help="A set of warming potentials, e.g. AR6.")] = "",
    climate: Annotated[
        str, typer.Option("--climate", help="Years of a reference climate, e.g. 1991-2020.")
    ] = "",
    letter: Annotated[str, typer.Option("--letter", help="Write the letter of this rank or id.")] = "",
    form: Annotated[str, typer.Option("--format", help="txt or md, of a letter.")] = "txt",
    date: Annotated[str, typer.Option("--date", help="A date to stand above a letter.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    lang: Annotated[str, typer.Option("--lang", help="en, sl or hr.")] = "en",
) -> None:
    """Say which missing data would make places comparable and who has them; write the letters."""
    chosen = next((one for one in get_args(Format) if one == form), None)
    if chosen is None:
        fail(f"--format {form}: one of txt, md")
    gateway = gateway_of()
    question = Question(
        indicator=indicator, places=tuple(place), sector=sector, scope=scope or None, source=source, period=period,
        profile=profile, factors=factors, gwp=gwp, climate=climate,
    )  # fmt: skip
    with operator_door(gateway) as door:
        found = lifts_within(door, question)
    if letter:
        one = lifting_named(found, letter)
        typer.echo(letter_of(found, one, gateway.settings.base_url, language(lang), chosen, date), nl=False)
        return
    answer = lifts_told(found, language(lang))
    if as_json:
        typer.echo(simplejson.dumps(answer, use_decimal=True, ensure_ascii=False, indent=1))
        return
    typer.echo("\n".join(lifts_lines(answer, language(lang))))


def lifts_lines(answer: Json, lang: Lang) -> Iterator[str]:
    """Say what would make places comparable: the verdict now, the fewest data, each datum in its rank."""
    yield say("lifting.cli.now", lang, verdict=say(f"lifting.verdict.{answer['verdict']}", lang))
    yield answer["sentence"]
    yield ""
    for one in answer["lifts"]:
        yield from _datum_lines(one, lang)
    for found in answer["sets"]:
        numbers = ", ".join(str(one["rank"]) for one in answer["lifts"] if one["id"] in found["data"])
        yield f"{' '.join(found['places'])}: {say('lifting.verdict.' + found['verdict_after'], lang)}: {numbers}"
    if answer["remaining"]:
        yield ""
        yield say("lifting.remaining", lang)
        yield from dict.fromkeys(
            f"  {one['level']:8} {one['dimension']:16} {one['message']}" for one in answer["remaining"]
        )


def _datum_lines(one: Json, lang: Lang) -> Iterator[str]:
    tonnes = "" if one["tonnes"] is None else decimal_text(round(one["tonnes"], 0))
    yield f"{one['rank']:>3} {tonnes:>10}  {one['needs']}"
    yield f"{'':16}{say('lifting.cli.held_by', lang)} {one['held_by']['name']}"
    lifted: dict[str, list[str]] = {}
    for each in one["lifts"]:
        lifted.setdefault(each["dimension"], []).append("–".join(each["places"]))
    said = "; ".join(f"{dimension} ({', '.join(pairs)})" for dimension, pairs in lifted.items())
    yield f"{'':16}{say('lifting.cli.lifts', lang)} {said}"
    yield f"{'':16}{one['id']}"
    yield ""
