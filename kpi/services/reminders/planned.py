"""What is planned per moment: which reminder goes when, to how many, and what was sent of it."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from grants.models import ReportingMoment
from kpi.models import ReminderStop, ReminderTopic
from kpi.services.reminders.duties import CATCH_UP_DAYS, DAYS_BEFORE, duties, sending_at
from kpi.services.reminders.mails import Recipient, recipients
from kpi.states import ReminderKind
from samenleven.core.clock import day_in_brussels


@dataclass
class Planned:
    """One reminder of a moment (geplande herinnering): its day follows from the deadline, and moves with it."""

    moment: ReportingMoment
    kind: ReminderKind
    today: dt.date
    sent: int = 0
    stopped: ReminderStop | None = None
    recipients: list[Recipient] = field(default_factory=list)

    @property
    def day(self) -> dt.date:
        """When it goes for who has no date of its own."""
        assert self.moment.deadline is not None  # what has no deadline has no reminders
        return day_in_brussels(self.moment.deadline) - dt.timedelta(days=DAYS_BEFORE[self.kind])

    @property
    def people(self) -> int:
        return len({row.person.pk for row in self.recipients if row.person})

    @property
    def own_dates(self) -> int:
        """How many local governments get it on another day: those with more time, or to whom something was sent back."""
        return len({row.duty.local_government.pk for row in self.recipients if row.duty.day_of(self.kind) != self.day})

    @property
    def is_over(self) -> bool:
        """Whether it will not go any more, to nobody."""
        return not self.recipients and self.today > self.day + dt.timedelta(days=CATCH_UP_DAYS)

    @property
    def state(self) -> tuple[str, str]:
        """In a word, with the tone of its badge."""
        if self.stopped:
            return _("gestopt"), "danger"
        if self.sent:
            return _("verstuurd"), "success"
        return (_("voorbij"), "neutral") if self.is_over else (_("gepland"), "info")


def planned(moments, now) -> list[Planned]:
    """Every reminder of these moments with who would get it as things stand now; the same few queries for many as for one."""
    moments, today = list(moments), day_in_brussels(now)
    found = {(moment.pk, kind): Planned(moment, kind, today) for moment in moments for kind in ReminderKind}
    stops = ReminderStop.objects.filter(moment__in=moments, resumed_at__isnull=True).select_related("stopped_by")
    for stop in stops:
        found[stop.moment_id, ReminderKind(stop.kind)].stopped = stop
    told = list(ReminderTopic.objects.filter(moment__in=moments).values_list("moment_id", "kind", "to_id", "due_on"))
    for key, sent in Counter((moment, ReminderKind(kind)) for moment, kind, _to, _due in told).items():
        found[key].sent = sent
    done = set(told)
    for row in recipients(duties(moments, now)):
        for kind in ReminderKind:
            one = found[row.duty.moment.pk, kind]
            if is_to_go(row, kind, today) and (
                row.person is None or (one.moment.pk, kind, row.person.pk, row.duty.due_on) not in done
            ):
                one.recipients.append(row)
    return list(found.values())


def is_to_go(row, kind, today) -> bool:
    """Whether somebody gets a reminder of this kind, on its day or a little late, if nothing changes."""
    day = row.duty.day_of(kind)
    at = sending_at(max(day, today))
    return row.duty.kind_at(at) == kind
