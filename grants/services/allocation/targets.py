"""Another target than current reach and awarded units together, set by an official (R2)."""

from django.db import transaction
from django.utils.translation import gettext as _

from grants.models import Commitment
from samenleven.audit.services import record
from samenleven.core.errors import DomainError


@transaction.atomic
def set_target(*, commitment, target, reason, by) -> Commitment:
    """Set the target of one member for one KPI, with a reason."""
    commitment = Commitment.objects.select_for_update(of=["self"]).get(pk=commitment.pk)
    if target < 0:
        raise DomainError(_("Vul een geheel getal van 0 of meer in."))
    if not reason.strip():
        raise DomainError(_("Zeg waarom dit doel anders is."))
    old, commitment.target, commitment.target_reason = commitment.target, target, reason.strip()
    commitment.save(update_fields=["target", "target_reason"])
    record(by, "commitment.target_set", commitment, old=old, new=target)
    return commitment
