"""Commands on figures: compare, explain."""

from typing import Annotated

import simplejson
import typer

from api import explanation
from api.cli_common import gateway_of, operator_door
from api.cli_errors import fail, language
from api.comparing import compare_within
from api.door import Door
from api.reuse_terms import reuse_told
from api.text_answers import comparison_lines, explanation_lines
from schemas.comparability.question import Question

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
LangOption = Annotated[str, typer.Option("--lang", help="en, sl or hr.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (compare, explain):
        app.command()(command)


def compare(
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
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Compare places: published and harmonised figures, the verdict and its reasons."""
    gateway = gateway_of()
    question = Question(
        indicator=indicator, places=tuple(place), sector=sector, scope=scope or None, source=source, period=period,
        profile=profile, factors=factors, gwp=gwp, climate=climate,
    )  # fmt: skip
    with operator_door(gateway) as door:
        compared = compare_within(door, question)
    answer = {**compared.to_dict(language(lang)), "reuse": reuse_told(compared.terms, language(lang))}
    if as_json:
        typer.echo(simplejson.dumps(answer, use_decimal=True, ensure_ascii=False, indent=1))
        return
    typer.echo("\n".join(comparison_lines(answer, language(lang))))


def explain(
    asked: Annotated[list[str], typer.Argument(help="An observation's id, or INDICATOR PLACE PERIOD.")],
    sector: str = "_T",
    scope: str = "_T",
    source: str = "",
    verify: Annotated[bool, typer.Option("--verify", help="Make it again from the stored bytes.")] = False,
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Explain a number back to the cell of its source; --verify makes it again, offline."""
    if len(asked) not in (1, 3):
        fail("explain takes an observation's id, or INDICATOR PLACE PERIOD")
    gateway = gateway_of()
    holds = True
    with operator_door(gateway) as door:
        ids = asked[:1] if len(asked) == 1 else _series(door, asked, sector, scope, source)
        for observation_id in ids:
            answer = explanation.explain(gateway, door, observation_id, language(lang), verify)
            holds = holds and (answer["verified"] is None or answer["verified"]["holds"])
            lines = [simplejson.dumps(answer, use_decimal=True, ensure_ascii=False, indent=1)]
            typer.echo("\n".join(lines if as_json else explanation_lines(answer, language(lang))))
    if not holds:
        fail("the figure does not come out of the stored bytes")


def _series(door: Door, asked: list[str], sector: str, scope: str, source: str) -> list[str]:
    key = {
        "indicator": asked[0], "place": asked[1], "period": asked[2], "sector": sector, "scope": scope, "source": source,
    }  # fmt: skip
    found = explanation.find_series(door, key)
    if not found:
        fail(f"no observation {' '.join(asked)} with sector {sector} and scope {scope}")
    return [one.id for one in found]
