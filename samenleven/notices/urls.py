"""Addresses of the messages."""

from django.urls import path

from samenleven.core.excel_files import excel_file
from samenleven.notices import views

app_name = "notices"

urlpatterns = [
    path("berichten/", views.notice_list, name="list"),
    path("berichten/excel/", views.notice_list_file, {"write": excel_file}, name="list-excel"),
    path("berichten/gelezen/", views.notice_read_all, name="read-all"),
    path("berichten/<int:pk>/", views.notice_page, name="notice"),
]
