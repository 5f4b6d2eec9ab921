"""Audit over HTTP: everybody checks that the log goes on, auditors see what concerns their organisation, no record no row."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from api.app import create_app
from api.audit_keys import change_key, public_keys
from api.auditing import erase, exported_log, remove_expired, seal, take_cosignature
from api.gateway import Gateway
from api.keys import issue_key
from api.models import Staff
from catalogue.audit import AuditLog
from catalogue.audit_errors import AuditSizeError
from catalogue.database import unit_of_work
from policies.audit.checkpoints import checkpoint_of, read_checkpoint
from policies.audit.errors import SignatureError
from policies.audit.keys import COSIGNATURE, VerifierKey, new_signer
from policies.audit.notes import Note, cosign, read_note
from policies.audit.proofs import holds_consistency, holds_inclusion
from policies.audit.tree import leaf_hash
from policies.audit.verification import verify_log
from policies.decision import Role
from tests.api.caller import Caller
from tests.api.conftest import PEPPER
from tests.api.posting import post
from tests.api.three_datasets import HIDDEN, OPEN, OWNERS, RESTRICTED

RECORDS = "/api/v1/audit/records"
WITNESS = new_signer("kranj.example/witness", b"\x08" * 32)


@pytest.fixture
def auditor(gateway: Gateway, now: datetime) -> str:
    """The key of an auditor of the organisation that owns the restricted dataset."""
    return key_with_role(gateway, OWNERS[RESTRICTED], Role.AUDITOR, now)


def key_with_role(gateway: Gateway, organisation: str, role: Role, now: datetime) -> str:
    name = f"{role}-of-{organisation}"
    with unit_of_work(gateway.engine) as session:
        session.add(Staff(name=name, organisation=organisation, role=role.value))
        return issue_key(session, PEPPER, staff=name, organisation="elsewhere", now=now)


def read_some(client: Caller, key: str) -> None:
    """Let what is not open be asked for: permitted, refused, and not even known of."""
    assert client.get(f"/api/v1/observations?dataset={RESTRICTED}", key=key).status_code in (200, 422)
    assert client.get(f"/api/v1/releases?dataset={RESTRICTED}").status_code == 200
    assert client.get("/api/v1/findings?place=SI_052", key=key).status_code == 200
    assert client.get(f"/api/v1/findings?dataset={RESTRICTED}").status_code == 403
    assert client.get(f"/api/v1/findings?dataset={HIDDEN}").status_code == 404


def hashes(said: list[str]) -> list[bytes]:
    return [base64.b64decode(one) for one in said]


def keys(client: Caller) -> list[VerifierKey]:
    return [VerifierKey.read(line) for line in client.get("/.well-known/audit/keys").text.splitlines()]


def test_everybody_gets_the_signed_checkpoint_and_the_keys(client: Caller, reader_key: str) -> None:
    read_some(client, reader_key)
    answer = client.get("/.well-known/audit/checkpoint")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    checkpoint = read_checkpoint(answer.text, keys(client))
    assert checkpoint.origin == "node.example/audit"
    assert client.get("/api/v1/audit/checkpoint").text == answer.text
    assert client.get(f"/api/v1/audit/checkpoint?size={checkpoint.size}").text == answer.text


def test_a_size_that_was_never_signed_is_told_with_the_nearest(client: Caller) -> None:
    client.get("/.well-known/audit/checkpoint")
    problem = client.json("/api/v1/audit/checkpoint?size=7", status=422)
    assert problem["type"].endswith("/parameter")
    assert problem["errors"] == [
        {"parameter": "size", "found": "7", "expected": "the size of a signed checkpoint: 0"}
    ]


def test_the_log_is_proved_to_go_on_from_each_checkpoint(
    client: Caller, gateway: Gateway, reader_key: str
) -> None:
    kept = []
    for _ in range(4):
        kept.append(checkpoint_of(read_note(seal(gateway))))
        read_some(client, reader_key)
    newest = checkpoint_of(read_note(seal(gateway)))
    for old in kept:
        proof = client.json(f"/api/v1/audit/consistency?from={old.size}&to={newest.size}")
        assert (proof["from"], proof["to"]) == (old.size, newest.size)
        assert holds_consistency(old.size, newest.size, old.root, newest.root, hashes(proof["hashes"]))
    assert client.json(f"/api/v1/audit/consistency?from={newest.size + 1}", status=422)["errors"] == [
        {"parameter": "from", "found": str(newest.size + 1), "expected": f"0 to {newest.size}"}
    ]


def test_a_checkpoint_is_signed_anew_only_when_its_time_is_over(
    client: Caller, gateway: Gateway, reader_key: str, now: datetime
) -> None:
    first = client.get("/.well-known/audit/checkpoint").text
    read_some(client, reader_key)
    assert client.get("/.well-known/audit/checkpoint").text == first
    later = Caller(create_app(replace(gateway, clock=lambda: now + timedelta(minutes=10))))
    second = checkpoint_of(read_note(later.get("/.well-known/audit/checkpoint").text))
    assert second.size > checkpoint_of(read_note(first)).size


def test_an_auditor_sees_who_asked_for_what_their_organisation_owns(
    client: Caller, reader_key: str, auditor: str, now: datetime
) -> None:
    read_some(client, reader_key)
    told = client.json(f"{RECORDS}?act=read", key=auditor)
    assert told["next_cursor"] == ""
    found = [(one["subject"], one["target"], one["decision"], one["owner"]) for one in told["records"]]
    assert ("anonymous", RESTRICTED, "refused", OWNERS[RESTRICTED]) in found
    assert ("ana", RESTRICTED, "permitted", OWNERS[RESTRICTED]) in found
    assert {target for _, target, _, _ in found} == {RESTRICTED}
    (first, *_) = client.json(f"{RECORDS}?limit=1&decision=refused", key=auditor)["records"]
    assert first["time"] == "2026-11-24T09:00:00.000000Z"
    assert first["rules"] == ["template/restricted#read"]


def test_records_are_given_page_by_page(client: Caller, reader_key: str, auditor: str) -> None:
    read_some(client, reader_key)
    whole = client.json(RECORDS, key=auditor)["records"]
    paged: list[Any] = []
    cursor = ""
    while page := client.json(f"{RECORDS}?limit=1{cursor}", key=auditor):
        paged += page["records"]
        if not page["next_cursor"]:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert len(whole) > 1
    assert paged == whole


def test_records_and_proofs_are_for_auditors_and_administrators_only(
    client: Caller, gateway: Gateway, reader_key: str, now: datetime
) -> None:
    read_some(client, reader_key)
    for path in (RECORDS, "/api/v1/audit/proof?seq=0"):
        for key in ("", reader_key, key_with_role(gateway, f"of{len(path)}", Role.EDITOR, now)):
            problem = client.json(path, key=key, status=403)
            assert (problem["type"].rpartition("/")[2], problem["rule"]) == ("role-missing", "role/audit")
    elsewhere = key_with_role(gateway, "nobody-asks", Role.AUDITOR, now)
    assert client.json(RECORDS, key=elsewhere)["records"] == []


def test_a_record_is_proved_to_be_in_the_log(client: Caller, reader_key: str, auditor: str) -> None:
    read_some(client, reader_key)
    for record in client.json(RECORDS, key=auditor)["records"]:
        proof = client.json(f"/api/v1/audit/proof?seq={record['seq']}", key=auditor)
        checkpoint = read_checkpoint(proof["checkpoint"], keys(client))
        leaf = leaf_hash(proof["record"].encode())
        assert proof["told"] == record
        assert proof["size"] == checkpoint.size
        assert holds_inclusion(leaf, record["seq"], checkpoint.size, hashes(proof["hashes"]), checkpoint.root)


def test_a_record_of_others_is_as_if_it_were_not_there(
    client: Caller, gateway: Gateway, reader_key: str, auditor: str
) -> None:
    read_some(client, reader_key)
    assert client.get(f"/api/v1/findings?dataset={HIDDEN}", key=reader_key).status_code == 404
    hidden = next(entry["number"] for entry in gateway.audit.entries() if entry["owner"] == OWNERS[HIDDEN])
    answers = [
        client.json(f"/api/v1/audit/proof?seq={seq}", key=auditor, status=404) for seq in (hidden, 999)
    ]
    assert [one["detail"] for one in answers] == [f"no audit record {hidden}", "no audit record 999"]
    assert {one["type"].rpartition("/")[2] for one in answers} == {"not-found"}


def test_an_act_over_http_is_in_the_log_when_the_answer_comes(
    client: Caller, gateway: Gateway, now: datetime
) -> None:
    approver = key_with_role(gateway, OWNERS[OPEN], Role.APPROVER, now)
    (release,) = client.json(f"/api/v1/releases?dataset={OPEN}")["releases"]
    answer = post(client, f"/api/v1/releases/{release['id']}/withdraw", {"reason": "It is wrong."}, approver)
    assert answer.status_code == 200, answer.text
    (entry,) = gateway.audit.entries()
    assert (entry["act"], entry["target"], entry["owner"]) == (
        "release.withdraw", release["id"], OWNERS[OPEN],
    )  # fmt: skip


@pytest.mark.parametrize(
    "path", ["/api/v1/observations", "/api/v1/observations?format=csv", "/api/v1/findings"]
)
def test_without_a_record_no_row_that_is_not_open_is_given(
    client: Caller, gateway: Gateway, reader_key: str, path: str
) -> None:
    break_log(gateway.audit)
    problem = client.json(path, key=reader_key, status=503)
    assert problem["type"].endswith("/audit-unavailable")
    assert "records" not in problem
    assert client.get(path).status_code == 200


def test_a_broken_log_does_not_tell_the_hidden_from_the_absent(client: Caller, gateway: Gateway) -> None:
    break_log(gateway.audit)
    answers = [client.get(f"/api/v1/findings?dataset={name}") for name in (HIDDEN, "absent-draft")]
    assert [one.status_code for one in answers] == [404, 404]
    assert client.get(f"/api/v1/findings?dataset={RESTRICTED}").status_code == 503
    assert client.get(f"/api/v1/findings?dataset={OPEN}").status_code == 200


def test_an_exported_log_holds_and_goes_on_from_what_was_kept(
    client: Caller, gateway: Gateway, reader_key: str
) -> None:
    kept = read_note(seal(gateway))
    read_some(client, reader_key)
    trusted = public_keys(gateway.settings)
    report = verify_log(list(exported_log(gateway)), trusted, [kept])
    assert (report.holds, report.trusted, report.removed) == (True, True, 0)
    assert report.size == len(gateway.audit.entries())


def test_a_record_changed_in_the_database_is_named(client: Caller, gateway: Gateway, reader_key: str) -> None:
    read_some(client, reader_key)
    seal(gateway)
    with gateway.audit.engine.begin() as connection:
        connection.execute(
            text("UPDATE audit_record SET record = replace(record, 'permitted', 'refused') WHERE seq = 0")
        )
    report = verify_log(list(exported_log(gateway)))
    assert [(fault.said.key, fault.seq) for fault in report.faults] == [("audit.fault.record", 0)]


def test_erasing_a_person_and_removing_what_is_over_leaves_every_proof(
    client: Caller, gateway: Gateway, reader_key: str, now: datetime
) -> None:
    read_some(client, reader_key)
    kept = read_note(seal(gateway))
    assert erase(gateway, "ana")
    assert not erase(gateway, "ana")
    later = replace(gateway, clock=lambda: now + timedelta(days=400))
    removed = remove_expired(later)
    assert list(map(str, removed)) == ["decision"]
    assert remove_expired(later) == {}
    entries = gateway.audit.entries()
    assert "ana" not in {entry["subject"] for entry in entries}
    assert [entry["act"] for entry in entries[-2:]] == ["audit.erase", "audit.prune"]
    report = verify_log(list(exported_log(gateway)), (), [kept])
    assert (report.holds, report.removed) == (True, sum(removed.values()))


def test_a_changed_key_signs_and_the_older_one_still_checks(
    client: Caller, gateway: Gateway, reader_key: str
) -> None:
    old = seal(gateway)
    (first,) = public_keys(gateway.settings)
    change_key(gateway.settings)
    read_some(client, reader_key)
    new = seal(gateway)
    assert [key.name for key in keys(client)] == [first.name] * 2
    assert read_note(old).signed_by(keys(client)[0])
    assert read_note(new).signed_by(keys(client)[1])
    assert not read_note(new).signed_by(first)
    assert verify_log(list(exported_log(gateway)), keys(client)[1:]).holds


def test_a_witness_signs_beside_and_is_given_with_the_checkpoint(client: Caller, gateway: Gateway) -> None:
    note = read_note(seal(gateway))
    witness = WITNESS.verifier(COSIGNATURE)
    seen = Note(note.text, (*note.signatures, cosign(note.text, WITNESS, 1_795_000_000))).written()
    assert take_cosignature(gateway, seen, witness)
    assert not take_cosignature(gateway, seen, witness)
    given = read_note(client.get("/.well-known/audit/checkpoint").text)
    assert given.signed_by(witness)
    assert verify_log(list(exported_log(gateway))).holds
    with pytest.raises(SignatureError):
        take_cosignature(gateway, note.written(), witness)
    other = note.text.replace("\n0\n", "\n1\n")
    with pytest.raises(AuditSizeError):
        take_cosignature(gateway, Note(other, (cosign(other, WITNESS, 1),)).written(), witness)


def test_the_signing_key_is_for_its_owner_only_and_made_once(gateway: Gateway, tmp_path: Path) -> None:
    seal(gateway)
    file = tmp_path / "audit-key"
    assert file.stat().st_mode & 0o777 == 0o600
    written = file.read_text()
    seal(gateway)
    assert file.read_text() == written
    assert sorted(path.name for path in tmp_path.glob("audit-*")) == ["audit-key", "audit-public-keys"]


def break_log(log: AuditLog) -> None:
    """Let every write of the log fail."""
    with log.engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit_record RENAME TO audit_record_away"))


def test_a_read_is_on_record_with_the_size_of_what_was_given(
    client: Caller, gateway: Gateway, reader_key: str
) -> None:
    for path in (
        f"/api/v1/observations?dataset={RESTRICTED}",
        f"/api/v1/observations?dataset={RESTRICTED}&place=SI_061",
        f"/api/v1/findings?dataset={RESTRICTED}",
    ):
        assert client.get(path, key=reader_key).status_code == 200
    told = [(entry["act"], entry["target"], entry["rows"]) for entry in gateway.audit.entries()]
    assert told == [("read", RESTRICTED, rows) for rows in ("1-9", "0", "")]
