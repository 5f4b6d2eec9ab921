"""Audit the locked dependencies for known vulnerabilities: `make audit-dependencies`.

A vulnerability that is found fails, unless deploy/accepted-vulnerabilities.toml lists it. That nobody could be asked
does not fail, since no network is no defect of the code, but it is said: what was not looked at is never called sound.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ACCEPTED = Path(__file__).with_name("accepted-vulnerabilities.toml")
LONGEST_WAIT = 300
"""Seconds for all questions together."""

MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Vulnerability:
    """A vulnerability of a locked package.

    Args:
        names: each name under which it is known.
        mended: versions in which it is mended.
    """

    package: str
    version: str
    names: tuple[str, ...]
    mended: tuple[str, ...]

    def __str__(self) -> str:
        mended = f"mended in {', '.join(self.mended)}" if self.mended else "not mended yet"
        return f"{self.package} {self.version}: {', '.join(self.names)}, {mended}"


@dataclass(frozen=True, slots=True)
class Accepted:
    """A vulnerability that is let pass until a day."""

    id: str
    package: str
    reason: str
    accepted: date
    until: date

    def covers(self, one: Vulnerability, today: date) -> bool:
        """Say whether it lets a vulnerability pass."""
        return self.id in one.names and self.package == one.package and today < self.until


@dataclass(frozen=True, slots=True)
class Audit:
    """What the audit found.

    Args:
        asked: packages that somebody answered for.
        unasked: packages that nobody could say anything of.
    """

    asked: tuple[str, ...]
    unasked: tuple[str, ...]
    found: tuple[Vulnerability, ...]

    @classmethod
    def of(cls, report: Mapping[str, Any]) -> "Audit":  # pip-audit's JSON
        """Read pip-audit's report."""
        told = report["dependencies"]
        found = [
            Vulnerability(one["name"], one["version"], _names(fault), tuple(fault.get("fix_versions", ())))
            for one in told
            for fault in one.get("vulns", ())
        ]
        asked = tuple(one["name"] for one in told if "vulns" in one)
        return cls(asked, tuple(one["name"] for one in told if "vulns" not in one), tuple(found))


def _names(fault: Mapping[str, Any]) -> tuple[str, ...]:  # pip-audit's JSON
    return tuple(dict.fromkeys([fault["id"], *fault.get("aliases", ())]))


def accepted_of(text: str) -> tuple[Accepted, ...]:
    """Read the list of what is let pass.

    Raises:
        TypeError: an entry lacks its id, package, reason or one of its days, or has something else.
        ValueError: an entry gives no reason.
    """
    found = tuple(Accepted(**entry) for entry in tomllib.loads(text).get("accepted", ()))
    silent = [one.id for one in found if not one.reason.strip()]
    if silent:
        raise ValueError(f"{', '.join(silent)}: accepted without a reason; say why it does no harm here")
    return found


def verdict(audit: Audit, accepted: Sequence[Accepted], today: date) -> tuple[list[str], bool]:
    """Say what was found, and whether it may pass."""
    lines = [f"{len(audit.asked)} packages audited, {len(audit.found)} known vulnerabilities"]
    if audit.unasked:
        lines.append(f"NOT AUDITED, nobody answered for them: {_some(audit.unasked)}")
    passes = True
    for one in audit.found:
        leave = next((entry for entry in accepted if entry.covers(one, today)), None)
        lines.append(
            f"accepted until {leave.until}: {one} ({leave.reason})" if leave else f"VULNERABLE: {one}"
        )
        passes = passes and leave is not None
    idle = [one.id for one in accepted if not any(one.id in found.names for found in audit.found)]
    lines += [f"accepted, but found by nobody: {one}; take it off the list" for one in idle if audit.asked]
    return lines, passes


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more


def run_audit(uv: str, pip_audit: str) -> Audit | str:
    """Ask about every locked package; give why not where nobody could be asked."""
    with tempfile.TemporaryDirectory() as folder:
        locked = Path(folder) / "requirements.txt"
        _run(
            [uv, "export", "--frozen", "--no-emit-project", "--quiet", "--output-file", str(locked)]
        ).check_returncode()
        asked = [
            pip_audit,
            "--requirement",
            str(locked),
            "--require-hashes",
            "--disable-pip",
            "--format",
            "json",
        ]
        try:
            done = _run(
                [*asked, "--progress-spinner", "off", "--vulnerability-service", "pypi", "--timeout", "20"]
            )
        except subprocess.TimeoutExpired:
            return f"no answer within {LONGEST_WAIT} s"
    try:
        return Audit.of(json.loads(done.stdout))
    except (ValueError, KeyError):
        return (done.stderr.strip().splitlines() or ["no answer"])[-1]


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_WAIT, check=False)  # noqa: S603  # ours


def main() -> int:
    """Audit, say what was found, and give the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--uv", default=".uv/bin/uv")
    parser.add_argument("--pip-audit", default=".venv/bin/pip-audit")
    parser.add_argument("--accepted", type=Path, default=ACCEPTED)
    parser.add_argument("--today", type=date.fromisoformat, default=datetime.now(UTC).date())
    told = parser.parse_args()
    accepted = accepted_of(told.accepted.read_text(encoding="utf-8"))
    audit = run_audit(told.uv, told.pip_audit)
    if isinstance(audit, str):
        print(f"dependency audit: NOT DONE, nobody could be asked: {audit}")
        return 0
    lines, passes = verdict(audit, accepted, told.today)
    print("\n".join(f"dependency audit: {line}" for line in lines))
    return 0 if passes else 1


if __name__ == "__main__":
    sys.exit(main())
