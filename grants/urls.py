"""Addresses of the plan and its rounds."""

app_name = "grants"
urlpatterns = []
