"""Addresses of the registrations, the dashboard and the snapshots."""

app_name = "kpi"

registration_urls = []

dashboard_urls = []

snapshot_urls = []

urlpatterns = [*registration_urls, *dashboard_urls, *snapshot_urls]
