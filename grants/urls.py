"""Addresses of the plan and its rounds."""

from django.urls import path

from grants.views import catalogue, participants, rounds

app_name = "grants"
urlpatterns = [
    path("plan/", catalogue.plan, name="plan"),
    path("plan/doelstellingen/<int:number>/", catalogue.goal, name="goal"),
    path("plan/acties/<int:number>/", catalogue.action, name="action"),
    path("plan/deelnemers/", participants.participant_list, name="participants"),
    path("plan/deelnemers/csv/", participants.participant_csv, name="participants-csv"),
    path("plan/lokale-besturen/<slug:code>/", participants.local_government, name="local-government"),
    path("rondes/", rounds.round_list, name="round-list"),
    path("rondes/nieuw/", rounds.round_create, name="round-create"),
    path("rondes/<slug:code>/", rounds.round_page, name="round"),
    path("rondes/<slug:code>/wijzigen/", rounds.round_change, name="round-change"),
]
