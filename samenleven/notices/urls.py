"""Addresses of the messages."""

from django.urls import path

from samenleven.notices import views

app_name = "notices"

urlpatterns = [
    path("berichten/", views.notice_list, name="list"),
    path("berichten/gelezen/", views.notice_read_all, name="read-all"),
    path("berichten/<int:pk>/", views.notice_page, name="notice"),
]
