"""Addresses of the plan and its rounds."""

from django.urls import path

from grants.views import (
    application_files,
    application_handling,
    application_papers,
    application_sending,
    applications,
    catalogue,
    exemptions,
    files,
    participants,
    rounds,
)
from samenleven.core.csv_files import csv_file
from samenleven.core.excel_files import excel_file

app_name = "grants"
_ONE = "aanvragen/<int:pk>/"
urlpatterns = [
    path("plan/", catalogue.plan, name="plan"),
    path("plan/doelstellingen/<int:number>/", catalogue.goal, name="goal"),
    path("plan/acties/<int:number>/", catalogue.action, name="action"),
    path("plan/deelnemers/", participants.participant_list, name="participants"),
    path("plan/deelnemers/csv/", participants.participant_file, {"write": csv_file}, name="participants-csv"),
    path("plan/deelnemers/excel/", participants.participant_file, {"write": excel_file}, name="participants-excel"),
    path("plan/lokale-besturen/<slug:code>/", participants.local_government, name="local-government"),
    path(
        "plan/lokale-besturen/<slug:code>/excel/",
        participants.local_government_file,
        {"write": excel_file},
        name="local-government-excel",
    ),
    path("plan/excel/", files.plan_file, {"write": excel_file}, name="plan-excel"),
    path("plan/doelstellingen/<int:number>/excel/", files.goal_file, {"write": excel_file}, name="goal-excel"),
    path("plan/acties/<int:number>/excel/", files.action_file, {"write": excel_file}, name="action-excel"),
    path("aanvragen/", applications.application_list, name="application-list"),
    path(
        "aanvragen/excel/",
        application_files.application_list_file,
        {"write": excel_file},
        name="application-list-excel",
    ),
    path("aanvragen/beginnen/", applications.application_start, name="application-start"),
    path("aanvragen/overzicht/", application_handling.application_overview, name="application-overview"),
    path(
        "aanvragen/overzicht/excel/",
        application_files.application_overview_file,
        {"write": excel_file},
        name="application-overview-excel",
    ),
    path(_ONE, applications.application, name="application"),
    path(f"{_ONE}acties/", applications.application_actions, name="application-actions"),
    path(f"{_ONE}vorige-ronde/", applications.application_last_year, name="application-last-year"),
    path(f"{_ONE}partners/", applications.application_member_ask, name="application-member-ask"),
    path(f"{_ONE}partners/<int:participant>/weg/", applications.application_member_out, name="application-member-out"),
    path(
        f"{_ONE}partners/<int:participant>/antwoord/",
        applications.application_member_answer,
        name="application-member-answer",
    ),
    path(f"{_ONE}indienen/", application_sending.application_submit, name="application-submit"),
    path(f"{_ONE}terugnemen/", application_sending.application_take_back, name="application-take-back"),
    path(f"{_ONE}intrekken/", application_sending.application_withdraw, name="application-withdraw"),
    path(f"{_ONE}versies/<int:number>/", application_sending.application_version, name="application-version"),
    path(
        f"{_ONE}versies/<int:number>/pdf/", application_papers.application_version_pdf, name="application-version-pdf"
    ),
    path(f"{_ONE}behandelen/", application_handling.application_take_up, name="application-take-up"),
    path(f"{_ONE}terugsturen/", application_handling.application_send_back, name="application-send-back"),
    path(f"{_ONE}afwijzen/", application_handling.application_reject, name="application-reject"),
    path(f"{_ONE}nota/", application_handling.application_note, name="application-note"),
    path("rondes/", rounds.round_list, name="round-list"),
    path("rondes/excel/", files.round_list_file, {"write": excel_file}, name="round-list-excel"),
    path("rondes/nieuw/", rounds.round_create, name="round-create"),
    path("rondes/<slug:code>/", rounds.round_page, name="round"),
    path("rondes/<slug:code>/excel/", files.round_file, {"write": excel_file}, name="round-excel"),
    path("rondes/<slug:code>/bekendmaken/", rounds.round_publish, name="round-publish"),
    path("rondes/<slug:code>/vrijstellingen/", exemptions.exemption_list, name="round-exemptions"),
    path("rondes/<slug:code>/wijzigen/", rounds.round_change, name="round-change"),
]
