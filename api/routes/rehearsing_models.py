"""What is sent to rehearse and explain policies, and to promise their answers."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from api.asking import Asked, in_utc
from policies.rehearsal.personas import MOST_PERSONAS, Persona, persona_of

ActionName = Literal["discover", "read", "bulk-download"]
Moment = Annotated[AwareDatetime, AfterValidator(in_utc)]
Names = Annotated[list[Annotated[str, Field(min_length=1, max_length=200)]], Field(max_length=50)]
MOST_DAYS = 400


class AskerIn(BaseModel):
    """A made-up asker: whom they speak for, what for, and how they signed in."""

    model_config = ConfigDict(extra="forbid")

    organisations: Names = Field(default_factory=list, description="ids of organisations spoken for")
    networks: Names = Field(default_factory=list, description="ids of networks that they belong to besides")
    kind: str = Field("", description="public-body, research, company, citizen or media")
    purposes: Names | None = Field(None, description="codes or IRIs; none where none is declared")
    auth_method: Literal["", "anonymous", "api-key", "bearer", "session", "dpop", "mtls"] = ""
    assurance: Literal["", "low", "substantial", "high"] = ""

    def described(self, label: str = "asker") -> Persona:
        """Give the persona."""
        return persona_of({"label": label, **self.model_dump()})


class PersonaIn(AskerIn):
    """A made-up asker with a name."""

    label: str = Field(min_length=1, max_length=100)


class SimulationIn(BaseModel):
    """What is to be rehearsed: a policy's draft, a document, or that a policy is retired."""

    model_config = ConfigDict(extra="forbid")

    policy: str = Field("", description="id of a policy: its draft, or what the document takes the place of")
    document: dict[str, Any] | str | None = Field(
        None, description="JSON-LD or Turtle; needs an owner or a policy"
    )
    owner: str = Field("", description="the organisation that a new document is of")
    retire: str = Field("", description="id of a policy that is to be retired")
    personas: Annotated[list[PersonaIn], Field(max_length=MOST_PERSONAS)] | None = None
    replay_days: int = Field(30, ge=0, le=MOST_DAYS)
    at: Moment | None = Field(
        None, description="the time at which everything is judged; now where none is given"
    )


class ExplainIn(AskerIn):
    """A request that is to be explained."""

    dataset: str = Field(min_length=1)
    action: ActionName = "read"
    persona: AskerIn | None = Field(None, description="who asks, instead of the members beside it")
    at: Moment | None = None

    def asker(self) -> Persona:
        """Give who asks."""
        if self.persona is not None:
            return self.persona.described()
        told = {name: getattr(self, name) for name in AskerIn.model_fields}
        return persona_of({"label": "asker", **told})


class GoldenIn(BaseModel):
    """A request whose answer a policy promises."""

    model_config = ConfigDict(extra="forbid")

    label: str = Field(min_length=1, max_length=200)
    persona: AskerIn = Field(default_factory=AskerIn)
    dataset: str = Field(min_length=1)
    action: ActionName = "read"
    expected: Literal["permit", "deny"]
    rows: int | None = Field(
        None, ge=0, description="how many rows are let through, where that is promised, too"
    )


class OverviewAsked(Asked):
    """Whose datasets and policies are looked at."""

    owner: str = Field("", description="id of an organisation; all of the caller's where none is given")
    dataset: str = Field("", description="id of one dataset")


class ConflictsAsked(Asked):
    """Whose policies are compared."""

    owner: str = Field("", description="id of an organisation; all of the caller's where none is given")


class ExplainAsked(Asked):
    """In which form a request is explained."""

    format: str = Field("", description="json or report (Turtle); counts more than Accept")


def moment(asked: datetime | None, now: datetime) -> datetime:
    """Give the time that is meant: now where none is given."""
    return now if asked is None else asked
