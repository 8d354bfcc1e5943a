"""More time for one applicant, and what that does to its registrations (R14)."""

from django.db import transaction
from django.utils import timezone

from grants.models import Extension, ReportingMoment
from grants.services import extensions
from grants.states import ExtensionKind
from grants.terms import terms_of
from kpi.models import Registration
from kpi.services.telling import tell
from kpi.states import REGISTRATION_FLOW, RegistrationStatus
from municipalities.models import LocalGovernment
from samenleven.notices.models import NoticeKind


@transaction.atomic
def give_more_time(*, moment, application, until, reason, by, kind=ExtensionKind.EXTENSION) -> Extension:
    """Extend or reopen; what was marked "not reported" is a draft again where the deadline itself moves."""
    # The moment is locked first: what the freeze marks meanwhile is seen here, and nothing is marked behind us. Then the
    # rows, and only then what raises the stamp of the figures: so does whoever sends.
    ReportingMoment.objects.select_for_update(of=["self"], no_key=True).get(pk=moment.pk)
    missed = _missed(moment, application) if kind == ExtensionKind.EXTENSION else []
    extension = extensions.extend(moment=moment, application=application, until=until, reason=reason, by=by, kind=kind)
    for registration in missed:
        REGISTRATION_FLOW.advance(registration, RegistrationStatus.DRAFT)
        registration.status_at, registration.status_by = timezone.now(), by
    Registration.objects.bulk_update(missed, ["status", "status_at", "status_by"])
    # Without the reason: that can be about a person, and is kept once, for the ministry.
    _tell(extension, template="more_time", kind=NoticeKind.MORE_TIME)
    return extension


def _missed(moment, application):
    """Its registrations that were marked "not reported", held."""
    return list(
        Registration.objects.select_for_update(of=["self"])
        .filter(moment=moment, participation__line__application=application, status=RegistrationStatus.NOT_REPORTED)
        .order_by("pk")
    )


@transaction.atomic
def withdraw_more_time(*, extension, by) -> Extension:
    """End an extension or a reopening before its time; what was sent in it stands, and its applicant is told.

    What was not sent is "late" at once, and "not reported" with the next freeze: from now on the moment is "verouderd" (R33).
    """
    withdrawn = extensions.withdraw(extension=extension, by=by)
    moment, application = withdrawn.moment, withdrawn.application
    term = terms_of(moment, [application.pk], timezone.now())[application.pk]
    _tell(withdrawn, template="more_time_withdrawn", kind=NoticeKind.INFORMATION, own_until=_running(term))
    return withdrawn


def _running(term):
    """Until when the applicant still has time of its own; None: no longer."""
    return term.own_until if term.own_until and term.own_until > timezone.now() else None


def _tell(extension, *, template, kind, **context):
    """Everybody of the lead and of every member."""
    application = extension.application
    members = LocalGovernment.objects.filter(participations__line__application=application).distinct()
    tell(
        moment=extension.moment,
        local_governments=[application.lead, *members.order_by("sort_name")],
        template=template,
        kind=kind,
        until=extension.until,
        is_reopened=extension.kind == ExtensionKind.REOPENING,
        **context,
    )
