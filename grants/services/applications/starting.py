"""Starting an application, alone or as the lead of a partnership."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grants import access
from grants.models import Application, Participant, ProjectRound
from grants.services.applications.partners import bound_elsewhere, why_bound
from grants.states import ApplicationStatus, ParticipantStatus
from samenleven.audit.services import record
from samenleven.core.errors import DomainError


@transaction.atomic
def start(*, project_round, lead, by) -> Application:
    """A draft of an application of a local government in an open round; one that it began already is given again (R18)."""
    # Whoever applies for the same round at the same moment waits: two clicks are one application.
    of = ProjectRound.objects.select_for_update(of=["self"], no_key=True).get(pk=project_round.pk)
    begun = Application.objects.made_here().filter(
        round=of, lead=lead, status__in=[ApplicationStatus.DRAFT, ApplicationStatus.RETURNED]
    )
    if (standing := begun.first()) is not None:
        return standing
    now = timezone.now()
    if not access.takes_entries(of, now):
        raise DomainError(_("U kunt nu geen aanvraag beginnen: de oproep is niet open."))
    if lead.valid_until is not None and lead.valid_until < of.starts_on:
        raise DomainError(_("%(name)s bestaat niet meer wanneer het projectjaar begint.") % {"name": lead.name})
    if other := bound_elsewhere(of, lead):
        raise DomainError(why_bound(lead, other))
    made = Application.objects.create(round=of, lead=lead, status=ApplicationStatus.DRAFT, status_at=now, status_by=by)
    Participant.objects.create(
        application=made, round=of, local_government=lead, status=ParticipantStatus.CONFIRMED, status_by=by
    )
    record(by, "application.started", made, round=of.code, lead=lead.code)
    return made
