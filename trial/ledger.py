"""What was asked of the portal and what it said: written down as it happens, compared with the database afterwards."""

import math
from dataclasses import dataclass, field

# What a person may see, by what they did; everything else is written down as odd.
EXPECTED = {
    "sign in": {200, 302},
    "list": {200},
    "form": {200},
    "save": {200, 409, 422},
    "save all": {302, 409},
    "motivate": {200, 409},
    "release": {302},
    "reopen": {302},
    "check": {200, 302},
    "submit": {302, 422},
    "receipt": {200, 302},
    "take back": {302},
    "bare": {200},
}
SIGN_IN = "/aanmelden/"
AWAY = "De gegevens zijn even niet bereikbaar."


@dataclass(slots=True)
class Request:
    """One request: what for, from when to when, and its status; 0: no answer came."""

    kind: str
    began: float
    ended: float
    status: int


@dataclass(slots=True)
class Save:
    """One value sent for one field, and the revision under which the portal said that it is saved; None: it did not say."""

    name: str
    value: int
    revision: int | None = None


@dataclass(slots=True)
class Click:
    """One click on "Indienen" that the portal acknowledged: from whose page, from when to when."""

    code: str
    began: float
    ended: float


@dataclass
class Ledger:
    """Everything of one run."""

    requests: list[Request] = field(default_factory=list)
    saves: list[Save] = field(default_factory=list)
    clicks: list[Click] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    asked_to_submit: int = 0
    clicked_twice: int = 0
    conflicts: int = 0

    def note(self, kind, began, ended, answer) -> None:
        """Write a request down; what nobody should ever see, with what it said."""
        status = answer.status if answer else 0
        self.requests.append(Request(kind, began, ended, status))
        if answer is None or (status == 503 and AWAY in answer.text):
            return
        signed_out = kind != "sign in" and answer.location == SIGN_IN
        if status not in EXPECTED[kind] or signed_out:
            self.odd.append(f"{kind}: {status} {answer.location} {answer.text[:300]!r}")

    @property
    def acknowledged(self) -> list[Save]:
        return [save for save in self.saves if save.revision is not None]

    def between(self, since, until, *kinds) -> list[Request]:
        """What was asked in a stretch of time."""
        return [one for one in self.requests if since <= one.began < until and (not kinds or one.kind in kinds)]


def seconds_of(requests) -> list[float]:
    """How long the answers took, shortest first."""
    return sorted(one.ended - one.began for one in requests if one.status)


def percentile(ordered, share) -> float:
    """The value below which that share of some ordered values lies (nearest rank)."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
