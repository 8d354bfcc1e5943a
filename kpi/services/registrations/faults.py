"""What a registration says when it says no: which period, action and KPI, the value and the remedy (R27)."""

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from grants.models import Commitment
from kpi.models import DraftValue
from kpi.services.registrations.answers import Answer
from samenleven.core.errors import Conflict, DomainError


def name_of(user) -> str:
    """Who did something, for colleagues to read."""
    return user.get_full_name() or user.username if user else _("onbekend")


def place_of(moment, commitment) -> str:
    """Which field a sentence is about, at its beginning: period, action and KPI, and in a partnership whose."""
    indicator, part = commitment.indicator, commitment.participation
    place = _("%(period)s, actie %(action)s, KPI %(code)s (%(title)s)") % {
        "period": capfirst(moment.get_kind_display()),
        "action": part.line.offer.action.number,
        "code": indicator.code,
        "title": indicator.title,
    }
    is_shared = part.line.application.partnership_id is not None
    return f"{place}, {part.local_government}" if is_shared else place


@dataclass(frozen=True)
class Fault:
    """What is wrong with one field (None: with something else than a count), and what to do."""

    commitment: Commitment | None
    text: str

    def in_full(self, moment) -> str:
        """The sentence with its place: for a list of faults away from the fields."""
        return f"{place_of(moment, self.commitment)}: {self.text}"


class Faulty(DomainError):
    """One or more fields cannot be accepted; nothing was changed."""

    def __init__(self, moment, faults):
        super().__init__("\n".join(fault.in_full(moment) for fault in faults))
        self.moment = moment
        self.faults = faults


class Locked(DomainError):
    """The registration is locked; `lock` tells why, since when, and who can open it (R31)."""

    def __init__(self, lock):
        super().__init__(str(lock))
        self.lock = lock


@dataclass(frozen=True)
class Clash:
    """Two people filled in the same field: what stands now, and what was typed here (R18)."""

    commitment: Commitment
    theirs: DraftValue | None
    standing: Answer
    mine: Answer

    @property
    def revision(self) -> int:
        """On top of what somebody saves who has seen both."""
        return self.theirs.revision if self.theirs else 0


class FieldConflict(Conflict):
    """The second save of a field is refused, and both values are shown (R18); nothing was changed."""

    def __init__(self, moment, clashes):
        super().__init__(
            "\n".join(f"{place_of(moment, clash.commitment)}: {describe(clash)}" for clash in clashes),
            theirs=clashes[0].theirs,
        )
        self.clashes = clashes


def describe(clash) -> str:
    """Both values and the remedy."""
    who = name_of(clash.theirs.saved_by) if clash.theirs and clash.theirs.saved_by else _("iemand anders")
    return _(
        "intussen wijzigde %(who)s dit veld. Nu bewaard: %(theirs)s. U vulde in: %(mine)s. "
        "Kies het juiste antwoord en bewaar opnieuw."
    ) % {"who": who, "theirs": clash.standing, "mine": clash.mine}
