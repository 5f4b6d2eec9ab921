"""What an operator does at the command line: back up and restore, validate, issue keys, look after settings."""

from pathlib import Path

from tests.journeys.node import Node
from tests.journeys.test_published_figures import CITIES, compare


def test_a_lost_node_is_restored_and_gives_the_same_answers(
    demo_node: Node, empty: Node, tmp_path: Path
) -> None:
    file = tmp_path / "node.tar.gz"
    assert "wrote" in demo_node.run("backup", str(file))
    assert "restored" in empty.run("restore", str(file))
    assert compare(empty, "GHG.TOT", *CITIES) == compare(demo_node, "GHG.TOT", *CITIES)
    explained = ("explain", "GHG.SEC", "SI_052", "2018", "--sector", "I", "--scope", "_T", "--verify")
    assert empty.run(*explained) == demo_node.run(*explained)
    assert "the node is not empty" in empty.run("restore", str(file), code=1)
    again = empty.run("harvest", "eurostat")
    assert "done: 4 unchanged" in again


def test_one_changed_byte_of_a_stored_snapshot_fails_the_verification(demo_node: Node, empty: Node) -> None:
    file = empty.folder / "node.tar.gz"
    demo_node.run("backup", str(file))
    empty.run("restore", str(file))
    explained = (
        "explain",
        "GHG.SEC",
        "SI_052",
        "2018",
        "--sector",
        "I",
        "--scope",
        "_T",
        "--verify",
        "--json",
    )
    sha256 = empty.json(*explained)["document"]["sha256"]
    stored = empty.folder / "var" / "objects" / sha256[:2] / sha256
    content = bytearray(stored.read_bytes())
    content[len(content) // 2] ^= 1
    stored.write_bytes(content)
    assert "were changed after they were fetched" in empty.run(*explained, code=1)


def test_the_rows_rebuilt_from_the_archives_give_the_same_answers(demo_node: Node, empty: Node) -> None:
    file = empty.folder / "node.tar.gz"
    demo_node.run("backup", str(file))
    empty.run("restore", str(file))
    empty.run("rebuild")
    assert compare(empty, "GHG.TOT", *CITIES) == compare(demo_node, "GHG.TOT", *CITIES)


def test_a_backup_that_was_changed_is_refused(empty: Node) -> None:
    file = empty.folder / "node.tar.gz"
    file.write_bytes(b"not a backup")
    assert "error:" in empty.run("restore", str(file), code=1)


def test_a_person_gets_a_role_and_a_key_on_an_organisation_that_exists(empty: Node, demo_node: Node) -> None:
    assert "no organisation 'kranj'" in empty.run(
        "admin", "create", "--organisation", "kranj", "--name", "ana", code=1
    )
    key = demo_node.run("admin", "create", "--organisation", "mestna-obcina-kranj", "--name", "ana").strip()
    assert key.startswith("ogk_")
    assert "admin.create" in demo_node.run("audit", "list")
    prefix = key.split("_")[2]
    assert prefix in demo_node.run("key", "list")
    demo_node.run("key", "revoke", prefix)


def test_the_doctor_names_each_setting_and_where_it_is_from(demo_node: Node) -> None:
    said = demo_node.run("doctor")
    assert "data_dir" in said
    assert "environment" in said
    assert "all is well" in said


def test_the_catalogue_is_exported_as_rdf_without_what_is_hidden(demo_node: Node, tmp_path: Path) -> None:
    file = tmp_path / "catalogue.ttl"
    demo_node.run("export", "catalog", "-o", str(file))
    text = file.read_text(encoding="utf-8")
    assert "dcat:Catalog" in text
    assert "toplotn" not in text
    assert "conforms" in demo_node.run("validate", str(file)) or "0 violations" in demo_node.run(
        "validate", str(file)
    )
    assert "no representation 'xyz'" in demo_node.run(
        "export", "catalog", "-o", str(tmp_path / "a.xyz"), code=1
    )


def test_the_doctor_shows_no_password(demo_node: Node) -> None:
    if "@" in demo_node.database_url:
        assert "***" in demo_node.run("doctor")
    assert "hush-hush" not in Node(
        demo_node.folder, "postgresql://ana:hush-hush@127.0.0.1:1/none", demo_node.addresses
    ).run("doctor", code=1)


def test_a_backup_is_for_its_owner_only(demo_node: Node, tmp_path: Path) -> None:
    file = tmp_path / "node.tar.gz"
    demo_node.run("backup", str(file))
    assert file.stat().st_mode & 0o077 == 0
