"""The command that shows a mirror: a fact as every source sees it."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any

import simplejson
import typer

from api.cli_common import gateway_of, operator_door
from api.cli_errors import language
from api.mirroring import mirror_within
from schemas.languages import Lang
from schemas.messages import say
from schemas.mirror.mirror import MirrorQuestion
from schemas.mirror.serialise import to_dict
from schemas.observations import decimal_text

Json = Mapping[str, Any]  # an answer as the API gives it


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(mirror)


def mirror(
    place: str,
    indicator: Annotated[str, typer.Option("--indicator", help="An indicator's code.")] = "GHG.TOT",
    period: Annotated[str, typer.Option("--period", help="A period; else the newest that two tell of.")] = "",
    sector: Annotated[str, typer.Option("--sector", help="A sector's code.")] = "_T",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    lang: Annotated[str, typer.Option("--lang", help="en, sl or hr.")] = "en",
) -> None:
    """Show a place's figure as every source sees it, and take the differences apart."""
    gateway = gateway_of()
    with operator_door(gateway) as door:
        found = mirror_within(door, MirrorQuestion(place, indicator, period, sector))
    answer = to_dict(found, language(lang))
    if as_json:
        typer.echo(simplejson.dumps(answer, use_decimal=True, ensure_ascii=False, indent=1))
        return
    typer.echo("\n".join(mirror_lines(answer, language(lang))))


def mirror_lines(answer: Json, lang: Lang) -> list[str]:
    """Say a mirror: how well the sources agree, each with its figure, the parts of its difference and the rest."""
    lines = [f"{answer['indicator']} {answer['place']} {answer['period'] or '-'}", answer["agreement"], ""]
    for source in answer["sources"]:
        lines += _source_lines(source, lang)
    if answer["others"]:
        lines += ["", say("mirror.cli.around", lang)]
        lines += [f"  {_figure(one)}  {one['place']} {one['title']}" for one in answer["others"]]
    override = answer["preference"]["override"]
    if override:
        lines += [
            "",
            say(
                "mirror.cli.decided", lang, sources=", ".join(override["sources"]), reason=override["reason"]
            ),
        ]
    return lines


def _source_lines(source: Json, lang: Lang) -> Iterator[str]:
    marks = [source["period"], say(f"mirror.level.{source['level']}", lang)]
    if source["reference"]:
        marks.append(say("mirror.cli.reference", lang))
    if source["example"]:
        marks.append(say("mirror.cli.example", lang))
    yield f"{_figure(source)}  {source['title']} ({', '.join(marks)})"
    if source["reference"]:
        return
    yield f"{'':8}{source['difference']['sentence']}"
    for part in source["difference"]["parts"]:
        yield f"{'':10}{part['part']:12} {_amount(part):>20}  {part['message']}"
    residual = source["difference"]["residual"]
    if residual is not None:
        yield f"{'':10}{say('mirror.cli.residual', lang):12} {_signed(residual):>20}"


def _figure(source: Json) -> str:
    return f"{_rounded(source['value']):>16} {source['unit']}"


def _amount(part: Json) -> str:
    if part["amount"] is not None:
        return _signed(part["amount"])
    if part["how"] != "bounded":
        return "?"
    lower, upper = (("?" if end is None else _signed(end)) for end in (part["lower"], part["upper"]))
    return f"{lower} .. {upper}"


def _signed(value: Decimal) -> str:
    return ("+" if value > 0 else "") + _rounded(value)


def _rounded(value: Decimal) -> str:
    """Write a number with two decimals at most; the API gives every digit."""
    return decimal_text(round(value, 2))
