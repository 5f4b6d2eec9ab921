"""What is wrong or doubtful in a policy, with its place, in three languages."""

from dataclasses import dataclass

from policies.odrl.errors import expected as expected_text
from policies.odrl.errors import mend as mend_text
from policies.odrl.policy import Written
from schemas.findings import Severity
from schemas.languages import Lang
from schemas.messages import Message, say


@dataclass(frozen=True, slots=True)
class LintFinding:
    """What was found.

    Args:
        code: what kind of thing, such as ``operand``; texts and pages use it.
        severity: a violation refuses publication, a warning asks to look again.
        written: where it stands.
        found: what stands there.
        expected: what should.
        mend: what to do.
    """

    code: str
    severity: Severity
    written: Written
    found: str
    expected: Message
    mend: Message

    @property
    def pointer(self) -> str:
        """Where it stands: a JSON pointer, or a subject's name."""
        return self.written.pointer

    def sentence(self, lang: Lang) -> str:
        """Say it in one line."""
        line, pointer = self.written.line, self.written.pointer
        place = f"{pointer} ({line})" if line and pointer else str(line) if line else pointer or "/"
        said = {"found": self.found, "expected": self.expected, "mend": self.mend, "place": place}
        return say("odrl.sentence", lang, **said)


def finding(code: str, severity: Severity, written: Written, found: str, **values: object) -> LintFinding:
    """Make a finding whose texts are those of its code.

    Args:
        code: what kind of thing.
        severity: whether it refuses.
        written: where it stands.
        found: what stands there.
        values: what fills the texts' placeholders.
    """
    return LintFinding(
        code, severity, written, found, expected_text(code, **values), mend_text(code, **values)
    )
