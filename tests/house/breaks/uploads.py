"""Rules about workbooks that are handed in."""

import datetime as dt

from django.utils import timezone

from kpi.models import Upload
from kpi.states import UploadStatus
from tests import make
from tests.house.breaks import breaks


def _upload(**fields):
    body = make.local_government()
    made = make.upload(moment=make.moment(), local_government=body, by=make.editor(body))
    Upload.objects.filter(pk=made.pk).update(**fields)


@breaks("kpi_upload_status_is_known")
def _():
    _upload(status="verdwenen")


@breaks("kpi_upload_refusal_says_why")
def _():
    _upload(status=UploadStatus.REFUSED)


@breaks("kpi_upload_goes_in_the_end")
def _():
    _upload(status=UploadStatus.ACCEPTED, ended_at=timezone.now() + dt.timedelta(minutes=1))


@breaks("kpi_upload_ends_after_it_came")
def _():
    _upload(ended_at=timezone.now() - dt.timedelta(days=1))
