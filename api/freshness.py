"""Freshness: the entity tag of an answer, 304 to who holds it, and who may keep it."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request, Response

from api.circumstances import PURPOSE
from api.door import Door
from api.entity_tags import entity_tag, holds
from api.epoch_reader import Epochs
from api.language import language_of
from api.registry_shelf import Registered, RegistryShelf
from api.reuse_terms import ReuseTerms, TermsShelf
from api.version import VERSION
from catalogue.scope import Scope
from policies.decision import Action
from schemas.languages import Lang

WHO_ASKS = frozenset({"authorization", "cookie", PURPOSE})
PUBLIC = "public, no-cache"
"""Everybody may keep it, and asks whether it still stands before giving it again."""

PRIVATE = "private, no-store"
"""What depends on who asks: nobody keeps it for another."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """What a request began with.

    Args:
        request: what was asked.
        door: the caller's door.
        lang: the language of the texts.
        epochs: as they stood before anything was read, so that a tag never promises more than was seen.
        shelf: the terms of re-use that were read at these epochs.
    """

    request: Request
    door: Door
    lang: Lang
    epochs: Epochs
    shelf: TermsShelf

    @classmethod
    def of(cls, request: Request, door: Door) -> "Fresh":
        """Give what the answers to a request are tagged with."""
        return cls(request, door, language_of(request), request.state.epochs, request.app.state.terms_shelf)

    def terms(self, within: Scope) -> ReuseTerms:
        """Give under which terms the datasets of a scope may be re-used."""
        return self.shelf.terms(self.door.session, within, self.epochs)

    @property
    def registered(self) -> Registered:
        """The organisations and places that the node knows."""
        shelf: RegistryShelf = self.request.app.state.registry_shelf
        return shelf.registered(self.door.session, self.epochs)

    def answer(self, within: Scope, representation: str, draw: Callable[[], Response]) -> Response:
        """Draw an answer, or say 304 to who holds it.

        Args:
            within: the scope through which it is read; what must be decided by name was so before.
            representation: what tells it from other answers at this address: a format, a page.
            draw: makes the answer.
        """
        stands = ",".join([f"{name}={value}" for name, value in self.epochs])
        address = f"{self.request.url.path}?{self.request.url.query}"
        etag = entity_tag(VERSION, stands, within.fingerprint, address, representation, self.lang)
        headers = {"etag": etag, "cache-control": PUBLIC if self._is_for_everybody(within) else PRIVATE}
        if holds(self.request.headers.get("if-none-match", ""), etag):
            return Response(status_code=304, headers=headers)
        response = draw()
        response.headers.update(headers)
        return response

    def _is_for_everybody(self, within: Scope) -> bool:
        """Say whether who asks said nothing of themselves, so that what is let through is let through to everybody.

        Where policies count their uses each answer must be asked for.
        """
        told = not WHO_ASKS.isdisjoint(self.request.headers)
        return not told and (within.action == Action.DISCOVER or not self.door.in_force.quotas)
