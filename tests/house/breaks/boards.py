"""Rules about what somebody keeps of the dashboards."""

import datetime as dt

from django.utils import timezone

from kpi.models import Borders, Digest, SavedView
from samenleven.notices.models import Notice
from tests import make
from tests.house.breaks import breaks

MONDAY = dt.date(2026, 11, 23)


def _view(owner=None, **fields):
    fields = {"name": "Mijn regio", "path": "/dashboard/?regio=Waasland"} | fields
    return SavedView.objects.create(owner=owner or make.user(), saved_at=timezone.now(), **fields)


def _digest(to=None, **fields):
    to = to or make.user()
    notice = Notice.objects.create(to=to, subject="Weekmail", text="Tekst", html="Tekst")
    until = timezone.now()
    fields = {"on": MONDAY, "since": until - dt.timedelta(days=7), "until": until} | fields
    return Digest.objects.create(to=to, notice=notice, **fields)


@breaks("kpi_savedview_name_once_each")
def _():
    _view(_view().owner)


@breaks("kpi_savedview_has_a_name")
def _():
    _view(name="")


@breaks("kpi_savedview_is_of_a_dashboard")
def _():
    _view(path="https://example.org/dashboard/")


@breaks("kpi_digest_one_a_week")
def _():
    _digest(_digest().to)


@breaks("kpi_digest_on_a_monday")
def _():
    _digest(on=MONDAY + dt.timedelta(days=1))


@breaks("kpi_digest_over_a_time")
def _():
    _digest(since=timezone.now() + dt.timedelta(days=1))


@breaks("kpi_digest_is_never_changed")
def _():
    _digest()
    Digest.objects.update(on=MONDAY)


@breaks("kpi_borders_name_their_source")
def _():
    Borders.objects.create(source="", outlines=[], number=0, loaded_at=timezone.now(), loaded_by=make.user())
