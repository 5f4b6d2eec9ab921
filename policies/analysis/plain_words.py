"""A policy in sentences that need no ODRL, and what changed from one version to the next."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from policies.compiled.wording import operand_label, operator_label, value_text
from policies.odrl.policy import (
    ODRL,
    Condition,
    Constraint,
    Duty,
    Iri,
    LogicalConstraint,
    Named,
    Policy,
    Rule,
    Value,
)
from policies.odrl.vocabulary import compact
from schemas.languages import Lang
from schemas.messages import message_tables, say

DATE_TIME = f"{ODRL}dateTime"
TIME_WORDS = {f"{ODRL}{name}": name for name in ("lt", "lteq", "gt", "gteq")}


@dataclass(frozen=True)
class Speaker:
    """Who says a policy.

    Args:
        lang: in which language.
        names: what people call parties, assets and values, by IRI.
    """

    lang: Lang
    names: Mapping[str, str] = field(default_factory=dict)

    def words(self, key: str, **values: object) -> str:
        """Say one of the texts of this module."""
        return say(f"policy_words.{key}", self.lang, **values)

    def name(self, iri: str) -> str:
        """Give what people call something, in quotation marks."""
        return self.words("quoted", name=self.names.get(iri) or compact(iri))

    def value(self, value: Value) -> str:
        """Give a value."""
        return self.name(value.iri) if isinstance(value, Iri) else value_text(value)

    def action(self, iri: str) -> str:
        """Give an action as a verb, or by its name where there is none."""
        key = f"action.{compact(iri).rpartition(':')[2]}"
        return (
            self.words(key)
            if f"policy_words.{key}" in message_tables()
            else self.words("do", action=compact(iri))
        )


def policy_in_words(policy: Policy, lang: Lang, names: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Say a policy in sentences: one for each rule, and what becomes of everything else.

    Args:
        policy: with what it inherits.
        lang: in which language.
        names: what people call parties, assets and values, by IRI.
    """
    speaker = Speaker(lang, names or {})
    rest = "nothing_permitted" if not any(one.kind == "permission" for one in policy.rules) else "rest"
    return (*(rule_in_words(one, speaker) for one in policy.rules), speaker.words(rest))


def rule_in_words(rule: Rule, speaker: Speaker) -> str:
    """Say a rule in a sentence."""
    who = _names(rule.assignees, speaker)
    key = f"{rule.kind}_{'some' if rule.assignees else 'all'}"
    said = speaker.words(
        key,
        who=who,
        actions=", ".join(_action(one, speaker) for one in rule.actions) or "-",
        what=_names(rule.targets, speaker) or speaker.words("everything"),
        conditions=_conditions(rule.conditions, speaker),
        duties=_duties(rule, speaker),
    )
    return f"{said[:1].upper()}{said[1:]}"


def _names(several: tuple[Named, ...], speaker: Speaker) -> str:
    return ", ".join(_named(one, speaker) for one in several)


def _named(one: Named, speaker: Speaker) -> str:
    name = speaker.name(one.iri)
    told = speaker.words("member", name=name) if one.collection else name
    return f"{told}{_narrowed(one.refinements, speaker)}"


def _action(one: Named, speaker: Speaker) -> str:
    return f"{speaker.action(one.iri)}{_narrowed(one.refinements, speaker)}"


def _narrowed(conditions: tuple[Condition, ...], speaker: Speaker) -> str:
    return f" ({_joined(conditions, 'and', speaker)})" if conditions else ""


def _conditions(conditions: tuple[Condition, ...], speaker: Speaker) -> str:
    return speaker.words("if", conditions=_joined(conditions, "and", speaker)) if conditions else ""


def _joined(conditions: Iterable[Condition], logic: str, speaker: Speaker) -> str:
    parts = [_condition(one, speaker) for one in conditions]
    if logic == "xone":
        return speaker.words("exactly_one", parts="; ".join(parts))
    word = speaker.words({"and": "and", "andSequence": "then"}.get(logic, "or"))
    return f" {word} ".join(parts)


def _condition(condition: Condition, speaker: Speaker) -> str:
    if isinstance(condition, LogicalConstraint):
        inner = _joined(condition.operands, condition.logic, speaker)
        return f"({inner})" if len(condition.operands) > 1 else inner
    return _constraint(condition, speaker)


def _constraint(one: Constraint, speaker: Speaker) -> str:
    right = ", ".join(speaker.value(value) for value in one.right) or (
        speaker.name(one.reference) if one.reference else "-"
    )
    if one.unit:
        right = f"{right} {speaker.name(one.unit)}"
    others = "".join(f" [{compact(name)} {speaker.value(value)}]" for name, value in one.others)
    if one.left == DATE_TIME and one.operator in TIME_WORDS:
        return speaker.words(f"time.{TIME_WORDS[one.operator]}", time=right) + others
    left, operator = operand_label(one.left, speaker.lang), operator_label(one.operator, speaker.lang)
    return f"{left} {operator} {right}{others}"


def _duties(rule: Rule, speaker: Speaker) -> str:
    several = (*rule.duties, *rule.remedies, *rule.consequences)
    return "".join(_duty(one, speaker) for one in several)


def _duty(duty: Duty, speaker: Speaker) -> str:
    actions = ", ".join(_action(one, speaker) for one in duty.actions) or "-"
    about = f": {_names(duty.targets, speaker)}" if duty.targets else ""
    follows = "".join(_duty(one, speaker) for one in duty.consequences)
    told = speaker.words("duty", actions=actions + about, conditions=_conditions(duty.conditions, speaker))
    return told + follows


def change_in_words(
    before: Policy, after: Policy, lang: Lang, names: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Say what changed from one version of a policy to the next.

    Args:
        before: the version before.
        after: the version after.
        lang: in which language.
        names: what people call parties, assets and values, by IRI.
    """
    speaker = Speaker(lang, names or {})
    told = tuple(_changes(before, after, speaker))
    if told:
        return told
    return (speaker.words("nothing_changed" if before == after else "nothing_readable_changed"),)


def _changes(before: Policy, after: Policy, speaker: Speaker) -> Iterator[str]:
    old, new = ([rule_in_words(rule, speaker) for rule in one.rules] for one in (before, after))
    yield from (speaker.words("gone", sentence=one) for one in dict.fromkeys(old) if one not in new)
    yield from (speaker.words("added", sentence=one) for one in dict.fromkeys(new) if one not in old)
    if before.conflict != after.conflict:
        yield speaker.words("conflict", winner=speaker.words(f"wins.{after.conflict or 'nothing'}"))
