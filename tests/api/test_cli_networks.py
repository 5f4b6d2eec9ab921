"""Networks on the command line: the node's operator registers one and says who belongs to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.cli import main


def _run(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    assert (ended.value.code or 0) == status
    told = capsys.readouterr()
    return told.out + told.err


def test_the_operator_registers_a_network_and_its_members(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OGLEDALO_DATA_DIR", str(tmp_path))
    _run(capsys, "migrate")
    _run(capsys, "organisation", "add", "kranj", "--name", "Kranj")
    assert "registered cities" in _run(capsys, "network", "add", "cities", "--name", "Climate cities")
    member = ("network", "member", "cities", "kranj", "--evidence", "letter", "--from", "2026-01-01")
    assert "kranj belongs to cities (membership 1)" in _run(capsys, *member)
    _run(capsys, "network", "end", "cities", "1", "--at", "2199-01-01")
    assert _run(capsys, "network", "list").splitlines() == [
        f"{'cities':36} {'':28} Climate cities",
        f"  {1:6} {'kranj':28} 2026-01-01T00:00:00+00:00 .. 2199-01-01T00:00:00+00:00  letter",
    ]
    assert "no network" in _run(capsys, "network", "member", "cites", "kranj", "--evidence", "x", status=1)
