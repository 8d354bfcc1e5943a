"""Who takes part, what was promised and reached, and what was frozen, as data."""

from django.urls import path

from kpi.api.aggregates import Aggregates
from kpi.api.breakdowns import Breakdowns
from kpi.api.participations import Participations
from kpi.api.registrations import RegistrationDocument, RegistrationRelease, Registrations, RegistrationSubmit
from kpi.api.snapshots import SnapshotDocument, Snapshots

urlpatterns = [
    path("participations", Participations.as_view(), name="participations"),
    path("registrations", Registrations.as_view(), name="registrations"),
    path("registrations/<slug:id>", RegistrationDocument.as_view(), name="registration"),
    path("registrations/<slug:id>/submit", RegistrationSubmit.as_view(), name="registration-submit"),
    path("registrations/<slug:id>/release", RegistrationRelease.as_view(), name="registration-release"),
    path("aggregates", Aggregates.as_view(), name="aggregates"),
    path("breakdowns", Breakdowns.as_view(), name="breakdowns"),
    path("snapshots", Snapshots.as_view(), name="snapshots"),
    path("snapshots/<slug:code>", SnapshotDocument.as_view(), name="snapshot"),
]
