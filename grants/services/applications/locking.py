"""What every change of an application begins with: its row locked, and the question whether it may be changed now."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from grants import access
from grants.models import Application, ApplicationReturn
from samenleven.core.errors import DomainError


def locked(application) -> Application:
    """The application, its row locked until the end of the transaction: one change at a time."""
    return (
        Application.objects.select_for_update(of=["self"])
        .select_related("round", "lead__reference_region", "partnership", "status_by")
        .get(pk=application.pk)
    )


def open_to_changes(application) -> Application:
    """The application, locked; raises DomainError with the reason when it cannot be changed now (R31)."""
    row = locked(application)
    if row.is_imported:
        raise DomainError(_("Deze aanvraag is niet in het portaal gemaakt."))
    if reason := access.lock(row, timezone.now(), last_return(row)):
        raise DomainError(reason)
    return row


def last_return(application) -> ApplicationReturn | None:
    """When and why the application was last sent back."""
    return ApplicationReturn.objects.filter(application=application).order_by("-sent_at").first()


def move(application, flow, status, *, by, fields=()) -> dt.datetime:
    """Set the status with who and when, and save it with other fields; the moment."""
    flow.advance(application, status)
    now = timezone.now()
    application.status_at, application.status_by = now, by
    application.save(update_fields=["status", "status_at", "status_by", *fields])
    return now
