"""What is told of an owner's datasets and policies: who may do what now, and which rules contradict."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from api.door import Door
from api.rehearsing import ANY_ROLE
from policies.analysis.telling import coverage_as_json, coverage_sentence, pair_as_json, pair_sentence
from policies.decision import Target
from policies.rehearsal.datasets import targets_of
from policies.rehearsal.logged import logged_requests, organisations_in
from policies.rehearsal.overview import AccessCell, access_matrix, owners_conflicts, read_by_nobody
from policies.rehearsal.personas import Persona, standard_personas
from policies.rehearsal.rehearsing import datasets_for
from policies.rehearsal.report import persona_name
from schemas.languages import Lang
from schemas.messages import say

Json = dict[str, Any]  # an answer's object

DAYS = 30


def owners_asked(door: Door, owner: str) -> frozenset[str]:
    """Give the organisations whose datasets are looked at: one with its departments, or all of the caller's.

    Raises:
        RoleMissingError: the caller holds no role there.
    """
    if door.everything and not owner:
        return frozenset(one.owner for one in targets_of(door.session))
    held = frozenset({owner} if owner else {organisation for organisation, _ in door.subject.roles})
    if not door.everything and (owner or not held):
        door.require_role(owner, ANY_ROLE)
    return door.in_force.parties.with_departments(held)


def overview_told(door: Door, owners: frozenset[str], targets: Collection[Target], lang: Lang) -> Json:
    """Tell who may do what with datasets.

    Args:
        door: the caller's.
        owners: the organisations whose they are.
        targets: the datasets.
        lang: in which language.
    """
    personas = _personas(door, owners)
    shown = list(targets)[: datasets_for(personas)]
    cells = access_matrix(door.session, door.in_force, personas, shown, door.now)
    ungoverned = [one for one in shown if not door.in_force.governs(one.dataset, one.owner)]
    alone = read_by_nobody(cells, owners, personas)
    return {
        "owners": sorted(owners),
        "epoch": door.in_force.epoch,
        "personas": [{**one.as_json(), "name": persona_name(one.label, lang)} for one in personas],
        "datasets": [one.dataset for one in shown],
        "datasets_left_out": len(targets) - len(shown),
        "cells": [_cell(one) for one in cells],
        "ungoverned": [one.dataset for one in ungoverned],
        "owner_only": alone,
        "words": [
            *(say("rehearsal.owner_only", lang, dataset=one) for one in alone),
            *(
                say("rehearsal.ungoverned", lang, dataset=one.dataset, access=one.access)
                for one in ungoverned
            ),
        ],
    }


def _personas(door: Door, owners: frozenset[str]) -> tuple[Persona, ...]:
    door.audit.flush_or_tell()
    with door.audit.engine.connect() as connection:
        logged = logged_requests(connection, owners, door.now - timedelta(days=DAYS))
    return standard_personas(door.session, door.in_force, owners, organisations_in(logged))


def _cell(one: AccessCell) -> Json:
    return {
        "persona": one.persona, "dataset": one.dataset, "action": one.action.value, "access": one.access,
        "visible": one.found.visible, "rows": one.rows.after, "total": one.rows.total,
        "masks": sorted(one.found.masks), "rule": one.found.rule,
    }  # fmt: skip


def conflicts_told(door: Door, owners: frozenset[str], lang: Lang) -> Json:
    """Tell which rules of owners' policies in force are void or contradict each other.

    Args:
        door: the caller's.
        owners: the organisations whose policies they are.
        lang: in which language.
    """
    found = owners_conflicts(door.in_force, owners)
    rules = [(coverage_as_json(one), coverage_sentence(one, lang)) for one in found.rules]
    pairs = [(pair_as_json(one), pair_sentence(one, lang)) for one in found.pairs]
    return {
        "owners": sorted(owners),
        "epoch": door.in_force.epoch,
        "policies": [
            {"id": one.id, "iri": one.policy.iri, "owner": one.owner, "version": one.version}
            for one in found.compared
        ],
        "policies_left_out": found.left_out,
        "rules": [{**told, "in_words": words} for told, words in rules],
        "pairs": [{**told, "in_words": words} for told, words in pairs],
        "words": [words for _, words in rules] or [say("policy_analysis.none_found", lang)],
    }
