"""More time for one applicant, and what that does to its registrations (R14)."""

from django.db import transaction
from django.utils import timezone

from grants.models import Extension
from grants.services import extensions
from grants.states import ExtensionKind
from kpi.models import Registration
from kpi.states import REGISTRATION_FLOW, RegistrationStatus


@transaction.atomic
def give_more_time(*, moment, application, until, reason, by, kind=ExtensionKind.EXTENSION) -> Extension:
    """Extend or reopen; what was marked "not reported" is a draft again where the deadline itself moves."""
    # The moment is locked first: what the freeze marks meanwhile is seen here, and nothing is marked behind us.
    extension = extensions.extend(moment=moment, application=application, until=until, reason=reason, by=by, kind=kind)
    if kind == ExtensionKind.EXTENSION:
        missed = list(
            Registration.objects.select_for_update(of=["self"])
            .filter(moment=moment, participation__line__application=application, status=RegistrationStatus.NOT_REPORTED)
            .order_by("pk")
        )
        for registration in missed:
            REGISTRATION_FLOW.advance(registration, RegistrationStatus.DRAFT)
            registration.status_at, registration.status_by = timezone.now(), by
        Registration.objects.bulk_update(missed, ["status", "status_at", "status_by"])
    return extension
