"""Rules about what is registered and frozen."""

import datetime as dt

from django.utils import timezone

from grants.states import Measure
from kpi.models import (
    ActionFigure,
    AwardFigure,
    BreakdownFigure,
    BreakdownValue,
    Category,
    Dimension,
    DraftValue,
    IndicatorDimension,
    IndicatorFigure,
    OfferFigure,
    Registration,
    RegistrationValue,
    RegistrationVersion,
    Snapshot,
    SnapshotRun,
    TotalFigure,
)
from kpi.services.snapshots import take_on_demand
from kpi.states import RunStatus, SnapshotCause
from tests import make
from tests.house.breaks import breaks

DIGEST = "0" * 64


def a_registration():
    commitment = make.commitment()
    moment = make.moment(commitment.participation.line.application.round)
    return Registration.objects.create(participation=commitment.participation, moment=moment)


def _draft(registration, **fields):
    now = timezone.now()
    indicator = registration.participation.commitments.get().indicator
    return DraftValue.objects.create(registration=registration, indicator=indicator, saved_at=now, **fields)


def _version(registration=None, number=1, **fields):
    registration = registration or a_registration()
    sent_at = registration.moment.deadline - dt.timedelta(days=1)
    return RegistrationVersion.objects.create(registration=registration, number=number, sent_at=sent_at, **fields)


def _value(version, **fields):
    indicator = version.registration.participation.commitments.get().indicator
    return RegistrationValue.objects.create(version=version, indicator=indicator, **fields)


def a_category():
    return Category.objects.create(
        dimension=Dimension.objects.create(code="land", name="Land"), code="be", name="België"
    )


def _snapshot(moment=None, number=1, **fields):
    moment = moment or make.moment()
    now = timezone.now()
    fields = {"cause": SnapshotCause.ON_DEMAND, "digest": DIGEST, "code": f"x-{moment.pk}-{number}"} | fields
    return Snapshot.objects.create(
        moment=moment, number=number, as_of=now, was_due=True, taken_at=now, rule_version="1", **fields
    )


def frozen():
    """A real snapshot with one figure of each kind."""
    registration = a_registration()
    make.award(registration.participation.line)
    project_round = registration.moment.round
    make.published(project_round, registration.participation.line.offer.action, Measure.TARGET)
    version = _version(registration)
    _value(version, count=5)
    BreakdownValue.objects.create(
        version=version,
        indicator=registration.participation.commitments.get().indicator,
        category=a_category(),
        count=3,
    )
    return take_on_demand(registration.moment)


def _again(model):
    """A second row of the same grain, before the snapshot stands: the trigger lets it, the grain does not."""
    row = model.objects.filter(snapshot=frozen()).first()
    row.pk, row.snapshot_id = None, row.snapshot_id + 1000
    rows = [row, type(row)(**{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields})]
    model.objects.bulk_create(rows)


def _added_later(model):
    """One more row for a snapshot that stands."""
    row = model.objects.filter(snapshot=frozen()).first()
    row.pk = None
    row.save(force_insert=True)


@breaks("kpi_category_code_is_unique")
def _():
    category = a_category()
    Category.objects.create(dimension=category.dimension, code="be", name="Nog eens")


@breaks("kpi_indicatordimension_once")
def _():
    indicator, dimension = make.indicator(), Dimension.objects.create(code="land", name="Land")
    for _each in range(2):
        IndicatorDimension.objects.create(indicator=indicator, dimension=dimension)


@breaks("kpi_registration_once_per_moment")
def _():
    registration = a_registration()
    Registration.objects.create(participation=registration.participation, moment=registration.moment)


@breaks("kpi_registration_status_is_known")
def _():
    a_registration()
    Registration.objects.update(status="weg")


@breaks("kpi_draftvalue_once_per_indicator")
def _():
    registration = a_registration()
    _draft(registration)
    _draft(registration)


@breaks("kpi_draftvalue_counts_or_does_not_apply")
def _():
    _draft(a_registration(), count=0, not_applicable=True)


@breaks("kpi_registrationversion_number_is_unique")
def _():
    version = _version()
    _version(version.registration)


@breaks("kpi_registrationversion_taken_back_after_it_was_sent")
def _():
    _version(taken_back_at=timezone.make_aware(dt.datetime(2020, 1, 1)))


@breaks("kpi_registrationversion_who_took_it_back_says_when")
def _():
    _version(taken_back_by=make.user())


@breaks("kpi_registrationversion_is_never_deleted")
def _():
    _version()
    RegistrationVersion.objects.all().delete()


@breaks("kpi_registrationversion_only_taken_back_once")
def _():
    _version()
    RegistrationVersion.objects.update(number=2)


@breaks("kpi_registrationvalue_once_per_indicator")
def _():
    version = _version()
    _value(version, count=1)
    _value(version, count=2)


@breaks("kpi_registrationvalue_counts_or_does_not_apply")
def _():
    _value(_version())


@breaks("kpi_registrationvalue_is_never_changed")
def _():
    _value(_version(), count=1)
    RegistrationValue.objects.update(count=2)


@breaks("kpi_breakdownvalue_is_never_changed")
def _():
    frozen()
    BreakdownValue.objects.update(count=4)


@breaks("kpi_snapshot_number_is_unique")
def _():
    first = _snapshot()
    _snapshot(first.moment, code="anders")


@breaks("kpi_snapshot_one_deadline_each")
def _():
    first = _snapshot(cause=SnapshotCause.DEADLINE)
    _snapshot(first.moment, number=2, cause=SnapshotCause.DEADLINE)


@breaks("kpi_snapshot_cause_is_known")
def _():
    _snapshot(cause="zin")


@breaks("kpi_snapshot_has_a_digest")
def _():
    _snapshot(digest="niets")


@breaks("kpi_snapshot_correction_says_of_what")
def _():
    _snapshot(cause=SnapshotCause.CORRECTION)


@breaks("kpi_snapshot_is_written_once")
def _():
    _snapshot()
    Snapshot.objects.update(digest="1" * 64)


@breaks("kpi_snapshotrun_status_is_known")
def _():
    SnapshotRun.objects.create(moment=make.moment(), status="moe")


@breaks("kpi_snapshotrun_one_at_a_time")
def _():
    moment = make.moment()
    for status in (RunStatus.WAITING, RunStatus.RUNNING):
        SnapshotRun.objects.create(moment=moment, status=status)


@breaks("kpi_breakdownfigure_is_written_once")
def _():
    frozen()
    BreakdownFigure.objects.update(count=4)


for _model, _field in (
    (ActionFigure, {"is_expected": False}),
    (AwardFigure, {"amount": 1}),
    (IndicatorFigure, {"realised": 1}),
    (OfferFigure, {"financed": False}),
    (TotalFigure, {"value": 1}),
):
    _table = _model._meta.db_table
    breaks(f"{_table}_grain")(lambda model=_model: _again(model))
    breaks(f"{_table}_comes_with_its_snapshot")(lambda model=_model: _added_later(model))
    breaks(f"{_table}_is_written_once")(lambda model=_model, field=_field: (frozen(), model.objects.update(**field)))
