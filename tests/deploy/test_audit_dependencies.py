"""The audit of dependencies: what is found fails, what is accepted passes until its day, what was not asked is said."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
FAULT = {"id": "GHSA-aaaa", "aliases": ["CVE-2026-1"], "fix_versions": ["2.1"], "description": "x"}
REPORT = {
    "dependencies": [
        {"name": "sound", "version": "1.0", "vulns": []},
        {"name": "broken", "version": "2.0", "vulns": [FAULT]},
        {"name": "unknown", "skip_reason": "not found on PyPI"},
    ],
    "fixes": [],
}
LISTED = """
[[accepted]]
id = "CVE-2026-1"
package = "broken"
reason = "Its parser is not called."
accepted = 2026-11-01
until = 2026-12-01
"""
MENDED = "broken 2.0: GHSA-aaaa, CVE-2026-1, mended in 2.1"
SAID = "dependency audit: "


@dataclass(frozen=True)
class Auditor:
    """Somebody who audits on 24 November 2026, with a pip-audit of the test's own.

    Args:
        does: what that pip-audit does, in Python.
        listed: what is accepted.
    """

    folder: Path
    does: str
    listed: str = ""
    today: str = "2026-11-24"

    def run(self) -> tuple[int, list[str]]:
        """Give the exit code, and what was said."""
        listed = self.folder / "accepted.toml"
        listed.write_text(self.listed, encoding="utf-8")
        uv = self._command("uv", "open(sys.argv[-1], 'w').close()")
        pip_audit = self._command("pip-audit", self.does)
        asked = ["--uv", uv, "--pip-audit", pip_audit, "--accepted", str(listed), "--today", self.today]
        done = subprocess.run(
            [sys.executable, str(DEPLOY / "audit_dependencies.py"), *asked],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode, (done.stdout or done.stderr.splitlines()[-1]).splitlines()

    def _command(self, name: str, does: str) -> str:
        file = self.folder / name
        file.write_text(f"#!{sys.executable}\nimport json, sys\n{does}\n", encoding="utf-8")
        file.chmod(0o755)
        return str(file)


def telling(report: object, code: int = 1) -> str:
    return f"print(json.dumps({report!r})); sys.exit({code})"


def test_a_vulnerability_fails_and_says_where_it_is_mended(tmp_path: Path) -> None:
    assert Auditor(tmp_path, telling(REPORT)).run() == (
        1,
        [
            f"{SAID}2 packages audited, 1 known vulnerabilities",
            f"{SAID}NOT AUDITED, nobody answered for them: unknown",
            f"{SAID}VULNERABLE: {MENDED}",
        ],
    )


def test_one_that_is_accepted_by_any_of_its_names_passes_with_the_reason(tmp_path: Path) -> None:
    code, lines = Auditor(tmp_path, telling(REPORT), LISTED).run()
    assert code == 0
    assert lines[-1] == f"{SAID}accepted until 2026-12-01: {MENDED} (Its parser is not called.)"


@pytest.mark.parametrize("today", ["2026-12-01", "2027-01-01"])
def test_one_whose_day_has_come_fails_again(tmp_path: Path, today: str) -> None:
    assert Auditor(tmp_path, telling(REPORT), LISTED, today).run()[0] == 1


def test_one_of_another_package_is_not_accepted_with_it(tmp_path: Path) -> None:
    assert Auditor(tmp_path, telling(REPORT), LISTED.replace('"broken"', '"sound"')).run()[0] == 1


def test_what_is_accepted_and_found_by_nobody_is_said(tmp_path: Path) -> None:
    sound = {"dependencies": REPORT["dependencies"][:1]}
    assert Auditor(tmp_path, telling(sound, 0), LISTED).run() == (
        0,
        [
            f"{SAID}1 packages audited, 0 known vulnerabilities",
            f"{SAID}accepted, but found by nobody: CVE-2026-1; take it off the list",
        ],
    )


@pytest.mark.parametrize("left_out", ["reason", "until", "accepted =", "package"])
def test_an_entry_that_lacks_something_is_refused(tmp_path: Path, left_out: str) -> None:
    lines = [line for line in LISTED.splitlines() if not line.startswith(left_out)]
    assert Auditor(tmp_path, telling(REPORT), "\n".join(lines)).run()[0] == 1


def test_an_entry_without_words_of_reason_is_refused(tmp_path: Path) -> None:
    code, lines = Auditor(tmp_path, telling(REPORT), LISTED.replace("Its parser is not called.", " ")).run()
    assert code == 1
    assert lines == ["ValueError: CVE-2026-1: accepted without a reason; say why it does no harm here"]


@pytest.mark.parametrize(
    "does",
    ["sys.exit('ConnectionError: pypi.org')", "print('<html>'); sys.exit('ConnectionError: pypi.org')"],
)
def test_that_nobody_can_be_asked_is_said_and_does_not_fail(tmp_path: Path, does: str) -> None:
    assert Auditor(tmp_path, does).run() == (
        0, [f"{SAID}NOT DONE, nobody could be asked: ConnectionError: pypi.org"],
    )  # fmt: skip


def test_the_list_of_the_repository_can_be_read(tmp_path: Path) -> None:
    listed = (DEPLOY / "accepted-vulnerabilities.toml").read_text(encoding="utf-8")
    assert Auditor(tmp_path, telling({"dependencies": []}, 0), listed).run()[0] == 0


def test_the_build_server_audits() -> None:
    assert "make audit-dependencies" in (DEPLOY.parent / ".ci" / "run").read_text(encoding="utf-8")
