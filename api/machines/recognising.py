"""Recognising: who sends what stands behind `Bearer`, be it a key, a token of ours, or one of a registered provider."""

from datetime import datetime
from importlib import import_module

from sqlmodel import Session

from api.gateway import Gateway
from api.machines.key_text import SCHEME
from api.machines.keys import subject_of_key
from api.oauth.verifying import says_it_is_ours, subject_of_own_token
from policies.decision import Subject


def subject_of_bearer(session: Session, gateway: Gateway, token: str, now: datetime) -> Subject:
    """Give who sends a credential in the Authorization header.

    Raises:
        UnknownKeyError: it is nothing that opens anything here; MistypedKeyError where its check digits say so.
    """
    if token.startswith(f"{SCHEME}_") or token.count(".") != 2:
        return subject_of_key(session, gateway.pepper, token, now)
    if says_it_is_ours(gateway, token):
        return subject_of_own_token(session, gateway, token, now)
    subject: Subject = import_module("api.oidc.bearer").subject_of_token(session, gateway, token, now)
    return subject
