"""Tables of the people: persons, what they sign in with, invitations and sessions.

No secret stands here as it is: tokens, recovery codes and cookies as keyed hashes, the secret of one-time codes sealed.
"""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from catalogue.columns import list_field, time_field


class Person(SQLModel, table=True):
    """A natural person; roles stand in `staff` under the same name.

    Args:
        id: opaque; also the user handle of the person's passkeys.
        name: the login name.
        folded: the login name without case: two people cannot be told apart by case alone.
        left_at: since when the person holds no role anywhere and cannot sign in.
    """

    id: str = Field(primary_key=True)
    name: str = Field(unique=True)
    folded: str = Field(unique=True)
    display_name: str = ""
    email: str = ""
    created_at: datetime = time_field()
    left_at: datetime | None = time_field(default=None, nullable=True)


class Passkey(SQLModel, table=True):
    """A passkey of a person; `id` and `public_key` are base64url, as WebAuthn has them."""

    id: str = Field(primary_key=True)
    person: str = Field(index=True)
    public_key: str
    sign_count: int = Field(default=0, sa_type=BigInteger)
    label: str = ""
    created_at: datetime = time_field()
    last_used_at: datetime | None = time_field(default=None, nullable=True)


class CodeSecret(SQLModel, table=True):
    """What a person's one-time codes (RFC 6238) are made from, sealed; `last_step` is the newest step that was used."""

    __tablename__ = "code_secret"

    person: str = Field(primary_key=True)
    sealed: str
    last_step: int = 0
    created_at: datetime = time_field()


class RecoveryCode(SQLModel, table=True):
    """A recovery code that was not used yet, as a keyed hash."""

    __tablename__ = "recovery_code"

    hash: str = Field(primary_key=True)
    person: str = Field(index=True)


class WrongCodes(SQLModel, table=True):
    """When wrong codes were sent for a login name, known or not; the name as a keyed hash."""

    __tablename__ = "wrong_codes"

    name_hash: str = Field(primary_key=True)
    times: list[str] = list_field()
    last_at: datetime = time_field(index=True)
    locked_until: datetime | None = time_field(default=None, nullable=True)


class Ceremony(SQLModel, table=True):
    """Something begun that its answer ends: a challenge to a passkey, or codes to be confirmed. It serves once.

    Args:
        id: keyed hash of the token that the browser sends back.
        kind: ``sign-in``, ``passkey`` or ``codes``.
        person: id of the person it is for, empty where the answer tells.
        name: login name that was chosen.
        secret: the challenge as base64url, or the sealed secret of the codes.
    """

    id: str = Field(primary_key=True)
    kind: str
    person: str = ""
    name: str = ""
    secret: str = ""
    expires_at: datetime = time_field(index=True)


class Invitation(SQLModel, table=True):
    """An invitation to a role, or a link by which somebody who is known signs in once; the token as a keyed hash.

    Args:
        person: id of the person whom a sign-in link is for; empty for an invitation.
    """

    id: str = Field(primary_key=True)
    token_hash: str = Field(unique=True)
    organisation: str = Field(index=True)
    role: str
    name: str = ""
    email: str = ""
    person: str = ""
    invited_by: str
    created_at: datetime = time_field()
    expires_at: datetime = time_field()
    accepted_at: datetime | None = time_field(default=None, nullable=True)
    accepted_by: str = ""
    revoked_at: datetime | None = time_field(default=None, nullable=True)


class PersonSession(SQLModel, table=True):
    """A session of a person who signed in; the cookie as a keyed hash.

    Args:
        number: what the session is called in lists: it opens nothing.
        method: how the person signed in, e.g. ``passkey``, ``one-time-code``, ``recovery-code``, ``oidc``.
        assurance: a code of og:assuranceLevel.
        ends_at: when it ends at the latest.
    """

    __tablename__ = "person_session"

    cookie_hash: str = Field(primary_key=True)
    number: str = Field(unique=True)
    person: str = Field(index=True)
    method: str
    assurance: str
    created_at: datetime = time_field()
    last_seen_at: datetime = time_field()
    ends_at: datetime = time_field()
