"""Reports of findings that are no shapes: observations and soft rules."""

from pyoxigraph import RdfFormat, parse

from schemas.findings import Finding, Location
from schemas.messages import Message
from schemas.validation.report import Report
from schemas.validation.shapes import SH

LINES = Message("validation.text", {"en": "a\nb", "sl": "a\nb", "hr": "a\nb"})
WARNING = Finding(
    "S2", "warning", Location("Velenje CCC", "A-1.3!F11", "ab" * 32), "171.276,25", LINES, LINES, "a\x1fb"
)


def test_warnings_do_not_refuse_a_document() -> None:
    assert Report((WARNING,)).conforms


def test_a_finding_is_one_line_whatever_its_texts_hold() -> None:
    assert Report((WARNING,)).text("en").splitlines() == [
        "warning: Velenje CCC A-1.3!F11: found 171.276,25. Expected: a b a b [S2]",
        "0 violations, 1 warnings, 0 remarks.",
    ]


def test_a_finding_of_a_soft_rule_is_a_shacl_result_too() -> None:
    quads = list(parse(Report((WARNING,)).turtle().encode(), format=RdfFormat.TURTLE))
    told = {quad.predicate.value.removeprefix(SH): quad.object.value for quad in quads}
    assert told["focusNode"] == f"urn:ogledalo:finding:{WARNING.id()}"
    assert told["resultSeverity"] == f"{SH}Warning"
    assert told["sourceConstraintComponent"] == "https://ogledalo.eu/ns#RuleTableComponent"
    assert "resultPath" not in told
