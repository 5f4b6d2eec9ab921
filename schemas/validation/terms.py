"""H15: a dataset's figures are published under a licence and a policy, or not at all."""

from dataclasses import dataclass

from schemas.findings import Finding, Location
from schemas.validation.columns import table_of
from schemas.validation.compiled import compiled, failures
from schemas.validation.shapes import OGL
from schemas.validation.wording import spoken

RULE_ID = "H15"
TERMS = f"{OGL}Terms"
COLUMNS = {"licence": "licence", "policy": "policy"}


@dataclass(frozen=True, slots=True)
class DatasetTerms:
    """Under which terms a dataset is published.

    Args:
        dataset: its id.
        licence: IRI, EU code or text; empty where nothing is stated.
        policy: who may see it: an access template, or the IRI of an ODRL policy; empty where nothing is stated.
    """

    dataset: str
    licence: str
    policy: str


def check_terms(terms: DatasetTerms, document: str = "") -> list[Finding]:
    """Check that a dataset has a licence and a policy.

    Args:
        document: what to call the record; the dataset's id unless told.
    """
    table = table_of([terms], COLUMNS, frozenset())
    return [
        Finding(
            rule=RULE_ID,
            severity=failed.shape.severity,
            where=Location(document or terms.dataset, failed.shape.column),
            found=f"{failed.shape.column} —",
            expected=spoken(failed.shape.expected),
            mend=spoken(failed.shape.mend),
            subject=terms.dataset,
        )
        for failed in failures(table, compiled("terms.ttl", TERMS, frozenset()))
    ]
