"""The portal's own addresses, and beside each the bare page that gives the same bytes."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from benchmarks.bare import bare_page
from samenleven.urls import *  # noqa: F403
from samenleven.urls import urlpatterns

urlpatterns = [
    path("kaal/open/<path:address>", login_not_required(bare_page)),
    path("kaal/binnen/<path:address>", bare_page),
    *urlpatterns,
]
