"""An exported log is checked without us: what was changed, left out, added or cut off is found and named."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.audit_record import record_leaf
from policies.audit.errors import AuditProofError, LogFileError
from policies.audit.keys import COSIGNATURE, new_signer
from policies.audit.log_file import LogRecord
from policies.audit.notes import Note, cosign
from policies.audit.tree import root_of_leaves
from policies.audit.verification import LogReport, verify_log
from tests.policies.audit.made_up_logs import KEY, ORIGIN, checkpoint, log_file, records

MADE = records(40)
NOTES = [checkpoint(MADE, size) for size in (10, 25, 40)]
SIZE = len(MADE)


def faults(report: LogReport) -> list[tuple[str, int | None]]:
    return [(one.said.key.removeprefix("audit.fault."), one.seq) for one in report.faults]


def rewritten(seq: int) -> LogRecord:
    """A record whose text and leaf were both changed."""
    text = str(MADE[seq].text).replace("dataset-", "another-")
    return LogRecord(seq, record_leaf(text), text)


def with_record(record: LogRecord) -> list[LogRecord]:
    return [record if one.seq == record.seq else one for one in MADE]


def test_an_untouched_log_holds_and_says_whose_key_it_was_held_against() -> None:
    report = verify_log(log_file(MADE, NOTES))
    assert report == LogReport(
        ORIGIN,
        SIZE,
        root_of_leaves(one.leaf for one in MADE),
        removed=0,
        checkpoints=3,
        trusted=False,
        faults=(),
    )
    assert verify_log(log_file(MADE, NOTES), [KEY.verifier()]).trusted


def test_an_empty_log_holds() -> None:
    assert verify_log(log_file([], [checkpoint([], 0)])).holds


def test_a_record_whose_text_was_changed_is_named() -> None:
    changed = replace(MADE[17], text=str(MADE[17].text).replace("permitted", "refused"))
    assert faults(verify_log(log_file(with_record(changed), NOTES))) == [("record", 17)]


def test_a_record_that_was_changed_with_its_leaf_is_found_between_two_checkpoints() -> None:
    report = verify_log(log_file(with_record(rewritten(17)), NOTES))
    assert faults(report) == [("root", None), ("root", None)]
    assert report.faults[0].said.values == {"size": 25, "first": 10, "last": 24}


def test_a_record_that_was_left_out_is_named() -> None:
    left = [one for one in MADE if one.seq != 30]
    found = faults(verify_log(log_file(left, NOTES)))
    assert found[0] == ("sequence", 30)
    assert {key for key, _ in found} == {"sequence", "tail"}


def test_two_records_that_changed_places_are_named() -> None:
    swapped = [*MADE[:3], MADE[4], MADE[3], *MADE[5:]]
    assert faults(verify_log(log_file(swapped, NOTES)))[:2] == [("sequence", 3), ("sequence", 4)]


def test_a_record_that_says_another_number_than_its_place_is_named() -> None:
    text = str(MADE[5].text).replace('"seq":5', '"seq":6')
    made = with_record(LogRecord(5, record_leaf(text), text))
    assert faults(verify_log(log_file(made, [checkpoint(made, SIZE)]))) == [("sequence", 5)]


def test_records_after_the_newest_checkpoint_are_not_taken_for_proved() -> None:
    assert faults(verify_log(log_file(MADE, NOTES[:2]))) == [("tail", None)]
    assert faults(verify_log(log_file(MADE, []))) == [("tail", None)]


def test_a_record_whose_time_is_over_keeps_its_leaf_and_the_log_holds() -> None:
    report = verify_log(log_file([replace(one, text=None) if one.seq < 20 else one for one in MADE], NOTES))
    assert (report.holds, report.removed) == (True, 20)


def test_a_rewritten_log_that_is_signed_anew_does_not_go_on_from_what_an_auditor_kept() -> None:
    made = with_record(rewritten(17))
    forged = log_file(made, [checkpoint(made, SIZE)])
    assert verify_log(forged).holds
    report = verify_log(forged, kept=[NOTES[1]])
    assert faults(report) == [("kept_root", None)]
    assert report.faults[0].said.values == {"size": 25, "first": 0, "last": 24}


def test_a_log_that_lost_its_end_is_told_from_what_an_auditor_kept() -> None:
    cut = log_file(MADE[:10], NOTES[:1])
    assert verify_log(cut).holds
    assert faults(verify_log(cut, kept=[NOTES[2]])) == [("shorter", None)]


def test_a_log_that_grew_goes_on_from_every_earlier_checkpoint() -> None:
    for size in range(SIZE + 1):
        assert verify_log(log_file(MADE, NOTES), kept=[checkpoint(MADE, size)]).holds, size


def test_a_log_signed_with_another_key_than_the_reader_knows_does_not_hold() -> None:
    other = new_signer(ORIGIN, b"\x09" * 32)
    lines = log_file(MADE, [checkpoint(MADE, SIZE, other)], (other.verifier(),))
    assert verify_log(lines).holds
    report = verify_log(lines, [KEY.verifier()])
    assert (faults(report), report.trusted) == ([("unsigned", None)], False)


def test_a_log_whose_key_was_changed_holds_with_the_older_key_in_the_file() -> None:
    newer = new_signer(ORIGIN, b"\x09" * 32)
    lines = log_file(MADE, [*NOTES[:2], checkpoint(MADE, SIZE, newer)], (KEY.verifier(), newer.verifier()))
    assert verify_log(lines, [newer.verifier()]).holds


def test_a_witness_may_sign_beside_the_log_and_not_instead_of_it() -> None:
    witness = new_signer("kranj.example/witness", b"\x08" * 32)
    newest = NOTES[2]
    seen = cosign(newest.text, witness, 1_795_000_000)
    keys = (KEY.verifier(), witness.verifier(COSIGNATURE))
    beside = log_file(MADE, [*NOTES[:2], Note(newest.text, (*newest.signatures, seen))], keys)
    assert verify_log(beside).holds
    instead = log_file(MADE, [*NOTES[:2], Note(newest.text, (seen,))], keys)
    assert faults(verify_log(instead)) == [("unsigned", None)]


def test_a_checkpoint_of_another_log_is_not_taken() -> None:
    made, other = records(5), new_signer("other.example/audit", b"\x07" * 32)
    note = checkpoint(made, 5, other)
    assert ("unsigned", None) in faults(verify_log(log_file(made, [note], (other.verifier(),))))


def test_checkpoints_out_of_order_are_told() -> None:
    found = faults(verify_log(log_file(MADE, [NOTES[1], NOTES[0], NOTES[2]])))
    assert found == [("checkpoint_order", None)]


def test_a_file_that_is_no_log_says_what_was_expected() -> None:
    for first in ("", "number,subject\n", '{"format":"other"}\n', "[" * 100_000):
        with pytest.raises(LogFileError, match="line 1: found"):
            verify_log([first])


def test_a_fault_can_be_said_in_each_language() -> None:
    changed = replace(MADE[17], text="{}")
    (fault,) = verify_log(log_file(with_record(changed), NOTES)).faults
    assert fault.said.in_("en") == (
        "Record 17 was changed: its text does not have the hash of its leaf. It now reads: {}"
    )
    assert fault.said.in_("sl").startswith("Zapis 17 je bil spremenjen")
    assert fault.said.in_("hr").startswith("Zapis 17 je promijenjen")


@given(st.data())
def test_a_log_with_any_byte_changed_does_not_hold(data: st.DataObject) -> None:
    written = "".join(log_file(MADE[:6], [checkpoint(MADE, 4), checkpoint(MADE, 6)])).encode()
    at = data.draw(st.integers(0, len(written) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda one: one != written[at]))
    assert not still_holds(written[:at] + bytes([byte]) + written[at + 1 :])


@given(st.data())
def test_a_log_with_any_stretch_cut_out_or_doubled_does_not_hold(data: st.DataObject) -> None:
    written = "".join(log_file(MADE[:6], [checkpoint(MADE, 4), checkpoint(MADE, 6)])).encode()
    start = data.draw(st.integers(0, len(written) - 1))
    end = data.draw(st.integers(start + 1, len(written)))
    assert not still_holds(written[:start] + written[end:])
    assert not still_holds(written[:end] + written[start:])


def still_holds(written: bytes) -> bool:
    lines = written.decode(errors="surrogateescape").splitlines(keepends=True)
    try:
        return verify_log(lines).holds
    except AuditProofError:
        return False
