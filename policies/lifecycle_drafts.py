"""Drafts: a policy made of a template and ids, or read from a document, under its own name and in one stored form."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import simplejson

from policies.analysis.templates import TemplateTerms, template
from policies.in_force import OWNERS_ALL
from policies.lifecycle_holdings import OwnersNames
from policies.names import Kind, Names
from policies.odrl.errors import PolicyFormError, expected, mend
from policies.odrl.findings import LintFinding
from policies.odrl.inheritance import inheriting
from policies.odrl.limits import PUBLISHED
from policies.odrl.lint import check_document, lint
from policies.odrl.policy import Named, Policy, Rule
from policies.odrl.writing import JSON_LD, write_jsonld
from policies.publishing_errors import PolicyTermsError
from policies.purposes import purpose_iri, purposes
from policies.tables import Json
from schemas.codes import codelist
from schemas.spelling import nearest, spellings


@dataclass(frozen=True, slots=True)
class Terms:
    """What a template is filled with, by ids and codes.

    Args:
        datasets: ids of datasets; with `collections` empty, everything that the owner and its departments have.
        collections: ids of collections.
        networks: ids of networks.
        organisations: ids of organisations and departments; for ``departments`` all of the owner's where none is named.
        purposes: codes or IRIs of purposes.
        sectors: codes of sectors.
        until: the first moment after an embargo.
        attribution: whether the source must be named.
        seen: whether everybody may see that the datasets exist.
    """

    datasets: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    until: datetime | None = None
    attribution: bool = False
    seen: bool = True


@dataclass(frozen=True, slots=True)
class Draft:
    """A policy as it is stored.

    Args:
        policy: under its own name.
        findings: what lint found in what was sent, with its places there.
        template: the template that it was made of, empty for a document.
        misread: violations of what was sent that do not stand in the policy any more: it would be stored as if all were well.
    """

    policy: Policy
    findings: tuple[LintFinding, ...] = ()
    template: str = ""
    misread: tuple[LintFinding, ...] = ()

    @property
    def document(self) -> Json:
        """The policy as JSON-LD."""
        found: Json = json.loads(write_jsonld(self.policy))
        return found

    @property
    def sha256(self) -> str:
        """The hash of the policy's canonical text."""
        return sha256_of(self.document)


def sha256_of(document: Json) -> str:
    """Give the hash of a stored document's canonical text."""
    text = simplejson.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def from_template(name: str, terms: Terms, policy_id: str, there: OwnersNames) -> Draft:
    """Make a draft of a template.

    Args:
        name: a template, or several joined with ``+``.
        terms: what fills it.
        policy_id: id of the policy.
        there: what its owner can name.

    Raises:
        PolicyTermsError: something that is named is not there.
        TemplateError: there is no such template, or something that it needs is missing.
    """
    policy = template(name, _terms(name, terms, policy_id, there))
    if not (terms.datasets or terms.collections):
        policy = _on_everything(policy)
    return Draft(with_collections(policy, there.names), template=name)


def _on_everything(policy: Policy) -> Policy:
    """Name no target: then it is about all that the owner has at any time, with the departments that it has then."""
    return replace(policy, rules=tuple(replace(rule, targets=()) for rule in policy.rules))


def _terms(name: str, terms: Terms, policy_id: str, there: OwnersNames) -> TemplateTerms:
    names = there.names
    targets = [
        *_iris("datasets", "dataset", terms.datasets, there.datasets, names),
        *_iris("collections", "collection", terms.collections, there.collections, names),
    ]
    everything = [names.iri("collection", f"{OWNERS_ALL}{one}") for one in sorted(there.reach)]
    organisations = terms.organisations
    if "departments" in name and not organisations:
        organisations = tuple(sorted(there.reach - {there.owner}))
    until = None if terms.until is None else terms.until.astimezone(UTC)
    return TemplateTerms(
        names.iri("policy", policy_id),
        tuple(targets or everything),
        owner=names.iri("organisation", there.owner),
        networks=_iris("networks", "network", terms.networks, there.networks, names),
        departments=_iris("organisations", "organisation", organisations, there.organisations, names),
        purposes=tuple(map(_purpose, terms.purposes)),
        sectors=tuple(map(_sector, terms.sectors)),
        until=until,
        attribution=terms.attribution,
        seen=terms.seen,
    )


def _iris(
    part: str, kind: Kind, ids: Collection[str], known: Mapping[str, object], names: Names
) -> tuple[str, ...]:
    for one in ids:
        if one not in known:
            raise _unknown(part, one, f"id of a known {kind}", known)
    return tuple(names.iri(kind, one) for one in dict.fromkeys(ids))


def _unknown(part: str, found: str, expected: str, known: Collection[str]) -> PolicyTermsError:
    near = nearest(found, {one: spellings((one,)) for one in known})
    return PolicyTermsError(part, found, expected, near)


def _purpose(text: str) -> str:
    iri = purpose_iri(text)
    if iri not in purposes():
        raise _unknown(
            "purposes", text, "code or IRI of a purpose", [one.code for one in purposes().values()]
        )
    return iri


def _sector(code: str) -> str:
    known = codelist("sector").codes
    if code not in known:
        raise _unknown("sectors", code, "code of a sector", known)
    return code


def from_document(text: bytes | str, media_type: str, policy_id: str, there: OwnersNames) -> Draft:
    """Make a draft of a document that holds one policy; its name becomes the one that it has here.

    Args:
        text: the document.
        media_type: its format.
        policy_id: id of the policy.
        there: what its owner can name.

    Raises:
        PolicyDocumentError: it cannot be read, holds none or several, or cannot be stored so that it reads back.
    """
    iri = there.names.iri("policy", policy_id)
    read, findings = check_document(named(text, iri), media_type, there.known())
    if len(read.policies) != 1:
        found = ", ".join(one.iri for one in read.policies)
        raise PolicyFormError(found, expected("one_policy"), mend("one_policy"))
    policy = with_collections(_renamed(inheriting(read.policies)[0], iri), there.names)
    again = {(one.code, one.found) for one in lint(policy, there.known())}
    worst = (one for one in findings if one.severity == "violation")
    return Draft(policy, findings, misread=tuple(one for one in worst if (one.code, one.found) not in again))


def named(text: bytes | str, iri: str) -> bytes | str:
    """Give a JSON-LD policy that has no name yet the one that it gets here; what cannot be read is left alone.

    Args:
        text: the document.
        iri: the name.
    """
    if len(text) > PUBLISHED.size:
        return text
    try:
        found = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return text
    if not isinstance(found, dict) or {"uid", "@id", "odrl:uid", "@graph"} & set(found):
        return text
    return json.dumps({**found, "uid": iri}, ensure_ascii=False)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a name stands twice in an object")  # the reader says where
    return dict(pairs)


def _renamed(policy: Policy, iri: str) -> Policy:
    """Give a policy with our name; its rules are named under it, so that no two policies' rules are taken for one."""
    taken: set[str] = set()
    rules = tuple(replace(rule, iri=_rule_name(rule, iri, taken)) for rule in policy.rules)
    return replace(policy, iri=iri, rules=rules)


def _rule_name(rule: Rule, iri: str, taken: set[str]) -> str:
    own = rule.iri.removeprefix(f"{iri}#")
    local = own if own != rule.iri else rule.iri.rstrip("/#").rpartition("#")[2].rpartition("/")[2]
    short = "".join(one if one.isalnum() or one in "-_." else "-" for one in local) or rule.kind
    name = f"{iri}#{short}"
    names = _numbered(name)
    while name in taken:
        name = next(names)
    taken.add(name)
    return name


def _numbered(name: str) -> Iterator[str]:
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1


def with_collections(policy: Policy, names: Names) -> Policy:
    """Give a policy that says of each collection among its targets that its members are meant."""
    return replace(policy, rules=tuple(_with_collections(rule, names) for rule in policy.rules))


def _with_collections(rule: Rule, names: Names) -> Rule:
    def told(one: Named) -> Named:
        return replace(one, collection=True) if names.id("collection", one.iri) else one

    return replace(rule, targets=tuple(map(told, rule.targets)))


def media_type_of(given: str, document: object) -> str:
    """Give the format of a document: as it is given, else JSON-LD; an object can be nothing else."""
    return JSON_LD if not given or not isinstance(document, str) else given
