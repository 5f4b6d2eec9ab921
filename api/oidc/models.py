"""Tables of the external identity providers: which there are, whom they brought, and which attempts are spent."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from catalogue.columns import json_field, list_field, time_field


class IdentityProvider(SQLModel, table=True):
    """A provider that may say who somebody is and for which of our organisations they speak.

    Args:
        issuer: as its discovery document and its tokens have it, sign for sign.
        client_id: under which the node is known there; empty where nobody signs in through it.
        client_secret: sealed under the node's pepper; empty for a public client.
        audience: what the tokens that machines show must be meant for.
        organisations: ids of the only organisations that it may speak for.
        organisation_claim: where its tokens name the organisation, dots lead inwards; empty where everybody who comes
            from it speaks for its one organisation.
        organisation_map: organisation by the claim's value; a value that is not in it stands for itself.
        role_claim: where its tokens name roles; empty for none.
        role_map: ``ROLE`` or ``ORGANISATION:ROLE`` by the claim's value.
        assurance_map: a code of og:assuranceLevel by the value of ``acr``; what is not in it is ``low``.
        login_scope: what is asked for at sign-in, ``openid`` among it.
        typ_required: whether an access token must call itself one (RFC 9068).
    """

    __tablename__ = "identity_provider"

    issuer: str = Field(primary_key=True)
    label: str
    client_id: str = ""
    client_secret: str = Field(default="", repr=False)
    audience: str
    organisations: list[str] = list_field()
    organisation_claim: str = "organisation"
    organisation_map: dict[str, str] = json_field()
    role_claim: str = ""
    role_map: dict[str, str] = json_field()
    assurance_map: dict[str, str] = json_field()
    login_scope: str = "openid"
    typ_required: bool = True
    enabled: bool = True
    recorded_at: datetime = time_field()


class ExternalIdentity(SQLModel, table=True):
    """Somebody as a provider knows them, and what it said of them when they last signed in.

    Args:
        person: id of the person here.
        organisations: ids of the organisations that they were said to speak for.
        roles: pairs of organisation and role.
    """

    __tablename__ = "external_identity"

    issuer: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    person: str = Field(index=True)
    organisations: list[str] = list_field()
    roles: list[list[str]] = list_field()
    signed_in_at: datetime = time_field()


class SpentSignIn(SQLModel, table=True):
    """An attempt to sign in that was answered: its state is good for nothing any more."""

    __tablename__ = "spent_sign_in"

    state: str = Field(primary_key=True)
    expires_at: datetime = time_field(index=True)
