"""Addresses of the registrations, what follows them up, the dashboard and the snapshots."""

from django.urls import path, register_converter

from kpi.views import (
    board_pages,
    breakdowns,
    burden,
    dashboard,
    exports,
    figure_files,
    follow_up,
    follow_up_applicant,
    follow_up_extensions,
    follow_up_files,
    message_files,
    messages,
    published,
    question_papers,
    question_parts,
    questions,
    receipts,
    registration_files,
    registration_reading,
    registration_sending,
    registrations,
    reminder_files,
    reminders,
    result_files,
    results,
    saved_views,
    snapshot_list,
    snapshot_runs,
    snapshots,
    uploads,
    workbooks,
)
from samenleven.core.converters import TextConverter
from samenleven.core.csv_files import csv_file
from samenleven.core.excel_files import excel_file

app_name = "kpi"
register_converter(TextConverter, "text")

_PAGE = "registraties/<slug:round_code>/<slug:kind>/<slug:code>/"

registration_urls = [
    path("planlast/", burden.burden, name="burden"),
    path("planlast/excel/", burden.burden_file, {"write": excel_file}, name="burden-excel"),
    path("registraties/", registrations.registration_list, name="registration-list"),
    path("registraties/<int:pk>/", registration_reading.registration_detail, name="registration"),
    path(_PAGE, registrations.registration_form, name="registration-form"),
    path(f"{_PAGE}bewaren/", registrations.registration_save, name="registration-save"),
    path(f"{_PAGE}motivering/", registrations.registration_motivation, name="registration-motivation"),
    path(f"{_PAGE}aanwezig/", registrations.registration_presence, name="registration-presence"),
    path(f"{_PAGE}indienen/", registration_sending.registration_submit, name="registration-submit"),
    path(f"{_PAGE}ontvangstbewijs/", registration_sending.registration_receipt, name="registration-receipt"),
    path(f"{_PAGE}ontvangstbewijs/pdf/", receipts.registration_receipt_pdf, name="registration-receipt-pdf"),
    path(f"{_PAGE}vrijgeven/", registration_sending.registration_release, name="registration-release"),
    path(f"{_PAGE}weer-openen/", registration_sending.registration_reopen, name="registration-reopen"),
    path(f"{_PAGE}terugnemen/", registration_sending.registration_take_back, name="registration-take-back"),
    path(f"{_PAGE}verbeteren/", registration_sending.registration_correct, name="registration-correct"),
    path(
        f"{_PAGE}verbeteren/stoppen/", registration_sending.registration_correct_stop, name="registration-correct-stop"
    ),
    path(
        f"{_PAGE}uitsplitsing/<int:participation>/<text:indicator>/",
        breakdowns.registration_breakdown,
        name="registration-breakdown",
    ),
    path(f"{_PAGE}vragen/", messages.registration_messages, name="registration-messages"),
    path(f"{_PAGE}vragen/schrijven/", messages.registration_message_write, name="registration-message-write"),
    path(
        f"{_PAGE}vragen/excel/",
        message_files.registration_messages_file,
        {"write": excel_file},
        name="registration-messages-excel",
    ),
    path(
        f"{_PAGE}downloaden/",
        registration_files.registration_export,
        {"write": excel_file},
        name="registration-export",
    ),
    path(
        "registraties/excel/",
        registration_files.registration_list_export,
        {"write": excel_file},
        name="registration-list-excel",
    ),
    path(
        "registraties/<int:pk>/excel/",
        registration_files.registration_versions_export,
        {"write": excel_file},
        name="registration-excel",
    ),
]

_APPLICANT = "opvolging/<slug:round_code>/<slug:kind>/<slug:code>/"

follow_up_urls = [
    path("opvolging/", follow_up.follow_up, name="follow-up"),
    path("opvolging/csv/", follow_up_files.follow_up_export, {"write": csv_file}, name="follow-up-csv"),
    path("opvolging/excel/", follow_up_files.follow_up_export, {"write": excel_file}, name="follow-up-excel"),
    path("opvolging/meer-tijd/", follow_up_extensions.extension_list, name="extensions"),
    path(
        "opvolging/meer-tijd/excel/",
        follow_up_extensions.extension_list_file,
        {"write": excel_file},
        name="extensions-excel",
    ),
    path("opvolging/meer-tijd/<int:pk>/intrekken/", follow_up_extensions.extension_withdraw, name="extension-withdraw"),
    path(_APPLICANT, follow_up_applicant.follow_up_applicant, name="follow-up-applicant"),
    path(f"{_APPLICANT}terugsturen/", follow_up_applicant.follow_up_return, name="follow-up-return"),
    path(
        f"{_APPLICANT}terugsturen/intrekken/",
        follow_up_applicant.follow_up_return_withdraw,
        name="follow-up-return-withdraw",
    ),
    path(f"{_APPLICANT}meer-tijd/", follow_up_applicant.follow_up_extend, name="follow-up-extend"),
]

_WORKBOOK = f"{_PAGE}werkboek/"

workbook_urls = [
    path(_WORKBOOK, workbooks.registration_workbook, name="registration-workbook"),
    path(f"{_WORKBOOK}downloaden/", workbooks.registration_workbook_file, name="registration-workbook-file"),
    path(f"{_WORKBOOK}<int:pk>/", workbooks.registration_upload, name="registration-upload"),
    path(f"{_WORKBOOK}<int:pk>/overnemen/", workbooks.registration_upload_accept, name="registration-upload-accept"),
    path(f"{_WORKBOOK}<int:pk>/weggooien/", workbooks.registration_upload_discard, name="registration-upload-discard"),
    path("geweigerde-bestanden/", uploads.upload_list, name="upload-list"),
    path("geweigerde-bestanden/excel/", uploads.upload_list_file, {"write": excel_file}, name="upload-list-excel"),
    path("geweigerde-bestanden/<int:pk>/", uploads.upload_file, name="upload-file"),
]

dashboard_urls = [
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard/csv/", exports.dashboard_file, {"write": csv_file}, name="dashboard-csv"),
    path("dashboard/excel/", exports.dashboard_file, {"write": excel_file}, name="dashboard-excel"),
    path("dashboard/actie/<int:number>/", dashboard.dashboard_action, name="dashboard-action"),
    path("dashboard/actie/<int:number>/csv/", exports.action_file, {"write": csv_file}, name="dashboard-action-csv"),
    path(
        "dashboard/actie/<int:number>/excel/", exports.action_file, {"write": excel_file}, name="dashboard-action-excel"
    ),
    path("dashboard/actie/<int:number>/<slug:code>/", dashboard.dashboard_origin, name="dashboard-origin"),
    path(
        "dashboard/actie/<int:number>/<slug:code>/excel/",
        figure_files.origin_file,
        {"write": excel_file},
        name="dashboard-origin-excel",
    ),
    path("dashboard/<slug:slug>/", board_pages.board, name="board"),
    path("dashboard/<slug:slug>/svg/", board_pages.board_picture, {"form": "svg"}, name="board-svg"),
    path("dashboard/<slug:slug>/png/", board_pages.board_picture, {"form": "png"}, name="board-png"),
    path("dashboard/<slug:slug>/csv/", board_pages.board_file, {"write": csv_file}, name="board-csv"),
    path("dashboard/<slug:slug>/excel/", board_pages.board_file, {"write": excel_file}, name="board-excel"),
]

saved_view_urls = [
    path("weergaven/", saved_views.saved_views, name="saved-views"),
    path("weergaven/excel/", saved_views.saved_view_file, {"write": excel_file}, name="saved-views-excel"),
    path("weergaven/nieuw/", saved_views.saved_view_new, name="saved-view-new"),
    path("weergaven/weekmail/vragen/", saved_views.digest_ask, name="digest-ask"),
    path("weergaven/weekmail/stoppen/", saved_views.digest_stop, name="digest-stop"),
    path("weergaven/<int:pk>/", saved_views.saved_view_change, name="saved-view"),
    path("weergaven/<int:pk>/verwijderen/", saved_views.saved_view_delete, name="saved-view-delete"),
]

snapshot_urls = [
    path("momentopnames/", snapshot_list.snapshot_list, name="snapshot-list"),
    path("momentopnames/excel/", figure_files.snapshot_list_file, {"write": excel_file}, name="snapshot-list-excel"),
    path("momentopnames/opdracht/<int:pk>/", snapshot_runs.snapshot_run, name="snapshot-run"),
    path("momentopnames/opdracht/<int:pk>/stoppen/", snapshot_runs.snapshot_run_stop, name="snapshot-run-stop"),
    path("momentopnames/<slug:moment>/bevriezen/", snapshots.snapshot_freeze, name="snapshot-freeze"),
    path("momentopnames/<slug:code>/", snapshots.snapshot_page, name="snapshot"),
    path("momentopnames/<slug:code>/excel/", figure_files.snapshot_file, {"write": excel_file}, name="snapshot-excel"),
    path("momentopnames/<slug:code>/uitsplitsingen/", published.snapshot_breakdowns, name="snapshot-breakdowns"),
    path(
        "momentopnames/<slug:code>/uitsplitsingen/excel/",
        published.snapshot_breakdowns_file,
        {"write": excel_file},
        name="snapshot-breakdowns-excel",
    ),
    path("momentopnames/<slug:code>/hertellen/", snapshots.snapshot_verify, name="snapshot-verify"),
]

message_urls = [
    path("vragen/", messages.message_list, name="message-list"),
    path("vragen/excel/", message_files.message_list_file, {"write": excel_file}, name="message-list-excel"),
    path("herinneringen/", reminders.reminder_list, name="reminders"),
    path("herinneringen/excel/", reminder_files.reminder_list_file, {"write": excel_file}, name="reminders-excel"),
    path("herinneringen/verstuurd/", reminders.reminders_sent, name="reminders-sent"),
    path(
        "herinneringen/verstuurd/excel/",
        reminder_files.reminders_sent_file,
        {"write": excel_file},
        name="reminders-sent-excel",
    ),
    path("herinneringen/<slug:moment>/<slug:kind>/", reminders.reminder_page, name="reminder"),
    path(
        "herinneringen/<slug:moment>/<slug:kind>/excel/",
        reminder_files.reminder_file,
        {"write": excel_file},
        name="reminder-excel",
    ),
    path("herinneringen/<slug:moment>/<slug:kind>/stoppen/", reminders.reminder_stop, name="reminder-stop"),
    path("herinneringen/<slug:moment>/<slug:kind>/hervatten/", reminders.reminder_resume, name="reminder-resume"),
]

_GOAL = "resultaten/doelstellingen/<int:number>/"
_ACTION = "resultaten/acties/<int:number>/"
_LOCAL_GOVERNMENT = "resultaten/gemeenten/<slug:code>/"

result_urls = [
    path("resultaten/", results.results, name="results"),
    path("resultaten/csv/", result_files.results_file, {"write": csv_file}, name="results-csv"),
    path("resultaten/excel/", result_files.results_file, {"write": excel_file}, name="results-excel"),
    path("resultaten/gemeenten/", results.results_search, name="results-search"),
    path(_LOCAL_GOVERNMENT, results.results_local_government, name="results-local-government"),
    path(
        f"{_LOCAL_GOVERNMENT}csv/",
        result_files.results_local_government_file,
        {"write": csv_file},
        name="results-local-government-csv",
    ),
    path(
        f"{_LOCAL_GOVERNMENT}excel/",
        result_files.results_local_government_file,
        {"write": excel_file},
        name="results-local-government-excel",
    ),
    path(_GOAL, results.results_goal, name="results-goal"),
    path(f"{_GOAL}csv/", result_files.results_goal_file, {"write": csv_file}, name="results-goal-csv"),
    path(f"{_GOAL}excel/", result_files.results_goal_file, {"write": excel_file}, name="results-goal-excel"),
    path(_ACTION, results.results_action, name="results-action"),
    path(f"{_ACTION}csv/", result_files.results_action_file, {"write": csv_file}, name="results-action-csv"),
    path(f"{_ACTION}excel/", result_files.results_action_file, {"write": excel_file}, name="results-action-excel"),
    path(
        f"{_ACTION}lokale-besturen/csv/",
        result_files.results_action_members_file,
        {"write": csv_file},
        name="results-action-members-csv",
    ),
    path("resultaten/<slug:code>/", results.results_round, name="results-round"),
    path("resultaten/<slug:code>/csv/", result_files.results_round_file, {"write": csv_file}, name="results-round-csv"),
    path(
        "resultaten/<slug:code>/excel/",
        result_files.results_round_file,
        {"write": excel_file},
        name="results-round-excel",
    ),
]

_QUESTION = "dossiers/<int:pk>/"
_PART = f"{_QUESTION}deelvragen/<int:part_pk>/"

question_urls = [
    path("dossiers/", questions.question_list, name="question-list"),
    path("dossiers/excel/", questions.question_list_file, {"write": excel_file}, name="question-list-excel"),
    path("dossiers/nieuw/", questions.question_new, name="question-new"),
    path(_QUESTION, questions.question_page, name="question"),
    path(f"{_QUESTION}wijzigen/", questions.question_change, name="question-change"),
    path(f"{_QUESTION}vervolg/", questions.question_follow, name="question-follow"),
    path(f"{_QUESTION}intrekken/", questions.question_withdraw, name="question-withdraw"),
    path(f"{_QUESTION}vergelijken/", questions.question_compare, name="question-compare"),
    path(f"{_QUESTION}bekeken/", questions.question_seen, name="question-seen"),
    path(f"{_QUESTION}goedkeuring-vragen/", questions.question_ask_approval, name="question-ask-approval"),
    path(f"{_QUESTION}antwoord/", question_papers.question_paper, name="question-paper"),
    path(f"{_QUESTION}antwoord/versturen/", question_papers.question_send, name="question-send"),
    path(f"{_QUESTION}antwoord/word/", question_papers.question_word, name="question-word"),
    path(f"{_QUESTION}antwoord/pdf/", question_papers.question_pdf, name="question-pdf"),
    path(f"{_QUESTION}deelvragen/toevoegen/", question_parts.sub_question_add, name="sub-question-add"),
    path(_PART, question_parts.sub_question, name="sub-question"),
    path(f"{_PART}tekst/", question_parts.sub_question_correct, name="sub-question-correct"),
    path(f"{_PART}samenvoegen/", question_parts.sub_question_merge, name="sub-question-merge"),
    path(f"{_PART}weglaten/", question_parts.sub_question_leave_out, name="sub-question-leave-out"),
    path(f"{_PART}goedkeuren/", question_parts.sub_question_approve, name="sub-question-approve"),
    path(f"{_PART}goedkeuring-intrekken/", question_parts.sub_question_disapprove, name="sub-question-disapprove"),
]

urlpatterns = [
    *result_urls,
    *registration_urls,
    *workbook_urls,
    *follow_up_urls,
    *message_urls,
    *dashboard_urls,
    *saved_view_urls,
    *snapshot_urls,
    *question_urls,
]
