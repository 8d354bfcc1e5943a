"""Who may read and register, and when a registration is locked."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from grants.states import Precision
from kpi.models import Registration
from kpi.states import RegistrationStatus
from municipalities.access import EDITING_ROLES, local_governments_of, may
from samenleven.core import wording
from samenleven.core.clock import is_end_of_day


def _local_government_of(thing):
    return thing.participation.local_government if isinstance(thing, Registration) else thing


def may_read(user, thing) -> bool:
    """Whether somebody may see a registration, or all registrations of a local government."""
    if user.is_authenticated and user.is_ministry:
        return True
    return _local_government_of(thing).pk in local_governments_of(user)


def may_see_drafts(user, thing) -> bool:
    """Whether somebody may see what is not sent yet: the own people, readers too; the ministry sees what was sent."""
    return _local_government_of(thing).pk in local_governments_of(user)


def may_register(user, thing) -> bool:
    """Whether somebody may fill in and send a registration, or those of a local government; when, says `lock`."""
    return may(user, _local_government_of(thing), *EDITING_ROLES)


def may_see_figures(user) -> bool:
    """Whether somebody may open the dashboard and the snapshots: everybody at the ministry, in any role (R40)."""
    return user.is_authenticated and user.is_ministry


def may_freeze(user) -> bool:
    """Whether somebody may run the jobs that freeze and recount: the administrators of the ministry (R40)."""
    return user.is_authenticated and user.is_administrator


# --- the three dates of a moment (R14) --------------------------------------------------------------------------------
def last_entry(moment) -> datetime | None:
    """Until when what was never sent can still be sent; None: no end is known."""
    return moment.entries_until or moment.deadline


def last_change(moment) -> datetime | None:
    """Until when what was sent can still be corrected; None: no end is known."""
    return moment.changes_until or last_entry(moment)


def has_opened(moment, now) -> bool:
    """Whether registering has begun."""
    return moment.opens_at is not None and moment.opens_at <= now


def may_take_back_at(moment, now) -> bool:
    """Whether a sent registration can still be taken back: until the told deadline."""
    return has_opened(moment, now) and (moment.deadline is None or now <= moment.deadline)


def may_correct_at(moment, now) -> bool:
    """Whether a sent registration can be corrected: after the told deadline, until the last change."""
    return moment.is_due(now) and now <= last_change(moment)


def until(moment, at) -> str:
    """One of the dates of a moment in words: up to a whole day or month, or to the minute."""
    month = at == moment.deadline and moment.deadline_precision == Precision.MONTH
    written = wording.moment(at, "month" if month else "minute")
    whole = month or is_end_of_day(at)
    return (_("tot en met %(date)s") if whole else _("tot %(date)s")) % {"date": written}


# --- why a form is locked (R31) ---------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Lock:
    """Why a registration cannot be changed (slot), since when, and who can open it: the same text on page and API."""

    code: str
    why: str
    since: datetime | None
    opens: str

    def __str__(self):
        return f"{self.why} {self.opens}"


def lock(moment, registration, now) -> Lock | None:
    """What keeps a registration (None: not begun yet) from being changed at a moment in time; None: nothing does."""
    status = registration.status if registration else RegistrationStatus.DRAFT
    last = last_change(moment) if status == RegistrationStatus.CORRECTING else last_entry(moment)
    if status == RegistrationStatus.SUBMITTED:
        return _sent(moment, registration, now)
    if last is not None and now > last:
        return _closed(moment, last, correcting=status == RegistrationStatus.CORRECTING)
    return None if has_opened(moment, now) else _not_open(moment)


def _sent(moment, registration, now):
    why = _("Deze registratie is ingediend op %(moment)s.") % {"moment": wording.stamp(registration.status_at)}
    if may_take_back_at(moment, now):
        if moment.deadline is None:
            opens = _("U kunt ze zelf terugnemen.")
        else:
            opens = _("U kunt ze zelf terugnemen %(until)s.") % {"until": until(moment, moment.deadline)}
    elif may_correct_at(moment, now):
        opens = _("U kunt ze zelf verbeteren %(until)s.") % {"until": until(moment, last_change(moment))}
    else:
        last = last_change(moment)
        if last is not None:
            why += " " + _("Verbeteren kon %(until)s.") % {"until": until(moment, last)}
        opens = _only_the_ministry()
    return Lock("submitted", why, registration.status_at, opens)


def _closed(moment, last, *, correcting):
    if correcting:
        why = _("Verbeteren kon %(until)s. Wat u eerder indiende, blijft gelden.") % {"until": until(moment, last)}
    else:
        why = _("Registreren kon %(until)s. Er is niets ingediend.") % {"until": until(moment, last)}
    return Lock("closed", why, last, _only_the_ministry())


def _not_open(moment):
    if moment.opens_at is None:
        why = _("Nog niet bekend is vanaf wanneer u kunt registreren.")
        return Lock("not_announced", why, None, _("Het Agentschap Binnenlands Bestuur maakt de datum bekend."))
    why = _("Registreren kan vanaf %(moment)s.") % {"moment": wording.moment(moment.opens_at)}
    return Lock("not_open", why, None, _("Het formulier gaat dan vanzelf open."))


def _only_the_ministry():
    return _("Alleen een beheerder van het Agentschap Binnenlands Bestuur kan de termijn verlengen.")
