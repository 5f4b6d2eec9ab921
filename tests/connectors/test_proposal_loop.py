"""The closed loop: what `map` shows is what the saved file harvests, row by row."""

from datetime import datetime
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from catalogue import registry
from catalogue.models import ObservationRow
from catalogue.object_store import sha256_of
from connectors.proposal.decisions import Answers
from connectors.proposal.proposal import Proposal
from connectors.proposal.proposing import Whence, propose
from connectors.proposal.writing import sources_text
from connectors.reading import Context
from connectors.references import check_sources
from connectors.sources import Known
from schemas.observations import DIMENSIONS, decimal_text
from schemas.places import shipped_places
from tests.connectors.city import city_node
from tests.connectors.ods_files import ods
from tests.connectors.ods_files import row as ods_row
from tests.connectors.test_json_table import CKAN, sent
from tests.connectors.test_proposal_sections import ENERGY
from tests.fakes.server import Reply

INVENTORY = """Mestna občina Kranj: emisije TGP 2018 (t CO2e);;;;
;;;;
Sektor;Obseg 1;Obseg 2;Obseg 3;Skupaj
Stavbe;41.280;24.551;-;65.831
Promet;67.346;722;NO;68.068
Odpadki;20.655;388;5.711;26.754
Industrijski procesi;27.256;-;-;27.256
Kmetijstvo, gozdarstvo in raba zemljišč: viri;55.568;-;-;55.568
Kmetijstvo, gozdarstvo in raba zemljišč: ponori;- 4.645;-;-;- 4.645
Skupaj;207.460;25.661;5.711;238.832

* Vir: akcijski načrt
"""
LONG = "Grad\tGodina\tSektor\tOpseg\tVrijednost\tJedinica\n" + "\n".join(
    [
        "Zagreb\t2019\tKućanstva\t1\t1.234,5\tt CO2e",
        "Zagreb\t2019\tUsluge\t2\t2,5\tkt CO2e",
        "Zagreb\t2019\tCestovni promet\t1\t700\tt CO2e",
    ]
)


def sheet_with_two_tables() -> bytes:
    """A workbook with merged headings, a hidden row, percents, and two tables beside one another."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Velenje 2018"
    sheet.append(["Emisije TGP Mestne občine Velenje"])
    sheet.append(["Sektor", "Emisije (t CO2e)", None])
    sheet.append([None, "Obseg 1", "Skupaj"])
    sheet.append(["Stavbe", 3014.37, 3014.37])
    sheet.append(["Promet", 24190.14, 24190.14])
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("B2:C2")
    beside: tuple[tuple[int | str, float | str], ...] = (
        ("Leto", "Stopnja recikliranja"), (2018, 0.62), (2019, 0.655),
    )  # fmt: skip
    for row, (year, share) in enumerate(beside, start=2):
        sheet.cell(row, 5, year)
        sheet.cell(row, 6, share).number_format = "0.0%"
    sheet.row_dimensions[5].hidden = True
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def shown(proposal: Proposal) -> list[tuple[str, ...]]:
    """What a proposal shows: key, value and cell of each row."""
    rows = [row for table in proposal.tables for row in table.observations]
    return sorted(
        (
            *(getattr(row.key, name) for name in DIMENSIONS),
            decimal_text(row.value),
            row.raw_value,
            row.source_cell,
        )
        for row in rows
    )


FILES: tuple[tuple[str, bytes, dict[str, str]], ...] = (
    ("kranj.csv", INVENTORY.encode("cp1250"), {"licence": "CC BY 4.0"}),
    ("zagreb.tsv", b"\xfe\xff" + LONG.encode("utf-16-be"), {"basis": "zagreb-2019"}),
    ("zagreb-le.tsv", LONG.encode("utf-16-le"), {}),
    ("energija.csv", ENERGY.encode(), {}),
    (
        "kranj.ods",
        ods([ods_row("Emisije TGP Kranj (t CO2e)"), ods_row("Sektor", "2018"), ods_row("Promet", 7.5)]),
        {},
    ),
    ("kranj.json", sent(CKAN), {"place": "SI_052"}),
    ("velenje.xlsx", sheet_with_two_tables(), {"owner": "mestna-obcina-kranj"}),
)


def test_a_saved_proposal_harvests_exactly_the_rows_that_were_shown(
    engine: Engine, tmp_path: Path, now: datetime
) -> None:
    with city_node(engine, tmp_path, now) as city:
        for name, content, answers in FILES:
            url = f"{city.server.url}/{name}"
            city.replies[f"/{name}"] = Reply(content, 200, {}, "application/octet-stream")
            with Session(engine) as session:
                context = Context(registry.bases(session), registry.places(session), now.year)
                organisations = frozenset(registry.organisations(session))
            whence = Whence(url, url, sha256_of(content), {}, organisations)
            proposal = propose(content, whence, context, Answers(answers))
            assert (proposal.publishable, proposal.open) == (True, ())
            city.register(sources_text(proposal, "sl").replace("{", "{{").replace("}", "}}"))
            result = city.harvester().harvest(proposal.source["id"])
            assert (result.state, result.errors) == ("done", [])
            assert harvested(engine, proposal.source["id"]) == shown(proposal)


def harvested(engine: Engine, source: str) -> list[tuple[str, ...]]:
    """What stands after the harvest, in the same form."""
    with Session(engine) as session:
        current = select(ObservationRow).where(
            col(ObservationRow.recorded_to).is_(None), col(ObservationRow.source) == source
        )
        return sorted(
            (
                *(getattr(row, dimension) for dimension in DIMENSIONS),
                decimal_text(row.value),
                row.raw_value,
                row.source_cell,
            )
            for row in session.exec(current)
        )


def test_a_mapping_with_open_questions_is_refused_by_the_check(now: datetime) -> None:
    content = b"Leto,Vrednost\n2018,65.831\n"
    whence = Whence("figures.csv", "", sha256_of(content), {}, frozenset())
    proposal = propose(content, whence, Context({}, shipped_places(), now.year), Answers())
    assert [one.key for one in proposal.open] == ["owner", "place", "locale", "indicator", "unit"]
    assert check_sources(sources_text(proposal, "en"), Known()).problems != ()
