"""What may be right and is worth a second look before it is sent: it stops nobody."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from grants.models import Commitment
from kpi.services.registrations.answers import Answer
from kpi.services.registrations.faults import place_of
from samenleven.core import wording

# A slip of a digit or two is seen, a good year is not; a limit of its own for each KPI comes as data with the round.
FAR_ABOVE_TARGET = 10


@dataclass(frozen=True)
class Doubt:
    """A count that hardly can be right."""

    commitment: Commitment
    answer: Answer

    def in_full(self, moment) -> str:
        """Which field says what."""
        return f"{place_of(moment, self.commitment)}: {self.answer}"

    @property
    def text(self) -> str:
        """What is strange about it, and what to do."""
        return _("Dit is meer dan tien keer uw doel (%(target)s). Klopt het? Zo niet: wijzig het eerst.") % {
            "target": wording.count(self.commitment.target)
        }


def doubts(sheet) -> list[Doubt]:
    """Every count that is about to be sent and is far above its target."""
    return [
        Doubt(one.commitment, one.answer)
        for action in sheet.open_actions
        for one in action.fields
        if one.answer.count and one.commitment.target and one.answer.count > FAR_ABOVE_TARGET * one.commitment.target
    ]
