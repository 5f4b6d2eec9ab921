"""Ask for a comparison and read the answer, as other systems see it."""

from decimal import Decimal
from typing import Any

from schemas.comparability.compare import compare
from schemas.comparability.evidence import Evidence
from schemas.comparability.question import Question
from schemas.languages import Lang
from tests.fakes.inventories import everything, evidence

Answer = dict[str, Any]  # the answer's form is what the tests look at

EVERYTHING = evidence(everything())


def ask(
    indicator: str, *places: str, given: Evidence = EVERYTHING, lang: Lang = "en", **asked: str | None
) -> Answer:
    """Compare places and give the answer as plain values."""
    question = Question(indicator, places, **asked)  # type: ignore[arg-type]  # each test names the fields it needs
    return compare(question, given).to_dict(lang)


def place(answer: Answer, code: str) -> Answer:
    """Give one place of an answer."""
    return next(found for found in answer["places"] if found["place"] == code)


def published(answer: Answer, code: str) -> tuple[str, Decimal, str]:
    """Give what is printed of a place: indicator, value and unit."""
    found = place(answer, code)["published"]
    return found["indicator"], found["value"], found["unit"]


def harmonised(answer: Answer) -> dict[str, Decimal | None]:
    """Give the harmonised values by place."""
    return {
        found["place"]: None if found["harmonised"] is None else found["harmonised"]["value"]
        for found in answer["places"]
    }


def steps(answer: Answer, code: str) -> list[tuple[str, Decimal]]:
    """Give the steps of a place and what each adds."""
    found = place(answer, code)["harmonised"]
    return [(step["step"], step["delta"]) for step in found["steps"]]


def covered(answer: Answer) -> dict[str, tuple[Decimal | None, Decimal | None]]:
    """Give value and delta on the common cells by place."""
    return {found["place"]: (found["value"], found["delta"]) for found in answer["coverage"]["values"]}


def pair(answer: Answer, one: str, other: str) -> Answer:
    """Give one pair of an answer."""
    return next(found for found in answer["pairs"] if set(found["places"]) == {one, other})


def reasons(answer: Answer, one: str, other: str) -> dict[str, str]:
    """Give the levels by dimension that stand between two places."""
    return {found["dimension"]: found["level"] for found in pair(answer, one, other)["reasons"]}


def reason(answer: Answer, one: str, other: str, dimension: str) -> Answer:
    """Give one reason that stands between two places."""
    return next(found for found in pair(answer, one, other)["reasons"] if found["dimension"] == dimension)
