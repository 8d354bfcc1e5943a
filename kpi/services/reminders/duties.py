"""Who still must act at a reporting moment, and by when: the state of now, the dates of each applicant (R32, R14)."""

import datetime as dt
from dataclasses import dataclass, field
from enum import Enum

from django.db.models import Exists, F, OuterRef, Q, Subquery

from grants.models import Commitment, Extension, Participation, ReportingMoment
from grants.terms import terms_of_moments
from kpi.models import Registration, Return
from kpi.states import RegistrationStatus, ReminderKind
from municipalities.models import LocalGovernment
from samenleven.core.clock import BRUSSELS, day_in_brussels

# How many days before somebody's own date each reminder goes; below zero is after it.
DAYS_BEFORE = {
    ReminderKind.MONTH_BEFORE: 30,
    ReminderKind.WEEK_BEFORE: 7,
    ReminderKind.DAY_BEFORE: 1,
    ReminderKind.DAY_AFTER: -1,
}
# What a day without a worker missed still goes in the days after it; later it would say something else than it means.
CATCH_UP_DAYS = 3
SENDING_HOUR = 8  # on the clocks of Brussels; the clock of celery.py knocks from here on

_STANDS = (RegistrationStatus.SUBMITTED, RegistrationStatus.CORRECTING)
_UNRELEASED = (RegistrationStatus.DRAFT, RegistrationStatus.NOT_REPORTED)


class Task(Enum):
    """What somebody must do."""

    CORRECT = "correct"
    SEND = "send"
    RELEASE = "release"


@dataclass
class Duty:
    """What one local government must still do at one moment, by its own date."""

    moment: ReportingMoment
    local_government: LocalGovernment
    task: Task
    due_at: dt.datetime  # by when it is asked
    last_at: dt.datetime  # until when it can be done at all
    actions: set[int] = field(default_factory=set)
    awaited: dict[int, LocalGovernment] = field(default_factory=dict)

    @property
    def due_on(self) -> dt.date:
        return day_in_brussels(self.due_at)

    @property
    def can_be_later(self) -> bool:
        """Whether what came back is asked sooner than it has to be put right."""
        return self.task == Task.CORRECT and self.due_at < self.last_at

    def day_of(self, kind) -> dt.date:
        """The day on which a reminder of this kind goes, in days of Brussels: a day of 23 or 25 hours is one day (R42)."""
        return self.due_on - dt.timedelta(days=DAYS_BEFORE[kind])

    def can_be_done(self, at) -> bool:
        """Whether there is something to be done at a moment in time."""
        opens_at = self.moment.opens_at
        return opens_at is not None and opens_at <= at <= self.last_at

    def kind_at(self, at) -> ReminderKind | None:
        """Which reminder goes at a moment in time: the newest whose day has come, as long as it may still be late."""
        if not self.can_be_done(at):
            return None
        today = day_in_brussels(at)
        come = [kind for kind in ReminderKind if self.day_of(kind) <= today]
        if not come or today > self.day_of(come[-1]) + dt.timedelta(days=CATCH_UP_DAYS):
            return None
        is_over = at > self.due_at
        return come[-1] if is_over == (DAYS_BEFORE[come[-1]] < 0) else None


def sending_at(day) -> dt.datetime:
    """When the reminders of a day go."""
    return dt.datetime.combine(day, dt.time(SENDING_HOUR), tzinfo=BRUSSELS)


def moments_to_remind_of(now):
    """The moments at which somebody may still have to act, of practice rounds too: whoever practises practises this."""
    extended = Extension.objects.running_at(now).filter(moment=OuterRef("pk"))
    returned = Return.objects.open().filter(registration__moment=OuterRef("pk"))
    # What is asked sooner can be put right as long as everything that was sent.
    is_returned = Q(Exists(returned.filter(until__gte=now))) | Q(Exists(returned), changes_until__gte=now)
    return (
        ReportingMoment.objects.filter(opens_at__isnull=False, deadline__isnull=False)
        .filter(Q(deadline__gte=now) | Q(entries_until__gte=now) | Exists(extended) | is_returned)
        .select_related("round")
        .order_by("deadline", "pk")
    )


def duties(moments, now, *, of=None) -> list[Duty]:
    """All that is not sent, released or put right yet at these moments; `of` (ids) looks at those local governments only.

    The lead sends what is not sent and puts right what came back; a member releases its part, or helps to put it right.
    Where nobody knows the lead, each member sends its own. As many queries for many as for one.
    """
    by_id = {moment.pk: moment for moment in moments}
    rows = list(_unfinished(by_id, now, of)) if by_id else []
    if not rows:
        return []
    terms = terms_of_moments(list(by_id.values()), {row.application for row in rows}, now)
    returned = _dates_of_returns(by_id) if any(row.status == RegistrationStatus.RETURNED for row in rows) else {}
    bodies = LocalGovernment.objects.in_bulk({body for row in rows for body in (row.lead, row.member) if body})
    found: dict[tuple, Duty] = {}

    def add(row, body, task, due_at, last_at):
        key = (row.at_moment, body, task, due_at, last_at)
        if key not in found:
            found[key] = Duty(by_id[row.at_moment], bodies[body], task, due_at, last_at)
        found[key].actions.add(row.line_id)
        return found[key]

    for row in rows:
        term, lead = terms[row.at_moment, row.application], row.lead or row.member
        if row.status == RegistrationStatus.RETURNED:
            asked = returned[row.at_moment, row.pk]
            due_at = max(at for at in (asked, term.own_until) if at is not None)
            for body in {lead, row.member}:
                add(row, body, Task.CORRECT, due_at, term.last_correction(asked))
            continue
        due_at = max(at for at in (term.deadline, term.own_until) if at is not None)
        duty = add(row, lead, Task.SEND, due_at, term.last_entry)
        if row.member != lead and (row.status is None or row.status in _UNRELEASED):
            duty.awaited[row.member] = bodies[row.member]
            add(row, row.member, Task.RELEASE, due_at, term.last_entry)
    order = list(Task)
    return sorted(
        found.values(),
        key=lambda one: (one.due_at, one.moment.pk, one.local_government.sort_name, order.index(one.task)),
    )


def _unfinished(moments, now, of):
    """Each part of which nothing stands as sent, at each moment of its round."""
    status = Registration.objects.filter(moment=OuterRef("at_moment"), participation=OuterRef("pk")).values("status")
    promised = Commitment.objects.filter(participation=OuterRef("pk"), known_at__lte=now)
    rows = Participation.objects.filter(Exists(promised), known_at__lte=now)
    if of is not None:
        rows = rows.filter(Q(local_government__in=of) | Q(line__application__lead__in=of))
    return (
        rows.annotate(
            at_moment=F("line__application__round__moments"),
            status=Subquery(status[:1]),
            application=F("line__application_id"),
            lead=F("line__application__lead_id"),
            member=F("local_government_id"),
        )
        .filter(Q(status__isnull=True) | ~Q(status__in=_STANDS), at_moment__in=list(moments))
        .values_list("pk", "at_moment", "status", "line_id", "application", "lead", "member", named=True)
    )


def _dates_of_returns(moments) -> dict[tuple[int, int], dt.datetime]:
    """Until when what was sent back can be put right, by moment and participation."""
    found = Return.objects.open().filter(registration__moment__in=list(moments))
    rows = found.values_list("registration__moment_id", "registration__participation_id", "until")
    return {(moment, participation): until for moment, participation, until in rows}
