"""Notices on the command line: addresses, feeds, what waits, and sending."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.cli import main
from tests.fakes.smtp import LOOPBACK, Mailbox, mail_server


def _run(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    assert (ended.value.code or 0) == status
    told = capsys.readouterr()
    return told.out + told.err


def test_the_operator_sees_what_waits_and_sends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OGLEDALO_DATA_DIR", str(tmp_path / "node"))
    file = tmp_path / "sources.toml"
    file.write_text(
        '[[organisation]]\nid = "kranj"\n[[source]]\nid = "gone"\nconnector = "table"\n'
        f'url = "{tmp_path}/none/"\nowner = "kranj"\nlicence = "CC_BY_4_0"\n'
        '[[source.mapping]]\nname = "a"\nindicator = "CX.POP"\npath = "a.csv"\nlocale = "plain"\n'
        'columns = { period = "Year", value = "People" }\nconstants = { place = "SI_052", unit = "NR" }\n'
    )
    _run(capsys, "sources", "import", str(file))
    _run(capsys, "harvest", "gone", status=1)
    assert "kind 'gossip'" in _run(
        capsys, "notices", "address", "kranj", "a@b.example", "--kind", "gossip", status=1
    )
    assert "no mail address" in _run(capsys, "notices", "address", "kranj", "a b", status=1)
    assert "mail is off" in _run(capsys, "notices", "send", status=1)
    told = _run(
        capsys, "notices", "address", "kranj", "a@b.example", "--lang", "sl", "--kind", "failed-source"
    )
    assert told == "notices go to a@b.example\n"
    made = _run(capsys, "notices", "feed", "create", "kranj", "--label", "reader").split()
    assert made[1].startswith(f"http://127.0.0.1:8000/api/v1/notice-feeds/{made[0]}-ogs_")
    _run(capsys, "notices", "feed", "revoke", made[0])
    with mail_server(Mailbox(answers={"RCPT": "550 nobody here"})) as box:
        monkeypatch.setenv("OGLEDALO_MAIL_HOST", LOOPBACK)
        monkeypatch.setenv("OGLEDALO_MAIL_PORT", str(box.port))
        monkeypatch.setenv("OGLEDALO_MAIL_SECURITY", "none")
        assert _run(capsys, "notices", "send") == "1 refused\n"
    listed = _run(capsys, "notices", "list", "kranj", "--lang", "hr").splitlines()
    assert [line.split()[0] for line in listed] == ["kranj", "mail", "feed", "letter"]
    assert "prikupljanje ne uspijeva" in listed[0]
    assert listed[1] == "mail to a@b.example (sl; failed-source)"
    assert "revoked" in listed[2]
    assert "refused  a@b.example 550 nobody here" in listed[3]
    _run(capsys, "notices", "address", "kranj", "a@b.example", "--remove")
    assert "stopped a@b.example since" in _run(capsys, "notices", "list", "kranj")
    assert '"kind": "failed-source"' in _run(capsys, "notices", "list", "--json")
