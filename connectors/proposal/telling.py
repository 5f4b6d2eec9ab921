"""Saying a proposal: for people in lines, for programs as JSON."""

from collections.abc import Iterator
from typing import Any

from connectors.proposal.decisions import Decision
from connectors.proposal.proposal import SHOWN, Proposal, TableProposal
from connectors.proposal.sums import SumLine
from schemas.findings import Finding
from schemas.languages import Lang
from schemas.messages import say
from schemas.observations import Observation, decimal_text
from schemas.validation.report import finding_dict

MOST_FINDINGS = 20


def lines(proposal: Proposal, lang: Lang) -> Iterator[str]:
    """Say a proposal: what is certain, guessed and asked, ten rows as they are read, the sum check."""
    options = ", ".join(f"{key} {value!r}" for key, value in proposal.options.items())
    yield f"{proposal.name}: {proposal.kind.upper()}{', ' + options if options else ''}"
    yield from (f"  ! {note.in_(lang)}" for note in proposal.notes)
    yield from _decisions(proposal.decisions, lang)
    for table in proposal.tables:
        yield ""
        yield from _table(table, lang)
    yield ""
    yield verdict(proposal, lang)


def verdict(proposal: Proposal, lang: Lang) -> str:
    """Say in one line whether it can be published, else what is open."""
    if not proposal.tables:
        return say("proposal.none", lang)
    if proposal.publishable:
        count = sum(len(table.observations) for table in proposal.tables)
        return say("proposal.ready", lang, count=count)
    violations = sum(len(table.violations) for table in proposal.tables)
    return say("proposal.open", lang, count=len(proposal.open), violations=violations)


def _decisions(decisions: tuple[Decision, ...], lang: Lang) -> Iterator[str]:
    for one in decisions:
        others = ", ".join(code for code in one.candidates if code != one.value)
        rest = f" ({others})" if others else ""
        value = one.value if one.value.strip() else repr(one.value) if one.value else "?"
        how = f"  -> {one.option}" if one.state == "ask" else ""
        state = say(f"proposal.state.{one.state}", lang)
        yield f"  {state:9} {one.key} = {value}{rest}: {one.why.in_(lang)}{how}"


def _table(table: TableProposal, lang: Lang) -> Iterator[str]:
    where = " ".join(part for part in (table.sheet, table.range) if part) or "-"
    yield f"{say('proposal.table', lang, number=table.number, where=where)} {' | '.join(table.titles)}".rstrip()
    yield from _decisions(table.decisions, lang)
    yield f"  {say('proposal.rows', lang, shown=min(SHOWN, len(table.observations)), count=len(table.observations))}"
    yield from (f"    {row_text(row)}" for row in table.observations[:SHOWN])
    yield from _sums(table, lang)
    yield from (f"  {finding.sentence(lang)}" for finding in shown_findings(table))


def shown_findings(table: TableProposal) -> list[Finding]:
    """Give what is wrong, violations first, as many as a person reads."""
    ranked = sorted(table.findings, key=lambda finding: finding.severity != "violation")
    return ranked[:MOST_FINDINGS]


def row_text(row: Observation) -> str:
    """Say one observation: its cell, the text that stands there, and what is read."""
    key = row.key
    dimensions = [key.indicator, key.place, key.period, key.sector, key.scope, key.carrier]
    dimensions += [code for code in (key.gas, key.mode) if code != "_T"]
    dimensions += [key.value_type] if key.value_type != "ACT" else []
    value = row.notation_key or decimal_text(row.value) or "-"
    printed = f"{row.source_cell}: {row.raw_value} {row.raw_unit or row.published_unit}"
    return f"{printed} -> {' '.join(dimensions)} = {value} {key.unit}"


def _sums(table: TableProposal, lang: Lang) -> Iterator[str]:
    if not table.sums:
        yield f"  {say('proposal.sums.none', lang)}"
        return
    closing = sum(line.closes for line in table.sums)
    yield f"  {say('proposal.sums', lang, closing=closing, count=len(table.sums))}"
    yield from (f"    {sum_text(line, lang)}" for line in table.sums if not line.closes)


def sum_text(line: SumLine, lang: Lang) -> str:
    """Say one total that does not close, and by how much."""
    key = "proposal.sum.gaps" if line.gaps else "proposal.sum"
    return say(
        key, lang, cell=line.cell, printed=decimal_text(line.printed), added=decimal_text(line.added),
        parts=line.parts, difference=decimal_text(line.difference), gaps=line.gaps,
    )  # fmt: skip


def proposal_json(proposal: Proposal, lang: Lang) -> dict[str, Any]:  # JSON
    """Give a proposal for programs."""
    return {
        "file": proposal.name,
        "kind": proposal.kind,
        "sha256": proposal.sha256,
        "options": dict(proposal.options),
        "publishable": proposal.publishable,
        "sentence": verdict(proposal, lang),
        "notes": [note.in_(lang) for note in proposal.notes],
        "decisions": [_decision(one, lang) for one in proposal.decisions],
        "questions": [_decision(one, lang) for one in proposal.open],
        "source": dict(proposal.source),
        "organisation": dict(proposal.organisation) if proposal.organisation else None,
        "basis": dict(proposal.basis) if proposal.basis else None,
        "maps": {name: dict(codes) for name, codes in proposal.maps.items()},
        "tables": [_table_json(table, lang) for table in proposal.tables],
    }


def _decision(one: Decision, lang: Lang) -> dict[str, Any]:  # JSON
    return {
        "key": one.key,
        "state": one.state,
        "value": one.value,
        "candidates": list(one.candidates),
        "why": one.why.in_(lang),
        "cell": one.cell,
        "option": one.option,
    }


def _table_json(table: TableProposal, lang: Lang) -> dict[str, Any]:  # JSON
    return {
        "table": table.number,
        "sheet": table.sheet,
        "range": table.range,
        "header_rows": table.header_rows,
        "titles": list(table.titles),
        "notes": list(table.notes),
        "decisions": [_decision(one, lang) for one in table.decisions],
        "mappings": [dict(mapping) for mapping in table.mappings],
        "observations": len(table.observations),
        "rows": [_row(row) for row in table.observations[:SHOWN]],
        "sums": {
            "checked": len(table.sums),
            "closing": sum(line.closes for line in table.sums),
            "open": [_sum(line) for line in table.sums if not line.closes],
        },
        "findings": [finding_dict(finding) for finding in shown_findings(table)],
        "violations": len(table.violations),
    }


def _row(row: Observation) -> dict[str, Any]:  # JSON
    key = row.key
    return {
        "cell": row.source_cell,
        "raw": row.raw_value,
        "indicator": key.indicator,
        "place": key.place,
        "period": key.period,
        "sector": key.sector,
        "scope": key.scope,
        "gas": key.gas,
        "carrier": key.carrier,
        "mode": key.mode,
        "value_type": key.value_type,
        "value": row.value,
        "unit": key.unit,
        "published_value": row.published_value,
        "published_unit": row.published_unit,
        "obs_status": row.obs_status,
        "notation_key": row.notation_key,
    }


def _sum(line: SumLine) -> dict[str, Any]:  # JSON
    return {
        "cell": line.cell,
        "over": line.over,
        "printed": line.printed,
        "added": line.added,
        "difference": line.difference,
        "parts": line.parts,
        "gaps": line.gaps,
    }
