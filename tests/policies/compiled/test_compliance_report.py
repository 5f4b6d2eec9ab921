"""Reports in RDF say what the reports say, in FORCE's words."""

from policies.compiled.compliance_report import REPORT, compliance_report
from policies.compiled.found_worlds import world_in
from policies.compiled.policy_set import compile_policies
from policies.compiled.reports import rule_reports
from policies.compiled.request import Request, Subject
from policies.odrl.policy import Iri, LogicalConstraint
from policies.odrl.reading_rdf import read_graph
from tests.policies.compiled.policies import DATA, NOW, PURPOSES, READ, constraint, ex, policy, rule

REQUEST = Request(READ, DATA, Subject(ex("ana")), NOW, frozenset({PURPOSES[0]}))


def test_a_report_names_rules_constraints_and_both_values() -> None:
    either = LogicalConstraint(
        "or", (constraint("purpose", "eq", Iri(PURPOSES[0])), constraint("dateTime", "lt", NOW))
    )
    reports = rule_reports(REQUEST, compile_policies([policy(rule("permission", either))], 1))
    lines = compliance_report(reports, NOW, ex("request")).splitlines()
    said = {line.strip("\t ;.") for line in lines}
    assert {
        'dct:created "2026-11-24T09:00:00Z"^^xsd:dateTime',
        f"report:policy <{ex('policy')}>",
        f"report:policyRequest <{ex('request')}>",
        f"report:rule <{ex('permission')}>",
        "report:attemptState report:Attempted",
        "report:activationState report:Active",
        "report:constraintLogicalOperand odrl:or",
        f"report:constraintLeftOperand <{PURPOSES[0]}>",
        "report:satisfactionState report:Unsatisfied",
    } <= said


def test_a_report_reads_back_and_is_always_the_same_text() -> None:
    reports = rule_reports(REQUEST, compile_policies([policy(rule("permission"), rule("prohibition"))], 1))
    text = compliance_report(reports, NOW)
    assert text == compliance_report(reports, NOW)
    graph = read_graph(text, "text/turtle")
    assert len(graph.of_type(f"{REPORT}PermissionReport", f"{REPORT}ProhibitionReport")) == 2
    assert world_in(graph, NOW).state.duties == {}
