"""Commands on how well datasets are described, and on whether their addresses answer."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated

import simplejson
import typer

from api.cli_common import gateway_of, operator_door
from api.cli_errors import language
from api.links import check_due_links
from api.quality import Group, Quality, grouped, qualities, quality_of
from api.quality_told import group_json, quality_json
from api.registry_shelf import Registered
from connectors.link_checking import Link
from schemas.languages import Lang
from schemas.messages import say
from schemas.mqa.metrics import MOST
from schemas.mqa.scoring import Score

links = typer.Typer(help="Links: whether the addresses that records name answer.", no_args_is_help=True)
WEEK = 7.0
LangOption = Annotated[str, typer.Option("--lang", help="en, sl or hr.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("quality")(quality)
    app.add_typer(links, name="links")


def quality(
    dataset: Annotated[str, typer.Argument(help="A dataset's id; all datasets where none is named.")] = "",
    source: Annotated[str, typer.Option("--source", help="Only the datasets of one source.")] = "",
    publisher: Annotated[str, typer.Option("--publisher", help="Only those of one organisation.")] = "",
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Rate how well datasets are described, by the EU's 405 points, and say what would bring most."""
    spoken, gateway = language(lang), gateway_of()
    with operator_door(gateway) as door:
        registered = Registered.read(door.session)
        if dataset:
            one = quality_of(door, registered, dataset)
            typer.echo(_written(quality_json(one, spoken)) if as_json else "\n".join(_lines(one, spoken)))
            return
        groups = grouped(qualities(door, registered, publisher=publisher, source=source), "publisher")
    if as_json:
        typer.echo(_written([group_json(one, spoken) for one in groups]))
    else:
        typer.echo("\n".join(_group_line(one, spoken) for one in groups) or "no datasets")


@links.command("check")
def check(
    source: Annotated[str, typer.Option("--source", help="Only those of one source's datasets.")] = "",
    after: Annotated[float, typer.Option("--after", min=0, help="Days for which an answer counts.")] = WEEK,
    most: Annotated[int | None, typer.Option("--most", min=1, help="At most so many addresses.")] = None,
) -> None:
    """Ask the addresses of files whether they answer; stopped and begun again, it goes on where it was."""

    def tell(link: Link) -> None:
        if not link.answered:
            typer.echo(f"  {link.found}: {link.url}")

    counted = check_due_links(gateway_of(), timedelta(days=after), source=source, most=most, progress=tell)
    told = ", ".join(
        f"{counted[name]} {name}" for name in ("answered", "broken", "not asked") if counted[name]
    )
    typer.echo(told or "no address is due")


def _lines(one: Quality, lang: Lang) -> Iterator[str]:
    yield f"{one.view.id}: {one.view.title.in_(lang)}"
    if one.publishers is None:
        yield f"  {say('mqa.publisher_unknown', lang)}"
    else:
        yield f"  {say('mqa.by_publisher', lang)}: {_points(one.publishers, lang)}"
    yield f"  {say('mqa.by_us', lang)}: {_points(one.ours, lang)}"
    for key, names in (
        ("added", one.added),
        ("lost", one.lost),
        ("unchecked", frozenset(one.ours.unchecked)),
    ):
        if names:
            yield f"  {say(f'mqa.{key}', lang, metrics=labels(names, lang))}"
    yield from (f"  {step.text.in_(lang)}" for step in one.steps)


def labels(names: frozenset[str], lang: Lang) -> str:
    """Give the names of metrics for people, in one line."""
    return ", ".join(say(f"mqa.metric.{name}", lang) for name in sorted(names))


def _points(score: Score, lang: Lang) -> str:
    rating = say(f"mqa.rating.{score.rating}", lang)
    return say("mqa.points", lang, points=score.points, most=MOST, rating=rating)


def _group_line(group: Group, lang: Lang) -> str:
    own = "-" if group.publishers_mean is None else str(group.publishers_mean)
    worst, best = group.rated[0], group.next_step
    advice = f"; {best[0].text.in_(lang)} ({best[1]}x)" if best else ""
    return (
        f"{group.name or '-':24} {len(group.rated):6} datasets, mean {group.mean} (publisher {own}),"
        f" worst {worst.view.id} {(worst.publishers or worst.ours).points}{advice}"
    )


def _written(body: object) -> str:
    return simplejson.dumps(body, use_decimal=True, ensure_ascii=False, indent=1)
