"""Explaining others' requests: to an owner's staff, why somebody's request for its figures is answered as it is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.door import Door
from api.explanations_told import explanation_json
from policies.asker import Asker
from policies.compiled.compliance_report import compliance_report
from policies.compiled.explaining import Explanation
from policies.decision import Action, Decision, Target
from policies.in_force import InForce
from policies.judging import judge
from policies.loading import load_in_force
from policies.refusing import explanation
from policies.rehearsal.personas import Persona, asker_of, check_personas, with_personas
from schemas.languages import Lang
from schemas.messages import say

Json = dict[str, Any]  # an answer's object


@dataclass(frozen=True, slots=True)
class Explained:
    """A request with its answer and why.

    Args:
        persona: who asks.
        asker: the same in the circumstances of the request.
        action: what is wanted.
        target: the dataset.
        in_force: what decides.
        decision: the answer.
        why: None where no policy governs the dataset.
    """

    persona: Persona
    asker: Asker
    action: Action
    target: Target
    in_force: InForce
    decision: Decision
    why: Explanation | None

    def as_json(self, lang: Lang) -> Json:
        """Tell it."""
        told = explanation_json(self.why, self.decision, self.in_force, lang, True, now=self.asker.now)
        if self.why is None and self.decision.rule.startswith("template/"):
            told["next_steps"] = [say("rehearsal.by_template", lang), *told["next_steps"]]
        asked = {name: value for name, value in self.persona.as_json().items() if name != "label"}
        return {"dataset": self.target.dataset, "action": self.action.value, "asked_by": asked, **told}

    def report(self) -> str:
        """Write it as an ODRL compliance report in Turtle."""
        return compliance_report(self.why.reports if self.why else (), self.asker.now)


def explained(door: Door, persona: Persona, action: Action, target: Target, at: datetime) -> Explained:
    """Judge a made-up request and say why it is answered so.

    Args:
        door: that of the owner's staff.
        persona: who asks.
        action: what is wanted.
        target: the dataset.
        at: when.

    Raises:
        PersonaError: the persona belongs to what there is not.
    """
    check_personas(door.session, [persona])
    names, epoch = door.in_force.names, door.in_force.epoch
    found = door.in_force if at == door.now else load_in_force(door.session, names, at, epoch)
    in_force = with_personas(found, [persona])
    asker = asker_of(persona, at, in_force, door.session)
    decision = judge(asker, action, target, in_force)
    why = explanation(asker, action, target, in_force, of_others=True)
    return Explained(persona, asker, action, target, in_force, decision, why)
