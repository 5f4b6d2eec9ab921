"""`ogledalo audit verify` on a file: no node, no database; it says what is wrong in the reader's language."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from api.cli import main
from tests.policies.audit.made_up_logs import KEY, checkpoint, log_file, records

MADE = records(9)
NOTES = [checkpoint(MADE, size) for size in (4, 9)]
NOBODYS_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"


def verify(*arguments: str) -> int:
    """Run the command and give its exit code."""
    with pytest.raises(SystemExit) as left:
        main(["audit", "verify", *arguments])
    return int(left.value.code or 0)


@pytest.fixture
def whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An exported log in a folder without a node."""
    monkeypatch.chdir(tmp_path)
    return written(tmp_path / "log.jsonl", "".join(log_file(MADE, NOTES)))


def written(file: Path, text: str) -> str:
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_a_whole_log_holds_without_a_node(
    whole: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    note = written(tmp_path / "note", NOTES[0].written())
    assert verify("--file", whole, "--key", KEY.verifier().text(), "--checkpoint", note) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == "node.example/audit: 9 records, 0 of them without their text, 2 checkpoints."
    assert second.startswith("The log holds. Root: ")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log.jsonl", "note"]


def test_the_wrong_record_is_named_in_the_readers_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = [replace(one, text="{}") if one.seq == 6 else one for one in MADE]
    file = written(tmp_path / "changed.jsonl", "".join(log_file(changed, NOTES)))
    assert verify("--file", file, "--lang", "hr") == 1
    said = capsys.readouterr().out
    assert "  Zapis 6 je promijenjen: njegov tekst nema sažetak svojega lista." in said
    assert "Dnevnik NIJE neokrnjen." in said


def test_a_log_of_another_key_does_not_hold(whole: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify("--file", whole, "--key", NOBODYS_KEY) == 1
    assert "The checkpoint of 9 records is not signed by the log." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--file", "absent"), "error: absent: No such file or directory"),
        (("--file", "note"), "error: line 1: found 'not a log', expected canonical JSON"),
        (("--file", "log.jsonl", "--key", "nonsense"), "error: 'nonsense' is no key: expected NAME+ID+KEY"),
        (("--file", "log.jsonl", "--checkpoint", "note"), "error: no checkpoint: found 'not a log\\n'"),
    ],
)
def test_what_is_no_log_key_or_checkpoint_is_said_in_one_line(
    whole: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    assert Path(whole).parent == tmp_path
    written(tmp_path / "note", "not a log\n")
    assert verify(*arguments) == 1
    assert capsys.readouterr().err.startswith(said)
