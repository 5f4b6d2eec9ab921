"""The table of the rules across rows: each with its id, its gravest severity, its texts and its function."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from schemas.findings import Severity
from schemas.messages import Message
from schemas.rules.carrier_scopes import carriers_in_their_place
from schemas.rules.contracts import contract_adds_up
from schemas.rules.evidence import Evidence
from schemas.rules.gaps import expected_cells_told
from schemas.rules.marks import one_decimal_mark
from schemas.rules.nesting import parts_within_the_whole
from schemas.rules.peers import beside_peers
from schemas.rules.repeated_facts import told_once
from schemas.rules.rule_copies import same_number_two_units
from schemas.rules.rule_factors import emission_factors
from schemas.rules.rule_sums import sums_close
from schemas.rules.series import steps_of_series
from schemas.rules.staleness import overdue
from schemas.rules.statements import gases_stated, labels_agree, land_use_stated
from schemas.rules.suspicions import Suspicion

Check = Callable[[Evidence], Iterable[Suspicion]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule across rows.

    Args:
        id: e.g. ``S2``; the design's number.
        severity: the gravest that its findings have.
        checks: functions that look for what breaks it among the rows of one place; a function that serves two rules
            stands with the first.
        across: functions that hold places beside one another.
    """

    id: str
    severity: Severity
    checks: tuple[Check, ...] = ()
    across: tuple[Check, ...] = ()

    @property
    def title(self) -> Message:
        """Its name, for people."""
        return Message(f"rules.{self.id}.title")

    @property
    def what(self) -> Message:
        """What it asks, for people."""
        return Message(f"rules.{self.id}.what")

    @property
    def mend(self) -> Message:
        """How to mend what it finds, for people."""
        return Message(f"rules.{self.id}.how")


RULES: tuple[Rule, ...] = (
    Rule("S1", "warning", (emission_factors,)),
    Rule("S2", "warning", (sums_close,)),
    Rule("S3", "warning", (steps_of_series,)),
    Rule("S4", "warning", across=(beside_peers,)),
    Rule("S5", "warning"),
    Rule("S6", "warning", (same_number_two_units,)),
    Rule("S7", "warning", (carriers_in_their_place,)),
    Rule("S8", "warning", (expected_cells_told,)),
    Rule("S9", "warning", across=(parts_within_the_whole,)),
    Rule("S10", "warning", (contract_adds_up, told_once)),
    Rule("S11", "info", across=(gases_stated,)),
    Rule("S12", "info", (overdue,)),
    Rule("S13", "warning", across=(labels_agree,)),
    Rule("S14", "warning", (one_decimal_mark,)),
    Rule("S15", "warning", (land_use_stated,)),
)
"""All of them. What S5 finds, the checks of S3 (previous values) and S4 (peers) look for as well."""
