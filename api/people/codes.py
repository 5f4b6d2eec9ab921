"""One-time codes (RFC 6238, six digits, 30 seconds) and recovery codes, each of which serves once."""

import secrets
from datetime import datetime
from hmac import compare_digest

import pyotp
from sqlmodel import Session, col, delete, func, select

from api.gateway import Gateway
from api.people.models import CodeSecret, Person, RecoveryCode
from api.people.names import folded
from api.people.people_errors import SignInRefusedError
from api.people.persons import find_person
from api.people.sealing import keyed_hash, seal, unseal
from api.people.tries import count_wrong, forget_wrong, tries_of

STEP_SECONDS = 30
EARLIER_AND_LATER = (-1, 0, 1)
"""How many steps a clock may be wrong."""
RECOVERY_CODES = 10
ONE_TIME, RECOVERY = "one-time-code", "recovery-code"
_SEALED, _NAME, _RECOVERY = "one-time-code", "login-name", "recovery-code"
_NOBODY = "nobody"
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def new_secret() -> str:
    """Make the secret of somebody's one-time codes (base32)."""
    return pyotp.random_base32()


def setup_address(secret: str, name: str) -> str:
    """Give the address that sets up an app for codes (otpauth, key URI format)."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="Ogledalo")


def sealed_secret(gateway: Gateway, secret: str, person_id: str) -> str:
    """Encrypt a secret for one person."""
    return seal(gateway.pepper, _SEALED, secret, person_id)


def confirmed_step(gateway: Gateway, sealed: str, person_id: str, code: str, now: datetime) -> int:
    """Give the step of a code that shows that somebody's app is set up.

    Raises:
        SignInRefusedError: it is none of this secret and time.
    """
    step = _step(unseal(gateway.pepper, _SEALED, sealed, person_id), code, now, after=0)
    if step is None:
        raise SignInRefusedError
    return step


def keep_codes(
    session: Session, gateway: Gateway, sealed: str, person_id: str, step: int, now: datetime
) -> tuple[str, ...]:
    """Let a person sign in with codes from now on, and give new recovery codes; they cannot be read again."""
    session.merge(CodeSecret(person=person_id, sealed=sealed, last_step=step, created_at=now))
    return new_recovery_codes(session, gateway, person_id)


def new_recovery_codes(session: Session, gateway: Gateway, person_id: str) -> tuple[str, ...]:
    """Make ten recovery codes in place of those that a person had."""
    session.exec(delete(RecoveryCode).where(col(RecoveryCode.person) == person_id))
    made = tuple(_recovery_code() for _ in range(RECOVERY_CODES))
    for code in made:
        session.add(RecoveryCode(hash=_recovery_hash(gateway, person_id, code), person=person_id))
    return made


def forget_codes(session: Session, person_id: str) -> None:
    """Let a person sign in with codes no longer."""
    session.exec(delete(CodeSecret).where(col(CodeSecret.person) == person_id))
    session.exec(delete(RecoveryCode).where(col(RecoveryCode.person) == person_id))


def recovery_codes_left(session: Session, person_id: str) -> int:
    """Count the recovery codes that were not used."""
    return session.exec(
        select(func.count()).select_from(RecoveryCode).where(col(RecoveryCode.person) == person_id)
    ).one()


def person_of_code(
    session: Session, gateway: Gateway, name: str, code: str, now: datetime
) -> tuple[Person, str] | None:
    """Give who signs in with a name and a code, and with which kind; None where they do not fit, which is counted.

    The same is done for a name that nobody has, so that neither answer nor time tells.

    Raises:
        TooManyTriesError: too many wrong codes were sent for the name.
    """
    row = tries_of(session, keyed_hash(gateway.pepper, _NAME, folded(name.strip(" "))), now)
    person = find_person(session, name)
    active = person if person is not None and person.left_at is None else None
    method = _method(session, gateway, active.id if active else _NOBODY, code, now)
    if active is None or method is None:
        count_wrong(session, row, now)
        return None
    forget_wrong(session, row)
    return active, method


def _method(session: Session, gateway: Gateway, person_id: str, code: str, now: datetime) -> str | None:
    """Say which kind of code this is of a person, and let it serve no second time."""
    kept = session.get(CodeSecret, person_id)
    sealed = kept.sealed if kept else sealed_secret(gateway, new_secret(), person_id)
    secret = unseal(gateway.pepper, _SEALED, sealed, person_id)
    step = _step(secret, _digits(code), now, after=kept.last_step if kept else 0)
    hashed = _recovery_hash(gateway, person_id, code)
    used = session.exec(delete(RecoveryCode).where(col(RecoveryCode.hash) == hashed)).rowcount
    if kept is not None and step is not None:
        kept.last_step = step
        session.add(kept)
        return ONE_TIME
    return RECOVERY if used else None


def _step(secret: str, code: str, now: datetime, *, after: int) -> int | None:
    """Give the step of time that a code is of, if it is later than the last one that was used."""
    current, codes = int(now.timestamp()) // STEP_SECONDS, pyotp.TOTP(secret)
    fitting = [
        current + ahead
        for ahead in EARLIER_AND_LATER
        if compare_digest(codes.generate_otp(current + ahead).encode(), _digits(code).encode())
    ]
    return next((step for step in fitting if step > after), None)


def _digits(code: str) -> str:
    return "".join(code.split())


def _recovery_code() -> str:
    signs = "".join(secrets.choice(_ALPHABET) for _ in range(12))
    return f"{signs[:4]}-{signs[4:8]}-{signs[8:]}"


def _recovery_hash(gateway: Gateway, person_id: str, code: str) -> str:
    bare = "".join(sign for sign in code.casefold() if sign.isalnum())
    return keyed_hash(gateway.pepper, _RECOVERY, f"{person_id}:{bare}")
