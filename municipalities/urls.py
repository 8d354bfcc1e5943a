"""Addresses of the register of local governments."""

from django.urls import path

from municipalities.views import origin_counts

app_name = "municipalities"
urlpatterns = [
    path("lokale-besturen/herkomst/", origin_counts.origin_count_import, name="origin-counts"),
]
