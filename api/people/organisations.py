"""Organisations: described, and departments made under them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from sqlmodel import Session

from api.people.people_errors import OrganisationExistsError, OrganisationRefusedError
from api.people.roles import DEPARTMENT
from catalogue import registry
from catalogue.models import Organisation
from policies.roles import makes_a_circle
from schemas.languages import LANGUAGES

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
KIND = re.compile(r"[a-z]+(-[a-z]+)*", re.ASCII)
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
LONGEST_ID, LONGEST_NAME, LONGEST_LINE = 80, 200, 300


@dataclass(frozen=True, slots=True)
class OrganisationDraft:
    """An organisation as it is told.

    Args:
        name: by language; one suffices.
        kind: a code, e.g. ``municipality``, ``department``.
        parent: id of what it stands under; a department has one.
    """

    id: str
    name: Mapping[str, str]
    kind: str = ""
    parent: str = ""
    homepage: str = ""
    email: str = ""

    @classmethod
    def of(cls, row: Organisation) -> "OrganisationDraft":
        """Read one that stands."""
        return cls(row.id, row.name, row.kind, row.parent, row.homepage, row.email)


def add_organisation(session: Session, draft: OrganisationDraft) -> Organisation:
    """Add an organisation.

    Raises:
        OrganisationExistsError: there is one of that id.
        OrganisationRefusedError: a part of it cannot be.
    """
    if session.get(Organisation, draft.id) is not None:
        raise OrganisationExistsError(draft.id)
    return _put(session, Organisation(id=draft.id), draft)


def change_organisation(session: Session, row: Organisation, changes: Mapping[str, Any]) -> Organisation:
    """Change what is told of an organisation; languages of its name that are not told stay.

    Args:
        session: the unit of work.
        row: the organisation.
        changes: fields of `OrganisationDraft` with what they are to hold.

    Raises:
        OrganisationRefusedError: a part of it cannot be.
    """
    draft = replace(OrganisationDraft.of(row), **changes)
    return _put(session, row, replace(draft, name={**row.name, **draft.name}))


def _put(session: Session, row: Organisation, draft: OrganisationDraft) -> Organisation:
    _check(draft)
    _check_parent(session, draft)
    row.name = {lang: text.strip() for lang, text in draft.name.items() if text.strip()}
    row.kind, row.parent, row.homepage, row.email = draft.kind, draft.parent, draft.homepage, draft.email
    registry.put_organisation(session, row)
    return row


def _check(draft: OrganisationDraft) -> None:
    names = [text.strip() for text in draft.name.values() if text.strip()]
    checks = (
        ("id", draft.id, _is_code(ID, draft.id, LONGEST_ID), "small letters, digits and hyphens, e.g. kranj-environment"),
        ("name", ", ".join(draft.name), bool(names) and set(draft.name) <= set(LANGUAGES), "a name in en, sl or hr"),
        ("name", "", all(len(name) <= LONGEST_NAME for name in names), f"at most {LONGEST_NAME} characters"),
        ("kind", draft.kind, not draft.kind or _is_code(KIND, draft.kind, 40), "a code, e.g. municipality"),
        ("homepage", draft.homepage, not draft.homepage or _is_address(draft.homepage), "an address with http or https"),
        ("email", draft.email, not draft.email or _is_email(draft.email), "an e-mail address"),
    )  # fmt: skip
    for part, found, well, expected in checks:
        if not well:
            raise OrganisationRefusedError(part, found[:LONGEST_LINE], expected)


def _check_parent(session: Session, draft: OrganisationDraft) -> None:
    if draft.kind == DEPARTMENT and not draft.parent:
        raise OrganisationRefusedError("parent", "", "the organisation that the department belongs to")
    if not draft.parent:
        return
    if session.get(Organisation, draft.parent) is None:
        raise OrganisationRefusedError("parent", draft.parent, "an organisation that is registered")
    every = {one.id: one.parent for one in registry.organisations(session).values()}
    if makes_a_circle(draft.id, draft.parent, every):
        raise OrganisationRefusedError(
            "parent", draft.parent, "an organisation that does not stand under this one"
        )


def _is_code(form: re.Pattern[str], text: str, longest: int) -> bool:
    return len(text) <= longest and form.fullmatch(text) is not None


def _is_email(text: str) -> bool:
    return len(text) <= LONGEST_LINE and EMAIL.fullmatch(text) is not None and text.isprintable()


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    printable = text.isprintable() and " " not in text and len(text) <= LONGEST_LINE
    return printable and parts.scheme in ("http", "https") and bool(parts.hostname)
