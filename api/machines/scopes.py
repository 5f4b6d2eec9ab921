"""Scopes: what a key or token is for. They narrow what its holder may do and never widen it."""

import re
from collections.abc import Iterable
from enum import StrEnum

from api.machines.errors import SandboxError, ScopeMissingError
from policies.decision import Role, Subject


class KeyScope(StrEnum):
    """What a key may be used for."""

    READ = "read"
    UPLOAD = "upload"
    REPLY = "reply"
    ADMINISTER = "administer"
    AUDIT = "audit"


WRITERS = frozenset({Role.EDITOR, Role.APPROVER, Role.ADMINISTRATOR})
AUDITORS = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
NEEDED: dict[KeyScope, frozenset[Role]] = {
    KeyScope.READ: frozenset(),
    KeyScope.UPLOAD: WRITERS,
    KeyScope.REPLY: WRITERS,
    KeyScope.ADMINISTER: frozenset({Role.ADMINISTRATOR}),
    KeyScope.AUDIT: AUDITORS,
}
"""Of which roles a holder needs one for a scope to mean anything."""

_AS: dict[KeyScope, Role] = {
    KeyScope.UPLOAD: Role.EDITOR,
    KeyScope.REPLY: Role.EDITOR,
    KeyScope.AUDIT: Role.AUDITOR,
}
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_QUESTIONS = re.compile(r"/api/v1/(validate|nzc/plan|datasets/[^/]+/access-check|observations/query)/?")
"""Questions that are sent as POST because they are long: they change nothing."""
_ASKED: tuple[tuple[re.Pattern[str], KeyScope], ...] = (
    (re.compile(r"/api/v1/citations/?"), KeyScope.READ),
    (re.compile(r"/api/v1/datasets/[^/]+/(access-requests|duties)/?"), KeyScope.READ),
    (re.compile(r"/api/v1/access-requests/.*"), KeyScope.READ),
    (re.compile(r"/api/v1/findings/[^/]+/reply/?"), KeyScope.REPLY),
    (re.compile(r"/api/v1/(uploads|local-indicators|preferences|sources|releases)(/.*)?"), KeyScope.UPLOAD),
)


def narrowed(roles: Iterable[tuple[str, Role]], scopes: frozenset[str]) -> frozenset[tuple[str, Role]]:
    """Give the roles that are left of a holder's under a key's scopes.

    `administer` keeps them all; `upload` and `reply` leave what an editor may, `audit` what an auditor may, `read` none.
    """
    held = frozenset(roles)
    if KeyScope.ADMINISTER in scopes:
        return held
    return frozenset(
        (organisation, _AS[scope])
        for organisation, role in held
        for scope in _AS
        if scope in scopes and role in NEEDED[scope]
    )


def require_scope(subject: Subject, method: str, path: str) -> None:
    """Demand that a key or token is for what a request asks; who came with neither is judged by roles alone.

    Raises:
        SandboxError: a sandbox key, and the request changes something.
        ScopeMissingError: the scope that it needs is not among those of the key or token.
    """
    asked = scope_asked(method, path)
    if asked is None:
        return
    if subject.sandbox:
        raise SandboxError
    if subject.scopes is not None and asked not in subject.scopes:
        raise ScopeMissingError(asked, sorted(subject.scopes))


def scope_asked(method: str, path: str) -> KeyScope | None:
    """Give the scope that a request needs; None where it only reads.

    What is not known here to need less is taken for administration: a new route is closed until somebody opens it.
    """
    if method.upper() in _SAFE or _QUESTIONS.fullmatch(path):
        return None
    return next((scope for pattern, scope in _ASKED if pattern.fullmatch(path)), KeyScope.ADMINISTER)
