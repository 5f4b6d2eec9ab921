"""Commands of the node's operator: organisations, first administrators, and staff taken out."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.cli import main

TOWN = "town"


def _run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    return int(left.value.code or 0)


@pytest.fixture
def said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> pytest.CaptureFixture[str]:
    """A node with a municipality and a department, and what commands print."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OGLEDALO_DATA_DIR", str(tmp_path / "node"))
    monkeypatch.setenv("OGLEDALO_BASE_URL", "https://node.example/")
    assert _run("organisation", "add", TOWN, "--name", "Town", "--kind", "municipality") == 0
    assert (
        _run("organisation", "add", "parks", "--name-sl", "Parki", "--kind", "department", "--parent", TOWN)
        == 0
    )
    capsys.readouterr()
    return capsys


def test_organisations_are_listed(said: pytest.CaptureFixture[str]) -> None:
    _run("organisation", "list")
    assert [line.split() for line in said.readouterr().out.splitlines()] == [
        ["parks", "department", TOWN, "Parki"],
        [TOWN, "municipality", "Town"],
    ]


def test_what_an_organisation_cannot_be_is_said(said: pytest.CaptureFixture[str]) -> None:
    assert _run("organisation", "add", TOWN, "--name", "Again") == 1
    assert _run("organisation", "add", "trees", "--name", "Trees", "--kind", "department") == 1
    assert "expected the organisation that the department belongs to" in said.readouterr().err


def test_a_first_administrator_gets_a_key_and_a_link_and_is_the_last_one(
    said: pytest.CaptureFixture[str],
) -> None:
    assert _run("admin", "create", "--organisation", TOWN, "--name", "ana") == 0
    key, link = said.readouterr().out.splitlines()
    assert key.startswith("ogk_")
    assert link.startswith("https://node.example/invitation/")
    _run("staff", "list", "--organisation", TOWN)
    assert said.readouterr().out.split() == [TOWN, "person", "ana", "administrator"]
    assert _run("staff", "remove", "--organisation", TOWN, "--name", "ana") == 1
    assert "invite another one" in said.readouterr().err
    _run("admin", "create", "--organisation", TOWN, "--name", "bor")
    assert _run("staff", "remove", "--organisation", TOWN, "--name", "ana") == 0
    said.readouterr()
    _run("audit", "list")
    assert [line.split()[3] for line in said.readouterr().out.splitlines()] == [
        "organisation.create", "organisation.create", "admin.create", "sign-in-link.create", "admin.create",
        "sign-in-link.create", "staff.leave",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["operator", "Anonymous", " ", "a\nb"])
def test_some_names_nobody_may_have(said: pytest.CaptureFixture[str], name: str) -> None:
    assert _run("admin", "create", "--organisation", TOWN, "--name", name) == 1
    assert "login name" in said.readouterr().err
