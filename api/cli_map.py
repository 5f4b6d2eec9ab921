"""The command `map`: propose a mapping for a file of anybody's making, and save it."""

from pathlib import Path
from typing import Annotated

import simplejson
import typer

from api.cli_common import gateway_of
from api.cli_errors import fail, language
from api.mapping_files import answers_of, propose_file, sent_file
from catalogue.database import unit_of_work
from connectors.proposal.telling import lines, proposal_json, verdict
from connectors.proposal.writing import sources_text
from schemas.messages import say

Said = Annotated[str, typer.Option(help="Say it where the file does not tell.")]


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("map")(map_file)


def map_file(
    file: Annotated[
        str, typer.Argument(metavar="FILE|URL", help="A CSV, TSV, XLSX, ODS or JSON file, or its address.")
    ],
    place: Said = "",
    indicator: Said = "",
    period: Said = "",
    unit: Said = "",
    locale: Annotated[str, typer.Option("--locale", help="sl or hr (1.234,5), en (1,234.5), plain.")] = "",
    basis: Annotated[str, typer.Option("--basis", help="The basis that the figures are filed under.")] = "",
    owner: Annotated[str, typer.Option("--owner", help="The organisation that answers for them.")] = "",
    licence: Said = "",
    encoding: Said = "",
    separator: Said = "",
    source: Annotated[str, typer.Option("--source", help="The id that the source will have.")] = "",
    table: Annotated[str, typer.Option("--table", help="Only these tables of the file, by number.")] = "",
    column: Annotated[
        list[str] | None, typer.Option("--column", help="NAME=ROLE, e.g. Opis=left_out.")
    ] = None,
    word: Annotated[
        list[str] | None, typer.Option("--word", help="DIMENSION:WORD=CODE; - leaves it out.")
    ] = None,
    missing: Annotated[list[str] | None, typer.Option("--missing", help="SIGN=CODE, e.g. -=NO.")] = None,
    stated: Annotated[list[str] | None, typer.Option("--stated", help="ATTRIBUTE=CODE of the basis.")] = None,
    url: Annotated[str, typer.Option("--url", help="The address from which a harvest will read it.")] = "",
    save: Annotated[Path | None, typer.Option("--save", help="Write the mapping as a sources file.")] = None,
    draft: Annotated[bool, typer.Option("--draft", help="Save it although questions are open.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    lang: Annotated[str, typer.Option("--lang", help="en, sl or hr.")] = "en",
) -> None:
    """Propose a mapping from headings, units and words; show ten rows and the sum check."""
    said = {
        "place": place, "indicator": indicator, "period": period, "unit": unit, "locale": locale, "basis": basis,
        "owner": owner, "licence": licence, "encoding": encoding, "separator": separator, "source": source, "table": table,
    }  # fmt: skip
    answers = answers_of(said, column or (), word or (), missing or (), stated or ())
    gateway, speech = gateway_of(), language(lang)
    sent = sent_file(gateway, file, url)
    with unit_of_work(gateway.engine) as session:
        proposal = propose_file(session, sent, answers, gateway.clock().year)
    if as_json:
        typer.echo(
            simplejson.dumps(proposal_json(proposal, speech), use_decimal=True, ensure_ascii=False, indent=1)
        )
    else:
        for line in lines(proposal, speech):
            typer.echo(line)
    if save is not None and not proposal.publishable and not draft:
        fail(f"{save}: {say('map.not-saved', speech)} {verdict(proposal, speech)}")
    if save is not None:
        save.write_text(sources_text(proposal, speech), encoding="utf-8")
        typer.echo(say("map.saved", speech, file=save), err=as_json)
