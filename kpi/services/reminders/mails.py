"""The reminders of a day, as they would go: the same list is shown, printed and sent (R32)."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from grants.models import ReportingMoment
from kpi.models import Reminder, ReminderStop, ReminderTopic
from kpi.services.reminders.duties import Duty, duties, moments_to_remind_of
from kpi.states import ReminderKind
from municipalities.access import people_of
from municipalities.models import Role
from samenleven.accounts.models import User
from samenleven.core.clock import day_in_brussels

NOBODY: list[tuple[Any, Any]] = [(None, None)]


@dataclass(frozen=True)
class Recipient:
    """Somebody who must do something, in the role in which; nobody where a local government has no people yet."""

    person: User | None
    role: Role | None
    duty: Duty


@dataclass
class Topic:
    """What one mail says about one moment and one date."""

    moment: ReportingMoment
    kind: ReminderKind
    due_on: dt.date
    duties: list[Duty] = field(default_factory=list)


@dataclass
class Mail:
    """All that one person is reminded of on one day."""

    to: User
    on: dt.date
    topics: list[Topic] = field(default_factory=list)


@dataclass
class Day:
    """The reminders of one day: who gets one, who cannot be reached, and what is held back."""

    at: dt.datetime
    mails: list[Mail]
    unreachable: list[Duty]
    stopped: list[ReminderStop]


def recipients(found) -> list[Recipient]:
    """The people behind these duties: one row for each duty and person; one query."""
    people = people_of({duty.local_government.pk for duty in found})
    return [
        Recipient(person, role, duty) for duty in found for person, role in people[duty.local_government.pk] or NOBODY
    ]


def reminders_of(at) -> Day:
    """Which reminders go at a moment in time, as everything stands now."""
    now, on = timezone.now(), day_in_brussels(at)
    found = recipients(duties(moments_to_remind_of(min(at, now)), now))
    stops = list(ReminderStop.objects.filter(resumed_at__isnull=True).select_related("moment__round"))
    held_back = {(stop.moment_id, stop.kind) for stop in stops}
    told = _told({row.duty.moment.pk for row in found})
    had_one = set(Reminder.objects.filter(on=on).values_list("to_id", flat=True))
    mails: dict[int, Mail] = {}
    unreachable, seen = [], set()
    for row in found:
        duty, kind = row.duty, row.duty.kind_at(at)
        if kind is None:
            continue
        seen.add((duty.moment.pk, kind))
        if (duty.moment.pk, kind) in held_back:
            continue
        if row.person is None:
            unreachable.append(duty)
        elif row.person.pk not in had_one and (row.person.pk, duty.moment.pk, kind, duty.due_on) not in told:
            _topic(mails.setdefault(row.person.pk, Mail(row.person, on)), duty, kind).duties.append(duty)
    by_name = sorted(mails.values(), key=lambda mail: (mail.to.last_name, mail.to.first_name, mail.to.pk))
    return Day(at, by_name, unreachable, [stop for stop in stops if (stop.moment_id, stop.kind) in seen])


def _told(moments):
    """Who heard what already: person, moment, kind and date."""
    return set(ReminderTopic.objects.filter(moment__in=moments).values_list("to_id", "moment_id", "kind", "due_on"))


def _topic(mail, duty, kind) -> Topic:
    for topic in mail.topics:
        if (topic.moment, topic.kind, topic.due_on) == (duty.moment, kind, duty.due_on):
            return topic
    mail.topics.append(Topic(duty.moment, kind, duty.due_on))
    return mail.topics[-1]
