"""Who may do what with the plan, its rounds and its applications."""

import datetime as dt

from django.utils.translation import gettext as _

from grants.models import Application, ProjectRound
from grants.states import ApplicationStatus
from municipalities.access import EDITING_ROLES, local_governments_of, may
from samenleven.accounts.models import MinistryRole
from samenleven.core import wording

OPEN_TO_CHANGES = (ApplicationStatus.DRAFT, ApplicationStatus.RETURNED)


ALLOCATING = (MinistryRole.CASE_HANDLER, MinistryRole.ADMINISTRATOR)


def may_open_rounds(user) -> bool:
    """Whether somebody opens rounds and moves their dates and prices: the administrators of the ministry (R40)."""
    return user.is_authenticated and user.is_active and user.is_administrator


def may_apply(user) -> bool:
    """Whether somebody can ask for money in the name of some local government."""
    return user.is_authenticated and not user.is_ministry and bool(local_governments_of(user, EDITING_ROLES))


def may_edit(user, application) -> bool:
    """Whether somebody fills in this application: who acts for its lead; when, `lock` says."""
    return not application.is_imported and application.lead_id in local_governments_of(user, EDITING_ROLES)


def may_answer(user, participant) -> bool:
    """Whether somebody says for this member whether it takes part: who acts for the member itself (R11)."""
    return may(user, participant.local_government, *EDITING_ROLES)


def may_handle(user) -> bool:
    """Whether somebody handles applications for the ministry: case handlers and administrators (R40)."""
    return user.is_authenticated and user.ministry_role in (MinistryRole.CASE_HANDLER, MinistryRole.ADMINISTRATOR)


# --- when -------------------------------------------------------------------------------------------------------------
def last_entry(project_round: ProjectRound) -> dt.datetime | None:
    """Until when an application can be submitted for the first time (R14): from this moment on no longer."""
    return project_round.entries_until or project_round.closes_at


def last_change(project_round: ProjectRound) -> dt.datetime | None:
    """Until when what was submitted can be taken back and put right (R14)."""
    return project_round.changes_until or last_entry(project_round)


def takes_entries(project_round: ProjectRound, now) -> bool:
    """Whether the call is open: it opens with its opening moment and is closed from its closing moment on (R13)."""
    last = last_entry(project_round)
    is_told = project_round.published_at is not None and project_round.opens_at is not None
    return is_told and project_round.opens_at <= now and (last is None or now < last)


def lock(application: Application, now, returned=None) -> str:
    """Why the application cannot be changed now, since when, and who can open it (R31); "" when it can.

    The same words on the page and in a refusal. `returned` is the newest ApplicationReturn, where it was sent back.
    """
    status, of = application.status, application.round
    if status == ApplicationStatus.RETURNED and returned is not None:
        # What is asked sooner takes no time away that everybody has.
        if now < returned.until or call_runs(of, now):
            return ""
        return _(
            "De tijd om te verbeteren was op %(until)s voorbij. De aanvraag geldt zoals u ze indiende. Vraag het Agentschap Binnenlands Bestuur om meer tijd."
        ) % {"until": wording.moment(returned.until)}
    if status == ApplicationStatus.DRAFT:
        if takes_entries(of, now) or (application.versions.exists() and _may_change(of, now)):
            return ""
        if of.opens_at is None or now < of.opens_at:
            return _("De oproep is nog niet open.")
        return _(
            "De oproep is gesloten sinds %(closed)s. Alleen het Agentschap Binnenlands Bestuur kan ze weer openen."
        ) % {"closed": wording.moment(last_entry(of))}
    since = {"since": wording.moment(application.status_at)} if application.status_at else None
    sentence = {
        ApplicationStatus.SUBMITTED: _("De aanvraag is ingediend op %(since)s. Neem ze terug om nog iets te wijzigen."),
        ApplicationStatus.IN_REVIEW: _(
            "Het Agentschap Binnenlands Bestuur behandelt de aanvraag sinds %(since)s. Het kan ze terugsturen."
        ),
        ApplicationStatus.WITHDRAWN: _(
            "De aanvraag is ingetrokken op %(since)s. Zolang de oproep open is, kunt u een nieuwe beginnen."
        ),
        ApplicationStatus.AWARDED: _("Over de aanvraag is beslist op %(since)s."),
        ApplicationStatus.REJECTED: _("Over de aanvraag is beslist op %(since)s."),
    }.get(ApplicationStatus(status), _("De aanvraag kan niet gewijzigd worden."))
    return sentence % (since or {"since": _("een onbekende dag")})


def _may_change(project_round, now):
    last = last_change(project_round)
    return last is None or now < last


def call_runs(project_round: ProjectRound, now) -> bool:
    """Whether applicants still change what they submitted: until then the ministry decides nothing about it (R17)."""
    return takes_entries(project_round, now) or _may_change(project_round, now)


def may_take_back(application: Application, now) -> bool:
    """Whether the applicant can take back what it submitted, and change it: until the call closes for changes (R17)."""
    return application.status == ApplicationStatus.SUBMITTED and _may_change(application.round, now)


def may_withdraw(application: Application, now, returned=None) -> bool:
    """Whether the applicant can give up its application: until the call closes, and while it is its turn (R17)."""
    if application.status == ApplicationStatus.RETURNED:
        return not lock(application, now, returned)
    return application.status in (ApplicationStatus.DRAFT, ApplicationStatus.SUBMITTED) and (
        application.status == ApplicationStatus.DRAFT or _may_change(application.round, now)
    )


def may_allocate(user) -> bool:
    """Whether somebody divides the budget of a round and confirms a division: case handlers and administrators (R21, R40)."""
    return user.is_authenticated and user.is_active and user.ministry_role in ALLOCATING


def may_read_allocations(user) -> bool:
    """Whether somebody sees what is being considered: who divides, and the analyst."""
    return may_allocate(user) or (
        user.is_authenticated and user.is_active and user.ministry_role == MinistryRole.ANALYST
    )
