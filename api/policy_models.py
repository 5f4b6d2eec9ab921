"""What is asked of policies: made, changed, reviewed, activated."""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from api.asking import Asked
from policies.lifecycle import State
from policies.lifecycle_drafts import Terms
from schemas.languages import Lang

LONGEST_NOTE = 4_000
LONGEST_NAME = 300


def _storable(text: str) -> str:
    """Give a text that every database and the log can hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise PydanticCustomError("string_unicode", "half a character") from None
    if "\x00" in text:
        raise PydanticCustomError("string_unicode", "a character of value nought")
    return text


Plain = Annotated[str, AfterValidator(_storable)]
Name = Annotated[str, Field(max_length=LONGEST_NAME), AfterValidator(_storable)]
Note = Annotated[str, Field(max_length=LONGEST_NOTE), AfterValidator(_storable)]
Names = tuple[Name, ...]


class Body(BaseModel):
    """A body; a field that it has not is an error: a misspelt condition would open what it was to close."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TermsIn(Body):
    """What a template is filled with: ids and codes, no IRIs."""

    datasets: Names = Field((), description="ids; with no collections either: all that the owner has")
    collections: Names = ()
    networks: Names = ()
    organisations: Names = Field((), description="for `departments`; left out: all of the owner's")
    purposes: Names = Field((), description="codes or IRIs; left out: research")
    sectors: Names = ()
    until: AwareDatetime | None = Field(None, description="for `embargo`: the first moment after it")
    attribution: bool = Field(False, description="whether the source must be named")
    seen: bool = Field(True, description="whether everybody may see that the datasets exist")

    def terms(self) -> Terms:
        """Give them as a template takes them."""
        return Terms(**{name: getattr(self, name) for name in type(self).model_fields})


class DraftIn(Body):
    """What a policy says: a template with its terms, or a document."""

    template: Name = Field(
        "",
        description="open, hidden, network, embargo, departments, research, sectors; several joined with +",
    )
    terms: TermsIn = TermsIn()
    document: Plain | dict[str, Any] | None = Field(None, description="ODRL, as JSON-LD or as text")
    media_type: Name = Field("", description="of a document that is text, such as text/turtle")
    note: Note = ""

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if bool(self.template) == (self.document is not None):
            raise PydanticCustomError("policy_said", "a template, or a document")
        return self


class PolicyIn(DraftIn):
    """A policy that is to be made."""

    owner: Name = Field(description="id of the organisation whose it is")
    title: dict[Lang, Name] = Field(min_length=1, description="by language")


class LintIn(DraftIn):
    """What is to be looked at without being kept; with nothing said, the newest version."""

    ground: Name = Field("", description="why datasets are withheld, e.g. commercial-confidentiality")

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if self.template and self.document is not None:
            raise PydanticCustomError("policy_said", "a template, or a document")
        return self


class SubmitIn(Body):
    """How a draft is submitted."""

    version: int | None = Field(None, description="number of the version that is meant")
    confirm_legal: bool = Field(False, description="that a person looked at the law that lint named")
    ground: Name = Field("", description="why datasets are withheld, e.g. commercial-confidentiality")


class ApprovalIn(Body):
    """How a version is approved."""

    version: int | None = Field(None, description="number of the version that was looked at")
    note: Note = ""
    sole_officer: bool = Field(False, description="that nobody else of the organisation could approve it")
    reason: Note = Field("", description="why it cannot wait for somebody else")

    @model_validator(mode="after")
    def _reasoned(self) -> Self:
        if self.sole_officer and not self.reason.strip():
            raise PydanticCustomError("policy_reason", "sole_officer needs a reason")
        return self


class RejectionIn(Body):
    """How a version is rejected."""

    version: int | None = Field(None, description="number of the version that was looked at")
    note: Note = Field(min_length=1, description="why")


class ActivationIn(Body):
    """When a version comes into force."""

    version: int | None = Field(None, description="number of the version that is meant")
    at: AwareDatetime | Literal["now"] | None = Field(None, description="a time to come; left out: now")


class RetirementIn(Body):
    """When a policy leaves force."""

    at: AwareDatetime | Literal["now"] | None = Field(None, description="a time to come; left out: now")


class PoliciesAsked(Asked):
    """The parameters of the list; an empty one does not narrow it."""

    owner: str = Field("", description="id of an organisation")
    state: State | Literal[""] = Field("", description="in which one of its versions is")
    dataset: str = Field("", description="id of a dataset that it is about")


class PolicyAsked(Asked):
    """In which form a policy is given."""

    format: str = Field("", description="json, jsonld or ttl; counts more than Accept")


class DiffAsked(Asked):
    """Which versions are held beside each other."""

    before: int | None = Field(
        None, alias="from", description="left out: the one in force, else the one before"
    )
    after: int | None = Field(None, alias="to", description="left out: the newest")
