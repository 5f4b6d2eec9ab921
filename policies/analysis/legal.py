"""What the law says against withholding a dataset: reasons for a person to look again, never a verdict."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from policies.analysis.acts import Act, meaning
from policies.analysis.formulas import Atoms, Opposite
from policies.analysis.search import satisfiable
from policies.odrl.policy import ODRL, Policy, Rule
from policies.odrl.vocabulary import action_and_broader
from schemas.findings import Severity
from schemas.messages import Message

READ = f"{ODRL}read"
HARMLESS_DUTIES = frozenset({f"{ODRL}attribute"})
"""What an open licence may ask too: to name the source."""

COMMERCIAL = "commercial-confidentiality"
NOT_STATED = ""
Ground: TypeAlias = str
LegalCode: TypeAlias = Literal["high_value", "emissions", "emissions_ground"]

SEVERITIES: dict[LegalCode, Severity] = {
    "high_value": "warning",
    "emissions": "warning",
    "emissions_ground": "info",
}
ARTICLES: dict[LegalCode, tuple[str, ...]] = {
    "high_value": (
        "Commission Implementing Regulation (EU) 2023/138",
        "Directive (EU) 2019/1024, Art. 14",
    ),
    "emissions": ("Directive 2003/4/EC, Art. 4(2)",),
    "emissions_ground": ("Directive 2003/4/EC, Art. 4(2)",),
}
"""The law that each finding names."""


@dataclass(frozen=True, slots=True)
class DatasetFacts:
    """What the law asks of a dataset.

    Args:
        iri: its name, as policies target it.
        high_value: IRIs of its categories of high-value data (dcatap:hvdCategory); empty where it is none.
        emissions: whether it is of emissions into the environment.
        ground: why it is withheld, ``commercial-confidentiality`` among others; empty where nobody says.
    """

    iri: str
    high_value: tuple[str, ...] = ()
    emissions: bool = False
    ground: Ground = NOT_STATED


@dataclass(frozen=True, slots=True)
class LegalFinding:
    """A reason to look again.

    Args:
        code: what kind of reason.
        severity: a warning or an info; law is never told by a machine, so it refuses nothing.
        dataset: IRI of the dataset.
        articles: the law, as it is cited.
        rules: IRIs of the rules that withhold; empty where only nothing permits.
        found: what was found.
        confirm: what a person must confirm.
    """

    code: LegalCode
    severity: Severity
    dataset: str
    articles: tuple[str, ...]
    rules: tuple[str, ...]
    found: Message
    confirm: Message


def legal_lint(dataset: DatasetFacts, policies: Iterable[Policy]) -> tuple[LegalFinding, ...]:
    """Give the law that speaks against how policies withhold a dataset.

    Args:
        dataset: what is known of it.
        policies: those in force, with the draft.
    """
    rules = tuple(rule for one in policies for rule in one.rules if _concerns(rule, dataset.iri))
    if readable_by_all(dataset.iri, rules):
        return ()
    withholding = tuple(dict.fromkeys(rule.iri for rule in rules if _withholds(rule)))
    codes: list[LegalCode] = ["high_value"] if dataset.high_value else []
    if dataset.emissions and dataset.ground in (COMMERCIAL, NOT_STATED):
        codes.append("emissions" if dataset.ground == COMMERCIAL else "emissions_ground")
    return tuple(_finding(code, dataset, withholding) for code in codes)


def readable_by_all(dataset: str, rules: Iterable[Rule]) -> bool:
    """Say whether everybody may read a dataset always, and nothing more than naming the source is asked for it.

    Args:
        dataset: its IRI.
        rules: those in force; what does not speak of reading the dataset, such as who may see that it exists, says nothing.
    """
    several = tuple(one for one in rules if _concerns(one, dataset))
    opening = any(one.kind == "permission" and not _withholds(one) for one in several)
    return opening and not any(_may_apply(one, dataset) for one in several if one.kind == "prohibition")


def _concerns(rule: Rule, dataset: str) -> bool:
    """Say whether a rule may speak of reading a dataset; who belongs to a collection is not known here."""
    targets = rule.targets
    named = not targets or any(one.iri == dataset or one.collection for one in targets)
    return named and any(one.iri in action_and_broader(READ) for one in rule.actions)


def _withholds(rule: Rule) -> bool:
    if rule.kind == "prohibition":
        return True
    asked = [
        action.iri for duty in rule.duties for action in duty.actions if action.iri not in HARMLESS_DUTIES
    ]
    narrowed = [one for named in (*rule.actions, *rule.targets) for one in named.refinements]
    collections = any(one.collection for one in rule.targets)
    conditional = bool(rule.conditions) and not _always(rule)
    return bool(rule.assignees or asked or narrowed or collections or conditional)


def _always(rule: Rule) -> bool:
    atoms = Atoms()
    return satisfiable(Opposite(atoms.all_of(rule.conditions)), atoms).verdict == "conflict"


def _may_apply(rule: Rule, dataset: str) -> bool:
    atoms = Atoms()
    parties = [one.iri for one in rule.assignees] or [""]
    acts = [Act(READ, dataset, party) for party in parties]
    return any(satisfiable(meaning(rule, act, atoms), atoms).verdict != "conflict" for act in acts)


def _finding(code: LegalCode, dataset: DatasetFacts, rules: tuple[str, ...]) -> LegalFinding:
    articles = ARTICLES[code]
    said = {
        "dataset": dataset.iri,
        "law": "; ".join(articles),
        "categories": ", ".join(dataset.high_value) or "-",
    }
    return LegalFinding(
        code,
        SEVERITIES[code],
        dataset.iri,
        articles,
        rules,
        Message(f"policy_law.{code}.found", said),
        Message(f"policy_law.{code}.confirm", said),
    )
