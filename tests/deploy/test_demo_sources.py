"""The demo's sources files: each stands by itself, together they are one file, and they say what they must."""

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from connectors.references import check_sources
from connectors.sources import Known

DEMO = Path(__file__).resolve().parents[2] / "deploy" / "demo"
FILES = sorted((DEMO / "sources").glob("*.toml"))
NO_LICENCE = "none stated by the source; figures re-used as facts with citation"
CC_BY = "http://publications.europa.eu/resource/authority/licence/CC_BY_4_0"
Table = dict[str, Any]  # Any: parsed TOML


def together() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in FILES)


def sources() -> dict[str, Table]:
    return {source["id"]: source for source in tomllib.loads(together())["source"]}


STANDS_ON = {"targets": "demo-ckan"}
"""Files whose organisations and bases another one declares."""


def datasets() -> dict[str, Table]:
    return {dataset["id"]: dataset for source in sources().values() for dataset in source["dataset"]}


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_each_file_can_be_imported_by_itself_or_after_the_one_it_stands_on(path: Path) -> None:
    stands_on = STANDS_ON.get(path.stem)
    before = (path.with_stem(stands_on).read_text(encoding="utf-8"),) if stands_on else ()
    assert check_sources("\n".join((*before, path.read_text(encoding="utf-8"))), Known()).problems == ()


def test_all_files_together_are_one_sources_file() -> None:
    assert check_sources(together(), Known()).problems == ()


def test_nothing_is_declared_twice() -> None:
    told = tomllib.loads(together())
    for table in ("organisation", "basis", "source"):
        assert max(Counter(one["id"] for one in told[table]).values()) == 1
    ids = Counter(dataset["id"] for source in told["source"] for dataset in source["dataset"])
    assert max(ids.values()) == 1


def test_every_mapping_belongs_to_a_dataset_of_its_source() -> None:
    for source in sources().values():
        described = {dataset["id"] for dataset in source["dataset"]}
        assert {mapping["dataset"] for mapping in source["mapping"]} == described
        names = [mapping["name"] for mapping in source["mapping"]]
        assert len(set(names)) == len(names)


def test_every_ckan_mapping_reads_a_resource_that_the_portal_has() -> None:
    told = tomllib.loads((DEMO / "ckan_packages.toml").read_text(encoding="utf-8"))
    held = {(p["name"], r["name"]) for p in told["package"] for r in p["resources"]}
    for source in sources().values():
        if source["connector"] == "ckan":
            read = {(m["select"]["dataset"], m["select"]["resource"]) for m in source["mapping"]}
            assert read <= held


def test_every_ckan_organisation_with_data_is_harvested_once() -> None:
    told = tomllib.loads((DEMO / "ckan_packages.toml").read_text(encoding="utf-8"))
    asked = [
        name for source in sources().values() for name in source.get("options", {}).get("organizations", [])
    ]
    assert sorted(asked) == sorted({package["organization"] for package in told["package"]})


def test_every_dataset_is_described_in_three_languages() -> None:
    for dataset in datasets().values():
        for text in ("title", "description"):
            assert set(dataset[text]) == {"en", "sl", "hr"}
            assert all(dataset[text].values())


def test_the_contracts_licence_is_never_invented_and_their_figures_carry_a_warning() -> None:
    contracts = [
        d for d in datasets().values() if d["id"].split("-")[0] in {"kranj", "velenje", "ljubljana", "zagreb"}
    ]
    real = [dataset for dataset in contracts if not dataset.get("example")]
    assert len(real) == 12
    by_source = {
        d["id"]: source.get("licence", "") for source in sources().values() for d in source["dataset"]
    }
    for dataset in real:
        assert dataset.get("licence", by_source[dataset["id"]]) == NO_LICENCE
        assert "machine-converted" in dataset["note"]["en"]
        assert "transcription into this table is ours" in dataset["note"]["en"]
        assert set(dataset["note"]) == {"en", "sl", "hr"}


def test_statistics_are_cc_by() -> None:
    assert sources()["eurostat"]["licence"] == CC_BY
    assert datasets()["population-municipalities-si"]["licence"] == CC_BY


def test_one_set_is_restricted_one_hidden_and_both_are_labelled_examples() -> None:
    closed = {d["id"]: d for d in datasets().values() if d.get("access", "open") != "open"}
    assert {name: dataset["access"] for name, dataset in closed.items()} == {
        "kranj-electricity-by-customer-example": "restricted",
        "kranj-heat-plan-example": "hidden",
    }
    for dataset in closed.values():
        assert dataset["example"] is True
        assert "EXAMPLE DATA" in dataset["title"]["en"]
        assert "EXAMPLE DATA" in dataset["note"]["en"]


def test_a_table_is_read_to_its_last_row() -> None:
    kranj = sources()["kranj-contract"]
    ranges = [(m["select"]["sheet"], m["select"]["range"]) for m in kranj["mapping"]]
    assert dict(ranges) == {"A-1.1": "A4:G23", "A-1.3": "A4:F12", "A-1.4": "A4:E17"}
