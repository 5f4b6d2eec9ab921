"""What scopes and the sandbox leave of a request."""

from __future__ import annotations

import pytest
from sqlalchemy import Boolean, column

from api.machines.errors import SandboxError, ScopeMissingError
from api.machines.example_only import may_see, seen_rows
from api.machines.scopes import KeyScope, narrowed, require_scope, scope_asked
from policies.decision import ANONYMOUS, Role, Subject


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", "/api/v1/admin/keys", None),
        ("HEAD", "/api/v1/datasets", None),
        ("POST", "/api/v1/validate", None),
        ("POST", "/api/v1/nzc/plan", None),
        ("POST", "/api/v1/datasets/heat/access-check", None),
        ("POST", "/api/v1/citations", KeyScope.READ),
        ("POST", "/api/v1/findings/f1/reply", KeyScope.REPLY),
        ("POST", "/api/v1/uploads", KeyScope.UPLOAD),
        ("PATCH", "/api/v1/uploads/1", KeyScope.UPLOAD),
        ("POST", "/api/v1/sources/kranj/harvest", KeyScope.UPLOAD),
        ("POST", "/api/v1/admin/keys", KeyScope.ADMINISTER),
        ("DELETE", "/api/v1/preferences/1", KeyScope.UPLOAD),
        ("PUT", "/api/v1/what-nobody-thought-of", KeyScope.ADMINISTER),
        ("POST", "/api/v1/validate/../uploads", KeyScope.ADMINISTER),
    ],
)
def test_a_request_needs_a_scope_where_it_changes_something(
    method: str, path: str, scope: KeyScope | None
) -> None:
    assert scope_asked(method, path) == scope


def test_a_key_is_refused_what_it_is_not_for_and_told_what_is_needed() -> None:
    key = Subject("bor", scopes=frozenset({"read", "reply"}))
    require_scope(key, "POST", "/api/v1/findings/f1/reply")
    with pytest.raises(ScopeMissingError) as refused:
        require_scope(key, "POST", "/api/v1/uploads")
    assert (refused.value.needed, refused.value.has) == ("upload", ("read", "reply"))
    for whoever in (ANONYMOUS, Subject("ana")):
        require_scope(whoever, "POST", "/api/v1/uploads")


def test_a_sandbox_key_changes_nothing_and_asks_everything() -> None:
    key = Subject("bor", scopes=frozenset({"read"}), sandbox=True)
    require_scope(key, "GET", "/api/v1/observations")
    require_scope(key, "POST", "/api/v1/validate")
    for path in ("/api/v1/citations", "/api/v1/uploads", "/api/v1/admin/keys"):
        with pytest.raises(SandboxError):
            require_scope(key, "POST", path)


def test_scopes_never_widen_what_a_holder_may() -> None:
    every = frozenset(KeyScope) - {KeyScope.ADMINISTER}
    assert narrowed([], frozenset(KeyScope)) == frozenset()
    for role in Role:
        assert Role.ADMINISTRATOR not in {left for _, left in narrowed([("kranj", role)], every)}
    assert narrowed([("kranj", Role.AUDITOR)], frozenset({"upload", "reply"})) == frozenset()
    assert narrowed([("kranj", Role.EDITOR)], frozenset({"audit"})) == frozenset()


def test_the_sandbox_shows_examples_only_in_python_and_in_sql() -> None:
    sandbox, live = Subject("bor", sandbox=True), Subject("bor")
    seen = {
        (who.sandbox, example): may_see(who, example=example)
        for who in (sandbox, live)
        for example in (True, False)
    }
    assert seen == {(True, True): True, (True, False): False, (False, True): True, (False, False): True}
    example = column("example", Boolean)
    assert (str(seen_rows(sandbox, example)), str(seen_rows(live, example))) == ("example IS true", "true")
