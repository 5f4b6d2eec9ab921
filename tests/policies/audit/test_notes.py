"""Signed notes, keys and checkpoints, as C2SP writes them."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.audit.checkpoints import Checkpoint, checkpoint_of, read_checkpoint, signed_checkpoint
from policies.audit.errors import AuditProofError, KeyTextError, NoteError, SignatureError
from policies.audit.keys import COSIGNATURE, SignerKey, VerifierKey, new_signer
from policies.audit.notes import Note, cosign, cosigned_at, read_note
from policies.audit.tree import EMPTY_ROOT, leaf_hash

KNOWN_VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
KNOWN_SIGNER = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
KNOWN_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
"""The key and note that Go's own package of signed notes is documented with."""

LOG = new_signer("node.example/audit", b"\x07" * 32)
WITNESS = new_signer("kranj.example/witness", b"\x08" * 32)
CHECKPOINT = Checkpoint("node.example/audit", 3, leaf_hash(b"three"))


def test_a_key_of_another_implementation_signs_and_checks_the_same_note() -> None:
    verifier, signer = VerifierKey.read(KNOWN_VERIFIER), SignerKey.read(KNOWN_SIGNER)
    assert signer.verifier() == verifier
    assert (signer.text(), verifier.text()) == (KNOWN_SIGNER, KNOWN_VERIFIER)
    note = read_note(KNOWN_NOTE)
    assert note.signed_by(verifier)
    assert note.written() == KNOWN_NOTE
    (signature,) = note.signatures
    assert signer.sign(note.text.encode()) == signature.value


def test_a_checkpoint_is_three_lines_and_a_signature_that_the_key_holds_to() -> None:
    note = signed_checkpoint(CHECKPOINT, LOG)
    root = base64.b64encode(leaf_hash(b"three")).decode()
    assert note.text == f"node.example/audit\n3\n{root}\n"
    assert note.written().startswith(f"{note.text}\n— node.example/audit ")
    assert read_checkpoint(note.written(), [LOG.verifier()]) == CHECKPOINT


def test_a_checkpoint_that_another_key_signed_is_refused() -> None:
    written = signed_checkpoint(CHECKPOINT, new_signer(LOG.name, b"\x09" * 32)).written()
    with pytest.raises(SignatureError, match=r"wanted one by node\.example/audit"):
        read_checkpoint(written, [LOG.verifier()])


def test_a_witness_signs_beside_the_log_with_the_time_it_saw() -> None:
    note = signed_checkpoint(CHECKPOINT, LOG)
    seen = cosign(note.text, WITNESS, 1_795_000_000)
    both = read_note(Note(note.text, (*note.signatures, seen)).written())
    witness = WITNESS.verifier(COSIGNATURE)
    assert both.signed_by(LOG.verifier())
    assert both.signed_by(witness)
    assert VerifierKey.read(witness.text()) == witness
    assert cosigned_at(both.signatures[1]) == 1_795_000_000
    assert not both.signed_by(WITNESS.verifier())


def test_a_cosignature_with_another_time_does_not_hold() -> None:
    text = CHECKPOINT.text()
    seen = cosign(text, WITNESS, 1_795_000_000)
    later = type(seen)(seen.name, seen.id, (1_795_000_001).to_bytes(8, "big") + seen.value[8:])
    assert not Note(text, (later,)).signed_by(WITNESS.verifier(COSIGNATURE))


@given(st.data())
def test_a_checkpoint_with_any_byte_changed_is_refused(data: st.DataObject) -> None:
    written = signed_checkpoint(CHECKPOINT, LOG).written().encode()
    at = data.draw(st.integers(0, len(written) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda one: one != written[at]))
    changed = written[:at] + bytes([byte]) + written[at + 1 :]
    with pytest.raises((AuditProofError, UnicodeDecodeError)):
        read_checkpoint(changed.decode(), [LOG.verifier()])


@pytest.mark.parametrize(
    "text",
    [
        "node.example/audit\n03\n" + "A" * 43 + "=\n",
        "node.example/audit\n-3\n" + "A" * 43 + "=\n",
        "node.example/audit\n3\nAAAA\n",
        "node.example/audit\n3\n" + "A" * 42 + "B=\n",
        "\n3\n" + "A" * 43 + "=\n",
        "node.example/audit\n3\n",
        "one line\n",
    ],
)
def test_a_note_that_is_no_checkpoint_says_what_was_expected(text: str) -> None:
    with pytest.raises(NoteError, match="expected"):
        checkpoint_of(Note(text, ()))


def test_further_lines_of_a_checkpoint_are_kept() -> None:
    text = Checkpoint("node.example/audit", 0, EMPTY_ROOT).text() + "extension 1\n"
    assert checkpoint_of(Note(text, ())).extensions == ("extension 1",)


@pytest.mark.parametrize(
    "text",
    [
        "", "name", "na me+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "PeterNeumann+c74f20a3+ARpc",
        KNOWN_VERIFIER.replace("c74f20a3", "c74f20a4"), KNOWN_VERIFIER.replace("Peter", "Petra"),
        KNOWN_VERIFIER.replace("+AR", "+CR"), KNOWN_VERIFIER + "\n",
    ],
)  # fmt: skip
def test_a_text_that_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(KeyTextError, match="is no key"):
        VerifierKey.read(text)


def test_a_private_key_that_cannot_be_read_is_not_repeated() -> None:
    with pytest.raises(KeyTextError) as refused:
        SignerKey.read(KNOWN_SIGNER[:-4] + "AAAA")
    assert "AYEKFAL" not in str(refused.value)
    assert "seed" not in repr(LOG)


def test_a_name_that_a_note_cannot_carry_makes_no_key() -> None:
    with pytest.raises(KeyTextError, match="without spaces and plus signs"):
        new_signer("node example", b"\x07" * 32)
