"""Codes of former times: published for the years in which they were in force, refused later, and one area with what followed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.fakes.server import Reply, by_path, serving
from tests.journeys.node import Node

FORMER = Reply(b"place,period,t\nHR041,2019,3000000\n", media_type="text/csv")
LATER = Reply(b"place,period,t\nHR050,2022,2900000\n", media_type="text/csv")
TOO_LATE = Reply(b"place,period,t\nHR041,2019,3000000\nHR041,2021,2950000\n", media_type="text/csv")
DIVIDED = Reply(b"place,period,t\nHR04,2022,9000000\n", media_type="text/csv")
SOURCES = """
[[organisation]]
id = "statistics"
name = "Statistics"
place = "HR"

[[basis]]
id = "then"
gwp_set = "AR5"
gas_group = "CO2E"
base_period = "2019"
territory = "NUTS 2016"
boundary = "NUTS3"

[[basis]]
id = "now"
gwp_set = "AR5"
gas_group = "CO2E"
base_period = "2022"
territory = "NUTS 2021"
boundary = "NUTS3"
"""
SOURCE = """
[[source]]
id = "{name}"
connector = "table"
url = "{url}/{name}.csv"
owner = "statistics"
licence = "CC BY 4.0"

[[source.mapping]]
name = "totals"
indicator = "GHG.TOT"
basis = "{basis}"
locale = "plain"
columns = {{ place = "place", period = "period", value = "t" }}
constants = {{ unit = "T_CO2E" }}
"""


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """A node with a source of each kind."""
    folder = tmp_path_factory.mktemp("former")
    files = {"former": FORMER, "later": LATER, "too-late": TOO_LATE, "divided": DIVIDED}
    with serving(by_path({f"/{name}.csv": reply for name, reply in files.items()})) as server:
        made = Node(folder, f"sqlite:///{folder / 'ogledalo.db'}", {"files": server.url})
        told = [
            SOURCE.format(name=name, url=server.url, basis="now" if name == "later" else "then")
            for name in files
        ]
        made.register("\n".join([SOURCES, *told]))
        for name in ("former", "later"):
            made.run("harvest", name)
        yield made


def refused(node: Node, source: str) -> dict[str, Any]:
    (item,) = node.json("harvest", source, "--json", code=1)["items"]
    (finding,) = [one for one in item["findings"] if one["severity"] == "violation"]
    assert item["outcome"] == "refused"
    return dict(finding)


def test_figures_under_a_former_code_are_published_and_kept_under_it(node: Node) -> None:
    said = node.run("explain", "GHG.TOT", "HR041", "2019", "--verify")
    assert "GHG.TOT HR041 2019 sector _T scope _T = 3000000 T_CO2E" in said
    assert "verified" in said


def test_a_year_after_its_end_is_refused_and_the_code_that_followed_named(node: Node) -> None:
    finding = refused(node, "too-late")
    assert (finding["rule"], finding["cell"], finding["found"]) == ("H14", "C3", "place HR041, period 2021")
    assert finding["expected"] == (
        "a code that was in force in the period; HR041 was until 2020-12-31, and since 2021-01-01 its area is HR050."
    )


def test_of_an_area_that_was_divided_each_part_is_named(node: Node) -> None:
    finding = refused(node, "divided")
    assert "since 2021-01-01 its area is HR02, HR05, HR06." in finding["expected"]
    assert "HR02, HR05, HR06" in finding["mend"]


def test_a_comparison_knows_that_only_the_code_changed(node: Node) -> None:
    answer = node.json("compare", "GHG.TOT", "--place", "HR041", "--place", "HR050", "--json")
    assert [(one["place"], one["period"], one["published"]["value"]) for one in answer["places"]] == [
        ("HR041", "2019", 3000000), ("HR050", "2022", 2900000),
    ]  # fmt: skip
    by_dimension = {one["dimension"]: one for one in answer["pairs"][0]["reasons"]}
    assert by_dimension["boundary"]["level"] == "CONVERTIBLE"
    assert by_dimension["boundary"]["message"] == (
        "One area under two codes: HR041 became HR050 on 2021-01-01. Only the code changed"
    )
    assert "territory_change" not in by_dimension


@pytest.mark.parametrize("place", ["HR041", "HR050"])
def test_the_mirror_shows_an_area_under_both_its_codes(node: Node, place: str) -> None:
    said = node.run("mirror", place, "--indicator", "GHG.TOT", "--period", "2019")
    assert "3000000 T_CO2E" in said


@pytest.mark.parametrize("command", ["coverage --place HR041", "progress HR041"])
def test_a_former_code_may_be_asked_about(node: Node, command: str) -> None:
    assert "Grad Zagreb" in node.run(*command.split())


def test_a_table_with_a_former_code_passes_for_its_years(node: Node) -> None:
    file = node.folder / "then.csv"
    head = "indicator,place,period,unit,value,basis\n"
    file.write_text(f"{head}GHG.TOT,HR041,2019,T_CO2E,3000000,then\n", encoding="utf-8")
    assert node.json("validate", str(file), "--format", "json")["conforms"] is True
    file.write_text(f"{head}GHG.TOT,HR041,2021,T_CO2E,3000000,then\n", encoding="utf-8")
    report = node.json("validate", str(file), "--format", "json", code=1)
    assert [(one["rule"], one["cell"]) for one in report["findings"] if one["severity"] == "violation"] == [
        ("H14", "E2")
    ]
