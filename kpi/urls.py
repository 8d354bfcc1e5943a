"""Addresses of the registrations, the dashboard and the snapshots."""

from django.urls import path

from kpi.views import (
    breakdowns,
    dashboard,
    exports,
    registration_reading,
    registration_sending,
    registrations,
    snapshot_list,
    snapshot_runs,
    snapshots,
)

app_name = "kpi"

_PAGE = "registraties/<slug:round_code>/<slug:kind>/<slug:code>/"

registration_urls = [
    path("registraties/", registrations.registration_list, name="registration-list"),
    path("registraties/<int:pk>/", registration_reading.registration_detail, name="registration"),
    path(_PAGE, registrations.registration_form, name="registration-form"),
    path(f"{_PAGE}bewaren/", registrations.registration_save, name="registration-save"),
    path(f"{_PAGE}indienen/", registration_sending.registration_submit, name="registration-submit"),
    path(f"{_PAGE}ontvangstbewijs/", registration_sending.registration_receipt, name="registration-receipt"),
    path(f"{_PAGE}vrijgeven/", registration_sending.registration_release, name="registration-release"),
    path(f"{_PAGE}weer-openen/", registration_sending.registration_reopen, name="registration-reopen"),
    path(f"{_PAGE}terugnemen/", registration_sending.registration_take_back, name="registration-take-back"),
    path(f"{_PAGE}verbeteren/", registration_sending.registration_correct, name="registration-correct"),
    path(
        f"{_PAGE}verbeteren/stoppen/", registration_sending.registration_correct_stop, name="registration-correct-stop"
    ),
    path(
        f"{_PAGE}uitsplitsing/<int:participation>/<str:indicator>/",
        breakdowns.registration_breakdown,
        name="registration-breakdown",
    ),
    path(f"{_PAGE}downloaden/", registration_reading.registration_export, name="registration-export"),
]

dashboard_urls = [
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard/csv/", exports.dashboard_csv, name="dashboard-csv"),
    path("dashboard/actie/<int:number>/", dashboard.dashboard_action, name="dashboard-action"),
    path("dashboard/actie/<int:number>/csv/", exports.action_csv, name="dashboard-action-csv"),
    path("dashboard/actie/<int:number>/<slug:code>/", dashboard.dashboard_origin, name="dashboard-origin"),
]

snapshot_urls = [
    path("momentopnames/", snapshot_list.snapshot_list, name="snapshot-list"),
    path("momentopnames/opdracht/<int:pk>/", snapshot_runs.snapshot_run, name="snapshot-run"),
    path("momentopnames/opdracht/<int:pk>/stoppen/", snapshot_runs.snapshot_run_stop, name="snapshot-run-stop"),
    path("momentopnames/<slug:moment>/bevriezen/", snapshots.snapshot_freeze, name="snapshot-freeze"),
    path("momentopnames/<slug:code>/", snapshots.snapshot_page, name="snapshot"),
    path("momentopnames/<slug:code>/hertellen/", snapshots.snapshot_verify, name="snapshot-verify"),
]

urlpatterns = [*registration_urls, *dashboard_urls, *snapshot_urls]
