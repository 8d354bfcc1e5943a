"""Who may read and register, and when a registration is locked."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from grants.states import Precision
from kpi.models import Registration
from kpi.models.questions import READING, WORKING
from kpi.models.uploads import HELP_DESK
from kpi.states import RegistrationStatus
from municipalities.access import EDITING_ROLES, local_governments_of, may
from samenleven.accounts.models import MinistryRole
from samenleven.audit.services import last_by
from samenleven.core import wording
from samenleven.core.clock import is_end_of_day

FOLLOWING_UP = (MinistryRole.CASE_HANDLER, MinistryRole.ADMINISTRATOR)


def _bodies_of(thing):
    """The local governments a registration is of: who counted, and who leads (R24)."""
    if not isinstance(thing, Registration):
        return [thing]
    part = thing.participation
    return [one for one in (part.local_government, part.line.application.lead) if one is not None]


def may_read(user, thing) -> bool:
    """Whether somebody may see a registration, or all registrations of a local government."""
    if user.is_authenticated and user.is_ministry:
        return True
    return may_see_drafts(user, thing)


def may_see_drafts(user, thing) -> bool:
    """Whether somebody may see what is not sent yet: the own people and those of the lead, readers too."""
    mine = local_governments_of(user)
    return any(body.pk in mine for body in _bodies_of(thing))


def may_see_breakdowns(user, thing) -> bool:
    """Whether somebody may see how counts are split: small counts can point at a person (R26).

    The own people, those of the lead who sends them, and the analyst of the ministry, who sees what was sent; nobody else.
    """
    return may_see_drafts(user, thing) or (user.is_authenticated and user.ministry_role == MinistryRole.ANALYST)


def may_take_breakdowns_along(user, thing) -> bool:
    """Whether a file for somebody may hold how counts are split: only that of the own people and those of the lead.

    From the ministry such counts leave in the tables of a snapshot alone (R38): the analyst reads them on the screen.
    """
    return may_see_drafts(user, thing)


def may_register(user, thing) -> bool:
    """Whether somebody may fill in a registration, or those on the page of a local government; when, says `lock`."""
    return any(may(user, body, *EDITING_ROLES) for body in _bodies_of(thing))


def may_follow_up(user) -> bool:
    """Whether somebody may send back, extend and reopen: case handlers and administrators of the ministry (R40)."""
    return user.is_authenticated and user.ministry_role in FOLLOWING_UP


def may_write(user, local_government) -> bool:
    """Whether somebody may write to the other side about a registration: who fills it in or signs it, and who follows it up."""
    return may_register(user, local_government) or may_follow_up(user)


def may_help(user) -> bool:
    """Whether somebody may open the workbooks that were refused: the help desk, case handlers and administrators (R28)."""
    return user.is_authenticated and user.ministry_role in HELP_DESK


def may_see_figures(user) -> bool:
    """Whether somebody may open the dashboard and the snapshots: everybody at the ministry, in any role (R40)."""
    return user.is_authenticated and user.is_ministry


def may_read_questions(user) -> bool:
    """Whether somebody may read the dossiers of written questions: analysts, case handlers and administrators (R40)."""
    return user.is_authenticated and user.ministry_role in READING


def may_answer_questions(user) -> bool:
    """Whether somebody may take in, answer, approve and send: case handlers and administrators of the ministry (R40)."""
    return user.is_authenticated and user.ministry_role in WORKING


def may_approve(user, part) -> bool:
    """Whether somebody may approve the answer to a sub-question: not who wrote its text, nor who saved it last (R39)."""
    if not may_answer_questions(user) or part.written_by_id in (None, user.pk):
        return False
    return last_by("sub_question.answered", part) != user.pk


def may_freeze(user) -> bool:
    """Whether somebody may run the jobs that freeze and recount: the administrators of the ministry (R40)."""
    return user.is_authenticated and user.is_administrator


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
    is_asked: bool = False  # only the ministry can open it, and somebody has to ask for that

    def __str__(self):
        return f"{self.why} {self.opens}"


def lock(term, participation, registration, now, *, returned=None) -> Lock | None:
    """What keeps a registration (None: not begun yet) from being changed at a moment in time; None: nothing does.

    `term` holds the dates of its applicant, `returned` the open return of one that was sent back. It says who can open
    it by name: a lead, a member and the ministry read the same.
    """
    status = registration.status if registration else RegistrationStatus.DRAFT
    if status == RegistrationStatus.SUBMITTED:
        return _sent(term, participation, registration, now)
    last = _last_moment(term, status, returned)
    if last is not None and now > last:
        return _closed(term, last, status)
    if status == RegistrationStatus.RELEASED:
        return _released(registration)
    return None if term.has_opened(now) else _not_open(term)


def _last_moment(term, status, returned):
    if status == RegistrationStatus.RETURNED:
        return term.last_correction(returned.until) if returned else None
    return term.last_change if status == RegistrationStatus.CORRECTING else term.last_entry


def _sent(term, participation, registration, now):
    moment, application = term.moment, participation.line.application
    is_shared = bool(application.lead_id and application.partnership_id)
    # Of a partnership of the past of which nobody knows the lead, each sends its own.
    sender = application.lead if application.lead_id else participation.local_government
    why = _("Deze registratie is ingediend op %(moment)s.") % {"moment": wording.stamp(registration.status_at)}
    if term.may_take_back(now):
        opens = (
            _("%(sender)s is trekker en kan ze terugnemen%(until)s.")
            if is_shared
            else _("%(sender)s kan ze zelf terugnemen%(until)s.")
        )
        opens %= {"sender": sender, "until": f" {until(moment, moment.deadline)}" if moment.deadline else ""}
    elif term.may_correct(now):
        opens = (
            _("%(sender)s is trekker en kan ze verbeteren %(until)s.")
            if is_shared
            else _("%(sender)s kan ze zelf verbeteren %(until)s.")
        )
        opens %= {"sender": sender, "until": until(moment, term.last_change)}
    else:
        if term.last_change is not None:
            why += " " + _("Verbeteren kon %(until)s.") % {"until": until(moment, term.last_change)}
        return Lock("submitted", why, registration.status_at, _only_the_ministry(), is_asked=True)
    return Lock("submitted", why, registration.status_at, opens)


def _released(registration):
    why = _("Deze cijfers zijn vrijgegeven op %(moment)s.") % {"moment": wording.stamp(registration.status_at)}
    opens = _("Het lid zelf en de trekker kunnen ze weer openen zolang ze niet ingediend zijn.")
    return Lock("released", why, registration.status_at, opens)


def _closed(term, last, status):
    said = {"until": until(term.moment, last)}
    if status in (RegistrationStatus.CORRECTING, RegistrationStatus.RETURNED):
        why = _("Verbeteren kon %(until)s. Wat eerder ingediend is, blijft gelden.") % said
    else:
        why = _("Registreren kon %(until)s. Er is niets ingediend.") % said
    return Lock("closed", why, last, _only_the_ministry(), is_asked=True)


def _not_open(term):
    if term.opens_at is None:
        why = _("Vanaf wanneer registreren kan, is nog niet bekend.")
        return Lock("not_announced", why, None, _("Het Agentschap Binnenlands Bestuur maakt de datum bekend."))
    why = _("Registreren kan vanaf %(moment)s.") % {"moment": wording.moment(term.opens_at)}
    return Lock("not_open", why, None, _("Het formulier gaat dan vanzelf open."))


def _only_the_ministry():
    return _("Alleen het Agentschap Binnenlands Bestuur kan de registratie heropenen.")
