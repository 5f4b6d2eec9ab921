"""Who may do what with which dataset."""

from policies.analysis.matrix import MatrixCell, matrix
from policies.compiled.deciding import decide
from policies.compiled.policy_set import compile_policies
from policies.compiled.request import Request, Subject
from policies.odrl.vocabulary import expand
from tests.policies.analysis.made_up import constraint, policies, rule


def test_the_matrix_says_all_some_or_none_of_a_datasets_rows() -> None:
    open_rule = rule("permission", more="odrl:target ex:open")
    some = rule("permission", constraint("og:sector", "eq", '"II"'), more="odrl:target ex:some")
    several = policies(open_rule, some)
    compiled = compile_policies(several)

    def anybody(action: str, dataset: str) -> Request:
        return Request(action, dataset, subject=Subject())

    datasets = [f"https://example.org/{name}" for name in ("open", "some", "shut")]
    read = expand("odrl:read")
    found = matrix(lambda request: decide(request, compiled), {"anybody": anybody}, datasets, [read])
    first, second = (one.rules[0].iri for one in several)
    assert found == (
        MatrixCell("anybody", datasets[0], read, "all", (first,)),
        MatrixCell("anybody", datasets[1], read, "some", (second,)),
        MatrixCell("anybody", datasets[2], read, "none", ()),
    )
