"""What a reminder says: the goal and the date first, never a count of people."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpi.access import until
from kpi.services.reminders.duties import Duty, Task
from samenleven.core import wording
from samenleven.core.clock import day_in_brussels


def missing(duty: Duty) -> str:
    """What has to be done still: how many actions, and who the lead waits for."""
    number = len(duty.actions)
    sentence = {
        Task.SEND: ngettext("%(n)s actie nog niet ingediend", "%(n)s acties nog niet ingediend", number),
        Task.RELEASE: ngettext("%(n)s actie nog niet vrijgegeven", "%(n)s acties nog niet vrijgegeven", number),
        Task.CORRECT: ngettext("%(n)s actie teruggestuurd", "%(n)s acties teruggestuurd", number),
    }[duty.task] % {"n": wording.count(number)}
    if duty.awaited:
        names = ", ".join(sorted(str(member) for member in duty.awaited.values()))
        sentence = _("%(what)s; wacht op %(names)s") % {"what": sentence, "names": names}
    return sentence


def missing_of(topic) -> str:
    """What one topic says is missing, per local government: what is kept of a reminder."""
    return "\n".join(f"{duty.local_government}: {missing(duty)}" for duty in topic.duties)


def path_of(duty: Duty) -> str:
    """The page where it is done."""
    moment = duty.moment
    return reverse("kpi:registration-form", args=[moment.round.code, moment.kind, duty.local_government.code])


def when(duty: Duty) -> str:
    """The own date of a local government: "tot en met 15 oktober 2026"."""
    if duty.can_be_later:
        return _("graag tegen %s") % wording.moment(duty.due_at)
    return until(duty.moment, duty.due_at)


def subject(mail, at) -> str:
    """The goal and the date of what must be done first."""
    duty, _more = _first(mail)
    is_over = at > duty.due_at
    date = wording.day(duty.last_at if is_over else duty.due_at)
    sentence = {
        Task.SEND: _("Geef uw KPI's alsnog door voor %s") if is_over else _("Geef uw KPI's door voor %s"),
        Task.RELEASE: _("Geef uw KPI's alsnog vrij voor %s") if is_over else _("Geef uw KPI's vrij voor %s"),
        Task.CORRECT: _("Verbeter uw KPI's voor %s"),
    }[duty.task] % date
    return _("Oefenronde: %s") % sentence if duty.moment.round.is_practice else sentence


def first_sentence(mail, at) -> str:
    """What is asked, and how much time there is."""
    duty, more = _first(mail)
    said = {"until": until(duty.moment, duty.due_at), "left": _time_left(duty, at)}
    if at > duty.due_at:
        said |= {"until": until(duty.moment, duty.last_at), "deadline": wording.moment(duty.due_at)}
        sentence = {
            Task.SEND: _("Geef uw KPI's alsnog door %(until)s. De deadline was %(deadline)s."),
            Task.RELEASE: _("Geef uw KPI's alsnog vrij %(until)s. De deadline was %(deadline)s."),
            Task.CORRECT: _(
                "Verbeter alsnog wat het agentschap terugstuurde, en dien het opnieuw in %(until)s. Gevraagd was het tegen %(deadline)s."
            ),
        }[duty.task]
    elif duty.can_be_later:
        said |= {"asked": wording.moment(duty.due_at), "until": until(duty.moment, duty.last_at)}
        sentence = _(
            "Verbeter wat het agentschap terugstuurde, en dien het opnieuw in, graag tegen %(asked)s. Verbeteren kan %(until)s."
        )
    else:
        sentence = {
            Task.SEND: _("Geef uw KPI's door %(until)s. %(left)s"),
            Task.RELEASE: _("Geef uw KPI's vrij %(until)s, zodat uw trekker ze kan indienen. %(left)s"),
            Task.CORRECT: _("Verbeter wat het agentschap terugstuurde, en dien het opnieuw in %(until)s. %(left)s"),
        }[duty.task]
    return " ".join([sentence % said, _("Er is nog iets te doen, zie hieronder.")]) if more else sentence % said


def _first(mail) -> tuple[Duty, bool]:
    """The most urgent duty of a mail, and whether it has others by another date or of another sort."""
    found = sorted((duty for topic in mail.topics for duty in topic.duties), key=lambda duty: duty.due_at)
    first = found[0]
    return first, any((one.task, one.due_at) != (first.task, first.due_at) for one in found)


def _time_left(duty, at):
    days = (duty.due_on - day_in_brussels(at)).days
    if days == 0:
        return _("Vandaag is de laatste dag.")
    return ngettext("U hebt nog %(days)s dag.", "U hebt nog %(days)s dagen.", days) % {"days": wording.count(days)}
