"""Rules about what is written and who is reminded."""

import datetime as dt

from django.utils import timezone

from kpi.models import Message, Reminder, ReminderStop, ReminderTopic
from kpi.states import ReminderKind
from samenleven.notices.models import Notice
from tests import make
from tests.house.breaks import breaks

DAY = dt.date(2026, 10, 8)


def _message(application=None, **fields):
    application = application or make.application()
    fields = {"text": "Wat telt als een contact?", "local_government": application.lead} | fields
    fields.setdefault("moment", make.moment(application.round))
    return Message.objects.create(application=application, written_at=timezone.now(), written_by=make.user(), **fields)


def _reminder(to=None, on=DAY):
    to = to or make.user()
    notice = Notice.objects.create(to=to, subject="Geef uw KPI's door", text="Tekst", html="Tekst")
    return Reminder.objects.create(to=to, on=on, notice=notice, reminded_at=timezone.now())


def _topic(reminder=None, **fields):
    reminder = reminder or _reminder()
    fields.setdefault("moment", make.moment())
    fields = {"kind": ReminderKind.WEEK_BEFORE, "due_on": DAY, "missing": "1 actie"} | fields
    return ReminderTopic.objects.create(reminder=reminder, to=reminder.to, **fields)


def _stop(**fields):
    fields.setdefault("moment", make.moment())
    fields = {"kind": ReminderKind.WEEK_BEFORE, "reason": "Herfstvakantie."} | fields
    return ReminderStop.objects.create(stopped_at=timezone.now(), stopped_by=make.user(), **fields)


@breaks("kpi_message_from_one_side")
def _():
    _message(from_ministry=True)


@breaks("kpi_message_says_something")
def _():
    _message(text="")


@breaks("kpi_message_is_never_changed")
def _():
    _message()
    Message.objects.update(text="Iets anders.")


@breaks("kpi_message_application_of_its_round")
def _():
    _message(moment=make.moment())


@breaks("kpi_reminder_one_a_day")
def _():
    _reminder(_reminder().to)


@breaks("kpi_reminder_is_never_changed")
def _():
    _reminder()
    Reminder.objects.all().delete()


@breaks("kpi_remindertopic_once_per_person")
def _():
    first = _topic()
    _topic(_reminder(first.to, DAY + dt.timedelta(days=1)), moment=first.moment)


@breaks("kpi_remindertopic_kind_is_known")
def _():
    _topic(kind="elke_dag")


@breaks("kpi_remindertopic_is_never_changed")
def _():
    _topic()
    ReminderTopic.objects.update(missing="niets")


@breaks("kpi_reminderstop_one_at_a_time")
def _():
    _stop(moment=_stop().moment)


@breaks("kpi_reminderstop_kind_is_known")
def _():
    _stop(kind="elke_dag")


@breaks("kpi_reminderstop_resumed_after_it_was_stopped")
def _():
    _stop(resumed_at=timezone.now() - dt.timedelta(days=1), resumed_by=make.user())


@breaks("kpi_reminderstop_resumed_by_somebody")
def _():
    _stop(resumed_at=timezone.now() + dt.timedelta(days=1))


@breaks("kpi_reminderstop_has_a_reason")
def _():
    _stop(reason="")


@breaks("kpi_reminderstop_is_never_deleted")
def _():
    _stop()
    ReminderStop.objects.all().delete()
