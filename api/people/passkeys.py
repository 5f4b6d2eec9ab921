"""Passkeys (WebAuthn, level 2): registered, and signed in with; the person is verified by the device each time.

The browser is given options in JSON, as `PublicKeyCredential.parseCreationOptionsFromJSON` reads them, and answers with
`credential.toJSON()`.
"""

import json
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from api.gateway import Gateway
from api.people import ceremonies
from api.people.address import Address
from api.people.models import Passkey, Person
from api.people.people_errors import SignInRefusedError
from api.people.persons import person_of

SIGN_IN, REGISTER = "sign-in", "passkey"
LONGEST_LABEL = 60
Json = dict[str, Any]  # WebAuthn's JSON, which its library reads and checks
_UNREADABLE = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError)
"""What the library lets through where an answer is not even of WebAuthn's form."""


def registration_options(
    session: Session, gateway: Gateway, person_id: str, name: str, now: datetime
) -> Json:
    """Begin to register a passkey for a person, who may be new.

    Returns:
        ``ceremony``, the token to come back with, and ``publicKey``, the options.
    """
    address = Address.of(gateway.settings)
    known = session.exec(select(Passkey.id).where(col(Passkey.person) == person_id))
    options = generate_registration_options(
        rp_id=address.rp_id,
        rp_name="Ogledalo",
        user_id=person_id.encode(),
        user_name=name,
        user_display_name=name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in known],
    )
    challenge = bytes_to_base64url(options.challenge)
    token = ceremonies.begin(session, gateway, REGISTER, now, person=person_id, name=name, secret=challenge)
    return {"ceremony": token, "publicKey": json.loads(options_to_json(options))}


def verified_passkey(
    gateway: Gateway, challenge: str, person_id: str, credential: Json, now: datetime, label: str = ""
) -> Passkey:
    """Read what a device answered to the options of a registration.

    Raises:
        SignInRefusedError: it is for another challenge, origin or node, or the person was not verified.
    """
    address = Address.of(gateway.settings)
    try:
        found = verify_registration_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=address.rp_id,
            expected_origin=list(address.origins),
            require_user_verification=True,
        )
    except _UNREADABLE:
        raise SignInRefusedError from None
    return Passkey(
        id=bytes_to_base64url(found.credential_id),
        person=person_id,
        public_key=bytes_to_base64url(found.credential_public_key),
        sign_count=found.sign_count,
        label=label.strip()[:LONGEST_LABEL],
        created_at=now,
    )


def add_passkey(session: Session, passkey: Passkey) -> None:
    """Keep a passkey.

    Raises:
        SignInRefusedError: a passkey of that id is there already: two people would share it.
    """
    if session.get(Passkey, passkey.id) is not None:
        raise SignInRefusedError
    session.add(passkey)


def sign_in_options(session: Session, gateway: Gateway, now: datetime) -> Json:
    """Begin to sign in with whichever passkey the device offers: nobody says a name first."""
    options = generate_authentication_options(
        rp_id=Address.of(gateway.settings).rp_id, user_verification=UserVerificationRequirement.REQUIRED
    )
    challenge = bytes_to_base64url(options.challenge)
    token = ceremonies.begin(session, gateway, SIGN_IN, now, secret=challenge)
    return {"ceremony": token, "publicKey": json.loads(options_to_json(options))}


def person_of_passkey(
    session: Session, gateway: Gateway, challenge: str, credential: Json, now: datetime
) -> Person:
    """Give whose passkey answered a challenge, and remember its counter.

    Raises:
        SignInRefusedError: the passkey is not known or its person left, the answer is for another challenge, origin or
            node, its counter did not go up (a copy), or the person was not verified.
    """
    passkey = _known(session, credential)
    person = person_of(session, passkey.person)
    address = Address.of(gateway.settings)
    try:
        found = verify_authentication_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=address.rp_id,
            expected_origin=list(address.origins),
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
        handle = credential["response"].get("userHandle")
        owned = handle is None or base64url_to_bytes(handle) == passkey.person.encode()
    except _UNREADABLE:
        raise SignInRefusedError from None
    if person is None or not owned:
        raise SignInRefusedError
    passkey.sign_count, passkey.last_used_at = found.new_sign_count, now
    session.add(passkey)
    return person


def _known(session: Session, credential: Json) -> Passkey:
    """Give the passkey that a device names; nobody else uses its counter meanwhile."""
    query = select(Passkey).where(col(Passkey.id) == str(credential.get("id", ""))).with_for_update()
    passkey = session.exec(query).first()
    if passkey is None:
        raise SignInRefusedError
    return passkey


def passkeys_of(session: Session, person_id: str) -> list[Passkey]:
    """Give a person's passkeys, the oldest first."""
    query = select(Passkey).where(col(Passkey.person) == person_id)
    return list(session.exec(query.order_by(col(Passkey.created_at), col(Passkey.id))))
