"""What is told of access: who may read a dataset, whether the caller may, requests, agreements."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from api.door import Door
from api.explanations_told import explanation_json
from api.representations.times import rfc3339
from catalogue import registry
from catalogue.drafts import DatasetView
from policies.agreements import state_of
from policies.analysis.plain_words import Speaker, policy_in_words, rule_in_words
from policies.asking import OPEN, PROPOSED, is_overdue
from policies.compiled.residual import EVERY_ROW
from policies.compiled.world import CONTRACTUAL
from policies.decision import Action, Decision, Target
from policies.labels import labels
from policies.odrl.policy import Policy
from policies.odrl.vocabulary import compact
from policies.public_face import THE_WORLD, Reader, public_policy
from policies.purposes import purposes
from policies.refusing import explanation
from policies.tables import AccessRequest, Agreement
from policies.terms import Terms, duties_of, terms_of
from schemas.languages import Lang, Text
from schemas.messages import say

Json = dict[str, Any]  # an answer's object
NEVER_KEPT = {"cache-control": "private, no-store"}


@dataclass(frozen=True)
class Governed:
    """A dataset that a caller may know of, with what governs it as the caller is told.

    Args:
        door: the caller's.
        view: the dataset.
    """

    door: Door
    view: DatasetView

    @cached_property
    def target(self) -> Target:
        """What decisions need to know of it."""
        return self.door.target(self.view.id)

    @cached_property
    def policy(self) -> Policy:
        """What governs it, as the caller is told."""
        reader = Reader.of(self.door.subject, self.target, self.door.in_force)
        return public_policy(self.target, self.door.in_force, reader, self.door.now)

    @cached_property
    def terms(self) -> Terms:
        """The terms under which its owner gives it; the same for everybody."""
        policy = public_policy(self.target, self.door.in_force, THE_WORLD, self.door.now)
        return terms_of(self.view, self._owner_text, policy)

    @cached_property
    def _owner_text(self) -> Text:
        row = registry.organisations(self.door.session).get(self.view.publisher)
        return Text.of(row.name) if row else Text()

    def owner_name(self, lang: Lang) -> str:
        """Give what people call its owner."""
        return self._owner_text.in_(lang) or self.view.publisher

    def labels(self, lang: Lang) -> Mapping[str, str]:
        """Give what people call everything that the policy names."""
        names = self.door.in_force.names
        title = self.view.title.in_(lang) or self.view.id
        return {**labels(self.door.session, names, lang), names.iri("dataset", self.view.id): title}

    def sentences(self, lang: Lang) -> tuple[str, ...]:
        """Say who may do what with it."""
        owner = say("access.owner_reads", lang, owner=self.owner_name(lang))
        return (owner, *policy_in_words(self.policy, lang, self.labels(lang)))

    def governing(self) -> list[Json]:
        """Give the policies that govern it; none where its template does."""
        found = self.door.in_force.policies_on(self.view.id, self.view.publisher)
        names = self.door.in_force.names
        return [
            {"id": one.id, "iri": names.iri("policy", one.id), "owner": one.owner, "version": one.version}
            for one in found
        ]

    def duties(self, lang: Lang) -> list[Json]:
        """Give what its policies' duties ask for."""
        done = {action for action, dataset in self.door.asker.performed if dataset in ("", self.view.id)}
        return [_duty(one, lang, done=one in done) for one in duties_of(self.policy)]


def _duty(action: str, lang: Lang, *, done: bool) -> Json:
    kind = "contractual" if action in CONTRACTUAL else "technical"
    told = {"action": compact(action), "iri": action, "label": Speaker(lang).action(action), "kind": kind}
    explained = say("access.duty.contractual" if kind == "contractual" else "access.duty.technical", lang)
    return told | {"explained": explained, "fulfilled": done if kind == "technical" else None}


def policy_told(governed: Governed, answer_days: float, lang: Lang) -> Json:
    """Tell who may read a dataset, in plain words, and how to ask."""
    view, here = governed.view, f"/api/v1/datasets/{governed.view.id}"
    policies = governed.governing()
    owner = governed.owner_name(lang)
    return {
        "dataset": view.id,
        "state": view.access,
        "state_in_words": say(f"access.state.{view.access}", lang),
        "governed_by": "policies" if policies else "template",
        "template": None if policies else governed.target.access,
        "policies": policies,
        "iri": governed.policy.iri,
        "sentences": list(governed.sentences(lang)),
        "duties": governed.duties(lang),
        "ask": {
            "how": say("access.how_to_ask", lang, owner=owner, days=f"{answer_days:g}"),
            "owner": view.publisher,
            "terms": f"{here}/terms",
            "access_check": f"{here}/access-check",
            "access_requests": f"{here}/access-requests",
        },
    }


def terms_told(governed: Governed, lang: Lang) -> Json:
    """Tell the terms, in all languages, and what to accept them by."""
    terms = governed.terms
    return {
        "dataset": terms.dataset, "owner": terms.owner, "sha256": terms.sha256, "text": terms.text.in_(lang),
        "texts": terms.text.as_dict(),
    }  # fmt: skip


def check_told(governed: Governed, action: Action, decision: Decision, lang: Lang) -> Json:
    """Tell a caller whether they may, and what would let them."""
    door = governed.door
    found = explanation(door.asker, action, governed.target, door.in_force)
    return explanation_json(found, decision, door.in_force, lang, now=door.now) | {
        "dataset": governed.view.id,
        "action": action.value,
        "purposes": sorted(door.said.purposes) if door.said.purposes is not None else None,
        "rows": _rows(governed, decision, lang),
        "duties": governed.duties(lang),
    }


def _rows(governed: Governed, decision: Decision, lang: Lang) -> Json:
    if not decision.permitted:
        return {"which": "none", "in_words": []}
    if decision.rows is EVERY_ROW:
        return {"which": "all", "in_words": []}
    speaker = Speaker(lang, governed.labels(lang))
    about = (one for one in governed.policy.rules if one.iri in decision.rules or one.kind == "prohibition")
    return {"which": "some", "in_words": [rule_in_words(one, speaker) for one in about]}


def purposes_told(iris: Iterable[str], lang: Lang) -> list[Json]:
    """Tell purposes: their IRI, our code and what people call them."""
    known = purposes()
    return [
        {"iri": iri, "code": known[iri].code, "label": known[iri].label.in_(lang)}
        if iri in known
        else {"iri": iri, "code": "", "label": iri}
        for iri in iris
    ]


def request_told(row: AccessRequest, now: datetime, lang: Lang, *, to_owner: bool) -> Json:
    """Tell a request; what the owner's people have proposed among themselves is told to them only."""
    answer = row.answer
    told: Json = {
        "id": row.id, "dataset": row.dataset, "owner": row.owner, "organisation": row.organisation,
        "contact": row.contact, "purposes": purposes_told(row.purposes, lang), "message": row.message,
        "terms_sha256": row.terms_sha256, "state": row.state, "overdue": is_overdue(row, now),
        "recorded_at": rfc3339(row.recorded_at), "answer_by": rfc3339(row.answer_by),
        "answered_at": rfc3339(row.answered_at) if row.answered_at else None,
        "note": answer.get("note", ""), "reason": answer.get("reason", ""), "agreement": row.agreement or None,
    }  # fmt: skip
    if to_owner:
        return told | {"proposal": answer.get("proposal"), "answered_by": row.answered_by}
    return told | {"asked_by": row.asked_by, "state": OPEN if row.state == PROPOSED else row.state}


def agreement_told(row: Agreement, now: datetime, lang: Lang) -> Json:
    """Tell an agreement to its parties."""
    texts = row.terms.get("text", {})
    return {
        "id": row.id, "dataset": row.dataset, "assigner": row.assigner, "assignee": row.assignee,
        "purposes": purposes_told(row.purposes, lang), "state": state_of(row, now),
        "terms": {"sha256": row.terms_sha256, "text": Text.of(texts).in_(lang), "texts": texts},
        "accepted_at": rfc3339(row.accepted_at), "valid_from": rfc3339(row.valid_from),
        "valid_to": rfc3339(row.valid_to) if row.valid_to else None,
        "ended_at": rfc3339(row.ended_at) if row.ended_at else None, "request": row.request,
    }  # fmt: skip
