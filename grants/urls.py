"""Addresses of the plan and its rounds."""

from django.urls import path

from grants.views import allocation_files, allocations, awards, catalogue, decision_papers, files, participants, rounds
from samenleven.core.csv_files import csv_file
from samenleven.core.excel_files import excel_file

app_name = "grants"
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
    path("aanvragen/<int:pk>/toekenning/", awards.award, name="award"),
    path("aanvragen/<int:pk>/toekenning/brief/", decision_papers.award_letter, name="award-letter"),
    path("rondes/", rounds.round_list, name="round-list"),
    path("rondes/excel/", files.round_list_file, {"write": excel_file}, name="round-list-excel"),
    path("rondes/nieuw/", rounds.round_create, name="round-create"),
    path("rondes/<slug:code>/", rounds.round_page, name="round"),
    path("rondes/<slug:code>/verdeling/", allocations.allocation_list, name="allocation-list"),
    path(
        "rondes/<slug:code>/verdeling/excel/",
        allocation_files.allocation_list_file,
        {"write": excel_file},
        name="allocation-list-excel",
    ),
    path(
        "rondes/<slug:code>/verdeling/vergelijken/excel/",
        allocation_files.allocation_compare_file,
        {"write": excel_file},
        name="allocation-compare-excel",
    ),
    path("rondes/<slug:code>/verdeling/nieuw/", allocations.allocation_make, name="allocation-make"),
    path("rondes/<slug:code>/verdeling/vergelijken/", allocations.allocation_compare, name="allocation-compare"),
    path("verdelingen/<int:pk>/", allocations.allocation_page, name="allocation"),
    path(
        "verdelingen/<int:pk>/excel/",
        allocation_files.allocation_file,
        {"write": excel_file},
        name="allocation-excel",
    ),
    path("verdelingen/<int:pk>/bijlage/", decision_papers.allocation_annex, name="allocation-annex"),
    path("verdelingen/<int:pk>/naam/", allocations.allocation_name, name="allocation-name"),
    path("verdelingen/<int:pk>/wegleggen/", allocations.allocation_discard, name="allocation-discard"),
    path("verdelingen/<int:pk>/bevestigen/", allocations.allocation_confirm, name="allocation-confirm"),
    path("verdelingen/<int:pk>/lijnen/<int:line>/", allocations.allocation_line, name="allocation-line"),
    path(
        "verdelingen/<int:pk>/stimulansen/<int:incentive>/",
        allocations.allocation_incentive,
        name="allocation-incentive",
    ),
    path("rondes/<slug:code>/excel/", files.round_file, {"write": excel_file}, name="round-excel"),
    path("rondes/<slug:code>/wijzigen/", rounds.round_change, name="round-change"),
]
