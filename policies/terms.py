"""Terms: what an organisation accepts that asks for a dataset, in three languages; their SHA-256 is what it accepts.

They are made from what the owner stated: licence, attribution, rights, note, and the duties of the policies in force. Nothing
is added but what this node does: it gives the figures for the purposes agreed, and no longer once an agreement ends.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from catalogue.canonical_json import Plain, canonical_json
from catalogue.drafts import DatasetView
from policies.analysis.plain_words import Speaker
from policies.odrl.policy import Policy, Rule
from schemas.languages import LANGUAGES, Lang, Text
from schemas.licences import NONE, UNKNOWN, read_licence
from schemas.messages import say


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a dataset.

    Args:
        dataset: its id.
        owner: the organisation whose it is.
        text: they, a line each.
    """

    dataset: str
    owner: str
    text: Text

    @property
    def stored(self) -> dict[str, Plain]:
        """The terms as they are kept with an agreement."""
        return {"dataset": self.dataset, "owner": self.owner, "text": self.text.as_dict()}

    @property
    def sha256(self) -> str:
        """The hash by which they are accepted: that of their canonical JSON."""
        return hashlib.sha256(canonical_json(self.stored).encode()).hexdigest()


def terms_of(view: DatasetView, owner_name: Text, policy: Policy) -> Terms:
    """Give the terms of a dataset.

    Args:
        view: the dataset.
        owner_name: what people call its owner.
        policy: what governs it, as the world is told.
    """
    by_lang: dict[str, str] = {lang: "\n".join(_lines(view, owner_name, policy, lang)) for lang in LANGUAGES}
    return Terms(view.id, view.publisher, Text.of(by_lang))


def _lines(view: DatasetView, owner_name: Text, policy: Policy, lang: Lang) -> Iterator[str]:
    owner = owner_name.in_(lang) or view.publisher
    yield say("access.terms.title", lang, title=view.title.in_(lang) or view.id, dataset=view.id, owner=owner)
    yield say("access.terms.purpose", lang)
    yield from _licence(view, lang)
    if view.attribution:
        yield say("access.terms.attribution", lang, attribution=view.attribution)
    if view.rights:
        yield say("access.terms.rights", lang, rights=view.rights)
    for duty in duties_in_words(policy, lang):
        yield say("access.terms.duty", lang, duty=duty)
    if view.note.in_(lang):
        yield say("access.terms.note", lang, note=view.note.in_(lang))
    yield say("access.terms.end", lang)


def _licence(view: DatasetView, lang: Lang) -> Iterator[str]:
    licence = read_licence(view.licence)
    name = view.licence if licence.code == UNKNOWN else licence.name.in_(lang)
    yield say("access.terms.licence", lang, licence=name)
    if licence.code not in (UNKNOWN, NONE):
        yield from (
            say("access.terms.condition", lang, condition=one.in_(lang)) for one in licence.conditions
        )


def duties_of(policy: Policy) -> tuple[str, ...]:
    """Give the IRIs of the actions that a policy's duties ask for, each once."""
    return tuple(dict.fromkeys(_actions(policy.rules)))


def _actions(rules: Iterable[Rule]) -> Iterator[str]:
    for rule in rules:
        yield from (named.iri for duty in rule.duties for named in duty.actions)
        if rule.kind == "obligation":
            yield from (named.iri for named in rule.actions)


def duties_in_words(policy: Policy, lang: Lang) -> tuple[str, ...]:
    """Say what a policy's duties ask for, each once."""
    speaker = Speaker(lang)
    return tuple(dict.fromkeys(speaker.action(one) for one in duties_of(policy)))
