"""Withdrawing a release: by who approves for its publisher, with a reason that stays on record."""

from api.door import Door
from api.errors import ParameterError, RoleMissingError
from api.gateway import Gateway
from catalogue.audit import AuditEntry, record_act
from catalogue.settling import begin_publication
from catalogue.withdrawal import Withdrawn, find_releases, withdraw
from policies.decision import Role
from schemas.languages import LANGUAGES, Text
from schemas.messages import Message

WITHDRAWERS = (Role.APPROVER, Role.ADMINISTRATOR)
RULE = "role/withdraw"
LONGEST = 2000


def withdraw_release(
    gateway: Gateway, door: Door, release: str, reason: Text, *, operator: bool = False
) -> Withdrawn:
    """Withdraw a release in the door's unit of work.

    Args:
        gateway: tells the time.
        door: whoever withdraws.
        release: its hash.
        reason: why; everybody who asks for the release is told.
        operator: the command line's, who needs no role.

    Raises:
        ReleaseNotFoundError: there is none.
        RoleMissingError: the subject neither approves nor administers for its publisher.
        ParameterError: no reason, or a very long one.
        ReleaseWithdrawnError: it is withdrawn already.
    """
    session = door.session
    owner = door.target(find_releases(session, release)[0].dataset).owner
    if not operator and not door.subject.has_role(owner, WITHDRAWERS):
        raise RoleMissingError(RULE, _missing(owner))
    _check(reason)
    session.commit()  # what was read belongs to a transaction in which SQLite might let nobody write any more
    now = begin_publication(session, gateway.clock)
    done = withdraw(session, release, reason, now)
    act = AuditEntry(
        door.subject.id, "release.withdraw", release, permitted=True, rule=RULE, request=door.request,
        owner=owner,
    )  # fmt: skip
    record_act(session, act, now)
    return done


def _check(reason: Text) -> None:
    told = [text for text in reason.as_dict().values() if text.strip()]
    if not told:
        raise ParameterError("reason", "", "why it is withdrawn, in a sentence")
    longest = max(map(len, told))
    if longest > LONGEST:
        raise ParameterError("reason", f"{longest} characters", f"at most {LONGEST}")


def _missing(owner: str) -> Text:
    message = Message("policy.role_missing", {"owner": owner, "roles": ", ".join(WITHDRAWERS)})
    return Text(*(message.in_(lang) for lang in LANGUAGES))
