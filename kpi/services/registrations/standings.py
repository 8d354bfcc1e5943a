"""How far a local government is at a reporting moment: what it must still do and by when."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grants.models import ReportingMoment
from grants.terms import Term
from kpi.access import until
from municipalities.models import LocalGovernment
from samenleven.core import wording
from samenleven.core.clock import day_in_brussels

NOW, SENT, LATER, PAST = "now", "sent", "later", "past"


@dataclass
class Standing:
    """How far one local government is at one moment (stand): one card, one page."""

    moment: ReportingMoment
    local_government: LocalGovernment
    now: datetime
    term: Term
    parts: int
    fields: int
    filled: int = 0
    submitted: int = 0
    correcting: int = 0
    released: int = 0
    returned: int = 0
    returned_until: datetime | None = None  # by when what was sent back is asked to be put right
    led: int = 0  # of how many parts this local government does the sending itself
    sent_at: datetime | None = None
    shows_drafts: bool = True

    @property
    def is_open(self) -> bool:
        """Whether something can be filled in."""
        if self.returned_until:
            last = self.term.last_correction(self.returned_until)
            if last is None or self.now <= last:
                return True
        last = self.term.last_change if self.correcting else self.term.last_entry
        return self.term.has_opened(self.now) and (last is None or self.now <= last)

    @property
    def is_all_sent(self) -> bool:
        return self.submitted == self.parts

    @property
    def is_handed_over(self) -> bool:
        """Whether all that is left to do is the lead's: the own parts are released or sent (R24)."""
        return not self.led and bool(self.released) and self.released + self.submitted == self.parts

    @property
    def is_late(self) -> bool:
        """Whether the deadline passed without a registration."""
        return self.term.is_due(self.now) and not self.is_all_sent and not self.correcting and not self.returned

    @property
    def must_act(self) -> bool:
        """Whether this waits for the local government."""
        return self.is_open and not self.is_all_sent and not self.is_handed_over

    @property
    def section(self) -> str:
        """Under which head it stands in the list of everything."""
        if self.must_act:
            return NOW
        if self.is_handed_over and self.is_open:
            return SENT
        if self.submitted and (self.term.may_take_back(self.now) or self.term.may_correct(self.now)):
            return SENT
        return PAST if self.term.is_due(self.now) else LATER

    @property
    def state(self) -> tuple[str, str]:
        """In one or two words, with the tone of its badge."""
        if self.is_all_sent:
            return _("ingediend"), "success"
        if self.returned:
            return _("teruggestuurd"), "danger"
        if self.correcting:
            return _("wordt verbeterd"), "warning"
        if self.is_handed_over:
            return _("vrijgegeven"), "info"
        if self.submitted:
            return _("deels ingediend"), "warning"
        if self.is_late:
            return _("niet gerapporteerd"), "danger"
        if not self.is_open:
            return _("nog niet open"), "neutral"
        if not self.shows_drafts:
            return _("nog niet ingediend"), "neutral"
        if self.filled == self.fields:
            return (_("klaar om in te dienen") if self.led else _("klaar om vrij te geven")), "warning"
        return (_("ontwerp"), "info") if self.filled else (_("nog te beginnen"), "warning")

    @property
    def next_step(self) -> str:
        """What to do now, in one sentence."""
        if self.is_all_sent:
            if self.led and self.term.may_correct(self.now):
                return _("U hoeft niets meer te doen. Verbeteren kan %s.") % until(self.moment, self.term.last_change)
            return _("U hoeft niets meer te doen.")
        if not self.is_open:
            return self._why_nothing_can_be_done()
        if self.returned:
            return _("Lees de opmerking, verbeter uw cijfers en dien ze opnieuw in.")
        if self.correcting:
            return _("Dien uw verbetering in, of stop ermee. Tot dan geldt wat u eerder indiende.")
        if self.is_handed_over:
            return _("U hoeft niets meer te doen: uw trekker dient in.")
        if self.is_late:
            return _("De deadline is voorbij. U kunt nog indienen %s.") % until(self.moment, self.term.last_entry)
        if self.filled == self.fields:
            return _("Kijk uw cijfers na en dien ze in.") if self.led else _("Kijk uw cijfers na en geef ze vrij.")
        return _("Vul de cijfers verder aan.") if self.filled else _("Vul in hoeveel u bereikte.")

    def _why_nothing_can_be_done(self):
        if self.returned:
            return _("U kunt niets meer verbeteren. Wat u eerder indiende, blijft gelden.")
        if self.submitted and self.led and self.term.may_correct(self.now):
            return _("Wat u indiende, kunt u nog verbeteren %s.") % until(self.moment, self.term.last_change)
        if self.is_late:
            return _("U kunt niets meer indienen.")
        if self.moment.opens_at is None:
            return _("De begindatum is nog niet bekend.")
        return _("Registreren kan vanaf %s.") % wording.moment(self.moment.opens_at)

    @property
    def time_left(self) -> str:
        """How long until the deadline, when that is near enough to matter."""
        if not self.must_act or self.is_late or self.correcting or self.returned or self.term.deadline is None:
            return ""
        days = (day_in_brussels(self.term.deadline) - day_in_brussels(self.now)).days
        if days == 0:
            return _("vandaag is de laatste dag")
        return ngettext("nog %(days)s dag", "nog %(days)s dagen", days) % {"days": days}
