"""The commands on keys, clients and signing keys, as the node's operator types them."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from api.cli import main
from api.gateway import Gateway, open_gateway
from api.settings import Settings
from tests.api.machines.administering import KRANJ, NETWORK, settle
from tests.api.oauth.clients import new_key


@pytest.fixture
def node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now: datetime) -> Gateway:
    """A node of its own in a folder, on the embedded default."""
    monkeypatch.setenv("OGLEDALO_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("OGLEDALO_BASE_URL", "https://node.example")
    monkeypatch.delenv("OGLEDALO_DATABASE_URL", raising=False)
    gateway = open_gateway(Settings())
    settle(gateway.engine, now)
    return gateway


def run(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> list[str]:
    """Run a command and give its lines."""
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    said = capsys.readouterr()
    assert left.value.code in (code, None if code == 0 else code), said
    return (said.out + said.err).splitlines()


def test_a_key_is_made_listed_replaced_and_revoked(node: Gateway, capsys: pytest.CaptureFixture[str]) -> None:
    told = ("--organisation", KRANJ, "--name", "bor")
    limits = ("--scope", "read", "--scope", "upload", "--network", NETWORK, "--purpose", "urn:p:research")
    (first,) = run(capsys, "key", "create", *told, *limits)
    (sandbox,) = run(capsys, "key", "create", *told, "--sandbox", "--label", "trying out")
    assert (first[:9], sandbox[:9]) == ("ogk_live_", "ogk_test_")
    first_id, sandbox_id = first.split("_")[2], sandbox.split("_")[2]
    (second,) = run(capsys, "key", "rotate", first_id)
    assert "two keys of this line are live" in run(capsys, "key", "rotate", first_id, code=1)[0]
    assert run(capsys, "key", "revoke", first) == [f"revoked {first_id}"]
    lines = {line.split()[0]: line for line in run(capsys, "key", "list", "--organisation", KRANJ)}
    assert set(lines) == {first_id, second.split("_")[2], sandbox_id}
    assert "revoked" in lines[first_id]
    assert "[read upload]" in lines[second.split("_")[2]]
    assert "sandbox" in lines[sandbox_id]
    assert "error: no key 'nothing1'" in run(capsys, "key", "revoke", "nothing1", code=1)
    acts = [one["act"] for one in node.audit.entries()]
    assert acts == ["key.create", "key.create", "key.rotate", "key.revoke"]
    node.close()


def test_a_key_that_cannot_be_given_says_why(node: Gateway, capsys: pytest.CaptureFixture[str]) -> None:
    nowhere = run(capsys, "key", "create", "--organisation", "krnj", "--name", "bor", code=1)
    assert nowhere == ["error: organisation='krnj': expected kranj"]
    told = ("--organisation", KRANJ, "--name", "bor", "--expires", "2020-01-01")
    assert run(capsys, "key", "create", *told, code=1)[0].startswith(
        "error: expires='2020-01-01T00:00:00+00:00'"
    )
    node.close()


def test_clients_and_signing_keys_are_managed(
    node: Gateway, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name, secret = run(capsys, "oauth", "client", "add", "--organisation", KRANJ)
    client_id = name.split()[1]
    assert (name.split()[0], secret.split()[0], secret.split()[1][:4]) == (
        "client_id",
        "client_secret",
        "ogs_",
    )
    file = tmp_path / "jwks.json"
    file.write_text(json.dumps({"keys": [new_key().as_dict(private=False)]}), encoding="utf-8")
    by_key = run(capsys, "oauth", "client", "add", "--organisation", KRANJ, "--jwks", str(file))
    assert by_key[1] == "proves itself by its registered keys (private_key_jwt)"
    file.write_text("{", encoding="utf-8")
    broken = run(capsys, "oauth", "client", "add", "--organisation", KRANJ, "--jwks", str(file), code=1)
    assert "no JSON" in broken[0]
    (other,) = run(capsys, "oauth", "client", "rotate", client_id)
    assert other.startswith("ogs_")
    assert run(capsys, "oauth", "client", "revoke", client_id) == [f"revoked {client_id}"]
    states = [line.split()[1] for line in run(capsys, "oauth", "client", "list")]
    assert states == ["revoked", "live"]
    assert " signs from " in run(capsys, "oauth", "rotate")[0]
    assert " signs from " in run(capsys, "oauth", "rotate", "--compromised")[0]
    acts = [one["act"] for one in node.audit.entries()]
    assert acts == [
        "client.create",
        "client.create",
        "client.rotate",
        "client.revoke",
        "oauth.rotate",
        "oauth.rotate",
    ]
    node.close()
