"""A local government that may be in a second application of a round, until a day and with a reason (R11)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grants.models import Exemption, ProjectRound
from samenleven.audit.services import record
from samenleven.core.errors import DomainError


@transaction.atomic
def grant_exemption(*, project_round, local_government, until, reason, by) -> Exemption:
    """Let a local government take part twice until a moment; where it has an exemption already, the new day and reason hold.

    Nobody withdraws it: it ends by itself. DomainError without a reason, or with a moment that has passed.
    """
    ProjectRound.objects.select_for_update(of=["self"], no_key=True).get(pk=project_round.pk)
    now = timezone.now()
    if until <= now:
        raise DomainError(_("Kies een moment dat nog moet komen."))
    if not reason.strip():
        raise DomainError(_("Zeg waarom dit bestuur twee keer mag meedoen."))
    made, _is_new = Exemption.objects.update_or_create(
        round=project_round,
        local_government=local_government,
        defaults={"until": until, "reason": reason.strip(), "granted_at": now, "granted_by": by},
    )
    record(by, "exemption.granted", made, until=until.isoformat())
    return made
