"""A proposal: what a file's tables would become, how sure that is, and what a person must still say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from connectors.proposal.decisions import Decision
from connectors.proposal.sums import SumLine
from schemas.findings import Finding
from schemas.messages import Message
from schemas.observations import Observation

SHOWN = 10


@dataclass(frozen=True)
class TableProposal:
    """What one table would become.

    Args:
        number: of the table in the file, from 1.
        sheet: its sheet; empty in a text file.
        range: its cells; empty where it is the whole sheet.
        titles: what stands above it.
        notes: what stands below it.
        decisions: in the order in which a person would ask.
        mappings: each in the form of a ``[[source.mapping]]``.
        sums: the totals that it prints.
        observations: all that the mappings make of it.
        findings: what is wrong with them.
    """

    number: int
    sheet: str
    range: str
    header_rows: int
    titles: tuple[str, ...]
    notes: tuple[str, ...]
    decisions: tuple[Decision, ...]
    mappings: tuple[Mapping[str, Any], ...]  # TOML tables
    sums: tuple[SumLine, ...]
    observations: tuple[Observation, ...]
    findings: tuple[Finding, ...]

    @property
    def open(self) -> tuple[Decision, ...]:
        """What a person must say."""
        return tuple(decision for decision in self.decisions if decision.state == "ask")

    @property
    def violations(self) -> tuple[Finding, ...]:
        """What forbids publishing it."""
        return tuple(finding for finding in self.findings if finding.severity == "violation")


@dataclass(frozen=True)
class Proposal:
    """What a file would become as a source.

    Args:
        name: the file's name or address.
        kind: ``csv``, ``xlsx``, ``ods`` or ``json``.
        sha256: of its bytes.
        options: the source's options.
        decisions: on the file as a whole: encoding, separator, owner, licence.
        notes: what a person should know of how it was read.
        source: the source's keys but for its mappings.
        organisation: the owner, where the node does not know it.
        basis: how the figures were made, as far as it is stated; None where a known one is named.
        maps: the maps that the mappings name.
    """

    name: str
    kind: str
    sha256: str
    options: Mapping[str, str]
    decisions: tuple[Decision, ...]
    notes: tuple[Message, ...]
    source: Mapping[str, Any]  # a TOML table
    organisation: Mapping[str, Any] | None  # a TOML table
    basis: Mapping[str, str] | None
    maps: Mapping[str, Mapping[str, str]]
    tables: tuple[TableProposal, ...]

    def all_decisions(self) -> Iterator[Decision]:
        """Give all decisions, those on the file first."""
        yield from self.decisions
        for table in self.tables:
            yield from table.decisions

    @property
    def open(self) -> tuple[Decision, ...]:
        """What a person must say before it can be published."""
        return tuple(decision for decision in self.all_decisions() if decision.state == "ask")

    @property
    def publishable(self) -> bool:
        """Whether nothing is open and nothing forbids publishing it."""
        read = any(table.observations for table in self.tables)
        return read and not self.open and not any(table.violations for table in self.tables)
