"""The front door."""

from django.contrib import admin
from django.urls import include, path

from samenleven import views

urlpatterns = [
    path("", views.home, name="home"),
    path("toegankelijkheid/", views.page, {"name": "accessibility"}, name="accessibility"),
    path("privacy/", views.page, {"name": "privacy"}, name="privacy"),
    path("contact/", views.page, {"name": "contact"}, name="contact"),
    path("", include("samenleven.accounts.urls")),
    path("", include("samenleven.notices.urls")),
    path("", include("municipalities.urls")),
    path("", include("grants.urls")),
    path("", include("kpi.urls")),
    path("", include("samenleven.open_data.pages")),
    path("beheer/", admin.site.urls),
    path("api/v1/", include("samenleven.api")),
]

# Under /api/ these answer with problem+json, elsewhere with the page of the same number.
handler400 = "samenleven.core.problems.bad_request"
handler403 = "samenleven.core.problems.permission_denied"
handler404 = "samenleven.core.problems.page_not_found"
handler500 = "samenleven.core.outage.server_error"
