"""Granting one applicant more time, and taking that back (R14)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grants.models import Extension, ReportingMoment
from grants.states import ExtensionKind
from samenleven.audit.services import record
from samenleven.core.errors import DomainError


@transaction.atomic
def extend(*, moment, application, until, reason, by, kind=ExtensionKind.EXTENSION) -> Extension:
    """Give an applicant time until a moment: an extension moves its deadline, a reopening only opens its form."""
    # Whoever freezes this moment waits for us, and we for whoever does: the decision falls before the freeze or after it.
    moment = (
        ReportingMoment.objects.select_for_update(of=["self"], no_key=True).select_related("round").get(pk=moment.pk)
    )
    now = timezone.now()
    if not reason.strip():
        raise DomainError(_("Zeg waarom dit bestuur meer tijd krijgt."))
    if until <= now:
        raise DomainError(_("Kies een datum in de toekomst."))
    if moment.opens_at is None or moment.opens_at > now:
        raise DomainError(_("Registreren is nog niet begonnen: verander dan de datum van de ronde zelf."))
    if moment.deadline is None or until <= moment.deadline:
        raise DomainError(_("Tot die datum is er al tijd: kies een datum na de deadline."))
    extension = Extension.objects.create(
        moment=moment,
        application=application,
        kind=kind,
        until=until,
        reason=reason.strip(),
        granted_at=now,
        granted_by=by,
    )
    record(by, "extension.granted", extension, **_named(extension), until=until.isoformat())
    return extension


@transaction.atomic
def withdraw(*, extension, by) -> Extension:
    """End an extension before its time; what was sent in it stands."""
    ReportingMoment.objects.select_for_update(of=["self"], no_key=True).get(pk=extension.moment_id)
    extension = (
        Extension.objects.select_for_update(of=["self"])
        .select_related("application__lead", "moment__round")
        .get(pk=extension.pk)
    )
    now = timezone.now()
    if extension.withdrawn_at is not None or extension.until < now:
        raise DomainError(_("Deze verlenging loopt niet meer."))
    extension.withdrawn_at, extension.withdrawn_by = now, by
    extension.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record(by, "extension.withdrawn", extension, **_named(extension))
    return extension


def _named(extension):
    """What the log says of it: public codes (R41); who applied in the past may be unknown."""
    lead = extension.application.lead
    return {
        "local_government": lead.code if lead else None,
        "moment": extension.moment.code,
        "kind": str(extension.kind),
    }
