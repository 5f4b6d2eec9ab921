"""Proof and withdrawal at the command line: every source's figures come out again, a withdrawn one is gone."""

from pathlib import Path

from sqlmodel import Session, col, select

from catalogue.database import make_engine
from catalogue.models import Dataset, ObservationRow, Release
from tests.journeys.node import Node

KRANJ = ("GHG.SEC", "SI_052", "2018", "--sector", "I", "--scope", "_T", "--source", "kranj-contract")


def one_of_each_slot(node: Node) -> list[str]:
    """Give an observation of each mapping: of workbooks, CSV files, CKAN resources and Eurostat's cubes."""
    engine = make_engine(node.database_url)
    with Session(engine) as session:
        is_open = col(ObservationRow.dataset).in_(select(Dataset.id).where(col(Dataset.access) == "open"))
        rows = session.exec(select(ObservationRow).where(is_open).order_by(col(ObservationRow.number).desc()))
        found = {row.slot: row.id for row in rows}
    engine.dispose()
    return list(found.values())


def test_a_figure_of_every_mapping_comes_out_of_its_bytes_offline(demo_node: Node) -> None:
    ids = one_of_each_slot(demo_node)
    assert len(ids) > 10
    for observation in ids:
        verified = demo_node.json("explain", observation, "--verify", "--json")["verified"]
        assert (verified["holds"], verified["failures"]) == (True, [])


def test_a_wrong_archive_fails_the_verification_and_says_so(
    demo_node: Node, empty: Node, tmp_path: Path
) -> None:
    file = tmp_path / "node.tar.gz"
    demo_node.run("backup", str(file))
    empty.run("restore", str(file))
    archive = empty.json("explain", *KRANJ, "--verify", "--json")["verified"]["archive"]
    (empty.folder / "var" / "objects" / archive[:2] / archive).write_bytes(b"PAR1")
    said = empty.run("explain", *KRANJ, "--verify", "--lang", "sl", code=1)
    assert "napačen arhiv" in said
    assert "NI preverjeno" in said


def test_a_release_is_withdrawn_at_the_command_line(demo_node: Node, empty: Node, tmp_path: Path) -> None:
    file = tmp_path / "node.tar.gz"
    demo_node.run("backup", str(file))
    empty.run("restore", str(file))
    told = empty.json("explain", *KRANJ, "--json")
    release, observation = told["release"]["id"], told["observation"]["id"]
    said = empty.run(
        "withdraw", release, "--reason", "wrong column", "--reason-sl", "napačen stolpec", "--lang", "sl"
    )
    assert said.startswith(f"umaknjeno: {release}")
    assert "wrong column" in empty.run("explain", observation, code=1)
    assert "no observation" in empty.run("explain", *KRANJ, code=1)
    assert "withdrawn at" in empty.run("withdraw", release, "--reason", "again", code=1)
    assert "release.withdraw" in empty.run("audit", "list")
    refused = empty.json("harvest", "kranj-contract", "--json")
    assert "wrong column" in str(refused)
    empty.run("rebuild")
    assert "wrong column" in empty.run("explain", observation, code=1)
    engine = make_engine(empty.database_url)
    with Session(engine) as session:
        states = {row.state for row in session.exec(select(Release).where(col(Release.id) == release))}
    engine.dispose()
    assert states == {"withdrawn"}
