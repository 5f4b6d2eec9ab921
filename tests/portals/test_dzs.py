"""DZS's twin: folders with diacritics and an en dash, a table that always fails, and names that nobody has seen.

The population of 2021 is the census's, that of 2011, too; the table, its codes and its name are invented.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.connectors.test_harvest import outcomes
from tests.fakes.pxweb import FakePxWeb, PxTable, PxVariable, answered, plain
from tests.portals.twin import Twin, twin_of

ROOT = "/PXWeb/api/v1/hr"
FOLDER = "Stanovništvo/Procjene stanovništva"
TABLE = f"{FOLDER}/Procjena stanovništva sredinom godine – po županijama.px"
COUNTIES = PxVariable(
    "Županija", {"0": "Republika Hrvatska", "1": "Zagrebačka županija", "21": "Grad Zagreb"}
)
SEXES = PxVariable("Spol", {"0": "Ukupno", "1": "Muškarci", "2": "Žene"})
YEARS = plain("Godina", "1991", "2011", "2021")
PEOPLE = {
    ("0", "2011"): "4284889",
    ("21", "2011"): "790017",
    ("0", "2021"): "3871833",
    ("21", "2021"): "767131",
}


def people(at: Mapping[str, str]) -> str:
    return PEOPLE.get((at["Županija"], at["Godina"]), "...") if at["Spol"] == "0" else "1"


@pytest.fixture
def service() -> FakePxWeb:
    return FakePxWeb({f"{ROOT}/{TABLE}": PxTable((COUNTIES, SEXES, YEARS), people)}, cells=50)


@pytest.fixture
def dzs(engine: Engine, tmp_path: Path, now: datetime, service: FakePxWeb) -> Iterator[Twin]:
    with twin_of("dzs", "https://web.dzs.hr", service, engine, tmp_path, now) as twin:
        yield twin


def test_a_table_below_folders_of_words_becomes_figures_that_come_out_of_their_bytes_again(
    dzs: Twin, service: FakePxWeb
) -> None:
    first = dzs.harvest("dzs")

    assert (first.state, outcomes(first)) == ("done", {"added": 1})
    assert dzs.figures() == {
        "CX.POP": [
            ("HR", "2011", "_T", "_T", "4284889 NR", "dzs-population"),
            ("HR", "2021", "_T", "_T", "3871833 NR", "dzs-population"),
            ("HR_01333", "2011", "_T", "_T", "790017 NR", "dzs-population"),
            ("HR_01333", "2021", "_T", "_T", "767131 NR", "dzs-population"),
        ]
    }
    assert outcomes(dzs.harvest("dzs")) == {"unchanged": 1}
    assert dzs.prove() == 1
    assert dzs.explained("CX.POP", "HR_01333", "2021")[0] == "767131"


def test_a_table_that_is_called_otherwise_is_refused_with_what_its_folder_holds(
    dzs: Twin, service: FakePxWeb
) -> None:
    service.tables = {}
    listed = [
        {"id": "Popis 2021.", "type": "l", "text": "Popis 2021."},
        {"id": "PS01.px", "type": "t", "text": "Procjena"},
    ]
    service.instead = {f"{ROOT}/Stanovništvo": [answered(listed)]}
    result = dzs.harvest("dzs")

    (finding,) = [one for one in result.items[0]["findings"] if one["severity"] == "violation"]
    assert (result.state, finding["rule"], finding["found"]) == ("failed", "connectors.pxweb-key", TABLE)
    assert "Stanovništvo/Popis 2021., Stanovništvo/PS01.px" in finding["sentence"]
