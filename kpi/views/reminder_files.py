"""The reminders as files: what is planned, who would get one, and what was sent (R32).

Who gets a reminder is a person: these files name people as their pages do, for the ministry alone, and no e-mail address.
"""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from grants.states import Precision
from kpi.services import registrations, reminders
from kpi.views.doors import for_ministry
from kpi.views.reminders import planned_or_404, read_sent, sent_address
from kpi.views.words import mail_in_words
from samenleven.core import wording
from samenleven.core.tables import Column, Download, Format, Table, chosen, told

# A row is a services.reminders.Planned or a ReminderTopic.
OF_MOMENT = [
    Column(gettext_lazy("Projectronde"), lambda one: one.moment.round.title),
    Column(gettext_lazy("Rapportering"), lambda one: one.moment.get_kind_display()),
    Column(gettext_lazy("Om te oefenen"), lambda one: one.moment.round.is_practice),
]
PLANNED = [
    Column(
        gettext_lazy("Deadline"), lambda one: told(one.moment.deadline, one.moment.deadline_precision), Format.MOMENT
    ),
    Column(gettext_lazy("Herinnering"), lambda one: one.kind.label),
    Column(gettext_lazy("Vertrekt op"), lambda one: one.day, Format.DAY),
    Column(gettext_lazy("Besturen op een eigen datum"), lambda one: one.own_dates, Format.COUNT),
    Column(gettext_lazy("Stand"), lambda one: one.state[0]),
    Column(gettext_lazy("Krijgen ze nog"), lambda one: one.people, Format.COUNT),
    Column(gettext_lazy("Verstuurd"), lambda one: one.sent, Format.COUNT),
]
SENT = [
    Column(gettext_lazy("Aan"), lambda topic: registrations.name_of(topic.to)),
    Column(gettext_lazy("Herinnering"), lambda topic: topic.get_kind_display()),
    Column(gettext_lazy("Te doen tegen"), lambda topic: topic.due_on, Format.DAY),
    Column(gettext_lazy("Wat er nog moest gebeuren"), lambda topic: topic.missing),
    Column(gettext_lazy("Gemaakt op"), lambda topic: topic.reminder.reminded_at, Format.STAMP),
    Column(gettext_lazy("E-mail"), lambda topic: mail_in_words(topic)[0]),
    Column(
        gettext_lazy("E-mail vertrokken op"),
        lambda topic: topic.reminder.notice.sent_at if topic.to.email else None,
        Format.STAMP,
    ),
]


def _recipients(this):
    """A row is a services.reminders.Recipient of this reminder."""
    return [
        *(Column(column.head, lambda _row, column=column: column.value(this)) for column in OF_MOMENT),
        Column(_("Herinnering"), lambda _row: this.kind.label),
        Column(_("Code"), lambda row: row.duty.local_government.code),
        Column(_("Lokaal bestuur"), lambda row: row.duty.local_government.name),
        Column(_("Wie"), lambda row: registrations.name_of(row.person) if row.person else _("niemand te bereiken")),
        Column(_("Rol"), lambda row: row.role.label if row.role else None),
        Column(_("Langs"), _channel),
        Column(_("Wat er nog moet gebeuren"), lambda row: reminders.missing(row.duty)),
        Column(_("Krijgt ze op"), lambda row: row.duty.day_of(this.kind), Format.DAY),
        Column(_("Eigen datum"), lambda row: row.duty.day_of(this.kind) != this.day),
    ]


def _channel(row):
    if row.person is None:
        return None
    return _("e-mail en portaal") if row.person.email else _("alleen in het portaal")


@require_safe
@for_ministry
def reminder_list_file(request, write):
    """Every reminder of every moment of the page."""
    now = timezone.now()
    return write(
        Download(
            name="plan-samenleven_herinneringen",
            title=_("Herinneringen"),
            tables=[
                Table(
                    _("Herinneringen"),
                    [*OF_MOMENT, *PLANNED],
                    reminders.planned(reminders.moments_to_remind_of(now), now),
                )
            ],
            page=reverse("kpi:reminders"),
            about=[(_("Zoals gekend op"), wording.stamp(now))],
        )
    )


@require_safe
@for_ministry
def reminder_file(request, moment, kind, write):
    """Who would get one reminder if it went now, and why."""
    now = timezone.now()
    this = planned_or_404(moment, kind, now)
    deadline, precision = this.moment.deadline, this.moment.deadline_precision
    return write(
        Download(
            name=f"plan-samenleven_herinnering_{this.moment.code}_{kind}",
            title=_("Herinnering %(kind)s: %(moment)s") % {"kind": this.kind.label, "moment": this.moment},
            tables=[Table(_("Wie ze krijgt"), _recipients(this), this.recipients)],
            page=reverse("kpi:reminder", args=[moment, kind]),
            about=[
                (_("Zoals gekend op"), wording.stamp(now)),
                (_("Deadline"), wording.moment(deadline, "month" if precision == Precision.MONTH else "minute")),
                (_("Dag van vertrek"), wording.day(this.day)),
                (_("Stand"), this.state[0]),
                _names(),
            ],
        )
    )


@require_safe
@for_ministry
def reminders_sent_file(request, write):
    """Who was reminded of what, and when; a filter that cannot be read gives the page."""
    form, found = read_sent(request)
    page = sent_address(request)
    if not form.is_valid():
        return redirect(page.path + page.query)
    return write(
        Download(
            name="plan-samenleven_herinneringen_verstuurd",
            title=_("Verstuurde herinneringen"),
            tables=[Table(_("Verstuurd"), [*OF_MOMENT, *SENT], found.iterator(1000))],
            page=page.path + page.query,
            about=[*chosen(form), (_("Zoals gekend op"), wording.stamp(timezone.now())), _names()],
        )
    )


def _names():
    return _("Namen"), _("Dit bestand noemt mensen. Het is alleen voor het ministerie. Geef het niet door.")
