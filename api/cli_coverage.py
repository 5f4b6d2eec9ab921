"""The command `ogledalo coverage`."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from api.asked_codes import known_indicators, known_places
from api.cli_common import gateway_of, operator_door
from api.cli_errors import language
from api.coverage import as_csv, as_xlsx, cell_row, chosen_indicators, coverage_of
from api.errors import FormatError
from schemas.coverage.table import STATES, Table
from schemas.errors import UnknownCodeError
from schemas.languages import Lang
from schemas.messages import say
from schemas.places import LEVELS, Level

WRITERS: Mapping[str, Callable[[Sequence[Table], Lang], bytes]] = {
    ".csv": lambda tables, lang: as_csv(tables, lang).encode("utf-8-sig"),
    ".xlsx": lambda tables, lang: as_xlsx(tables, lang),
}
"""How a file is written, by its ending."""


def add_to(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("coverage")(tell_coverage)


def tell_coverage(
    place: Annotated[list[str], typer.Option("--place", help="A place's code; several times.")],
    level: Annotated[
        list[str] | None, typer.Option("--level", help="eu, national, regional or local.")
    ] = None,
    indicator: Annotated[
        list[str] | None, typer.Option("--indicator", help="Codes; the core ones if none.")
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A file: .csv or .xlsx.")] = None,
    lang: Annotated[str, typer.Option("--lang", help="en, sl or hr.")] = "en",
) -> None:
    """Say what is held for a place at each level, how old it is, and who has what is missing."""
    gateway = gateway_of()
    levels, write = _levels(level or ()), _writer(output)
    with operator_door(gateway) as door:
        wanted = chosen_indicators(known_indicators(tuple(indicator or ())))
        tables = coverage_of(door, known_places(door.session, tuple(place)), wanted, levels)
    if output is None or write is None:
        for one in tables:
            typer.echo("\n".join(coverage_lines(one, language(lang))))
    else:
        output.write_bytes(write(tables, language(lang)))


def _levels(asked: Sequence[str]) -> list[Level]:
    """Give the levels that are asked for.

    Raises:
        UnknownCodeError: one is unknown.
    """
    for one in asked:
        if one not in LEVELS:
            raise UnknownCodeError("level", one, LEVELS)
    return [one for one in LEVELS if one in asked]


def _writer(output: Path | None) -> Callable[[Sequence[Table], Lang], bytes] | None:
    """Give what writes a file of that ending, before anything is asked; None where no file is written.

    Raises:
        FormatError: no file of that ending is written.
    """
    if output is None:
        return None
    found = WRITERS.get(output.suffix.lower())
    if found is None:
        raise FormatError(output.suffix, list(WRITERS))
    return found


def coverage_lines(one: Table, lang: Lang) -> list[str]:
    """Say a table: how many cells are in which state, then a line each."""
    counts = ", ".join(f"{one.count(state)} {say(f'coverage.state.{state}', lang)}" for state in STATES)
    lines = [f"{one.place.name.in_(lang)} ({one.place.code}): {counts}"]
    for cell in one.cells:
        row = cell_row(cell, lang)
        figure = " ".join(
            str(row[part]) for part in ("value", "unit", "period") if row[part] not in (None, "")
        )
        said = say(f"coverage.state.{cell.state}", lang)
        missing = f"{said}: {cell.holder or '-'}" if cell.state == "missing" else said
        lines.append(f"  {cell.indicator.code:14} {cell.place.code:10} {figure:32} {missing}")
    return lines
