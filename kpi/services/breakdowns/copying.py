"""A KPI of a new round is split as those it goes on from, until an administrator says otherwise."""

from django.apps import apps
from django.db import transaction

from grants.models import Indicator
from kpi.models import IndicatorDimension


@transaction.atomic
def carry_over(programme) -> list[IndicatorDimension]:
    """Give the KPI's that never had a split those of the KPI's they continue, round after round.

    A round is opened below, where nobody knows of splits: the clock asks this each night, long before anybody counts.
    What was taken away from a KPI is in its history, and does not come back.
    """
    made = []
    for project_round in programme.rounds.filter(is_practice=False).order_by("starts_on", "pk"):
        wanted = {
            (link.from_indicator_id, split.dimension_id): None
            for link in _continued(project_round)
            for split in link.to_indicator.indicator_dimensions.all()
        }
        made += _give(wanted)
    return made


def copy_by_code(source, target) -> list[IndicatorDimension]:
    """Give the KPI's of a round that never had a split those of the same codes in another round; for a practice round."""
    theirs = dict(Indicator.objects.filter(offer__round=target).values_list("code", "pk"))
    splits = IndicatorDimension.objects.filter(indicator__offer__round=source).select_related("indicator")
    return _give(
        {
            (theirs[split.indicator.code], split.dimension_id): None
            for split in splits.order_by("pk")
            if split.indicator.code in theirs
        }
    )


def removed() -> set[tuple[int, int]]:
    """Which splits of which KPI's were there once and were taken away since."""
    stored = set(IndicatorDimension.objects.values_list("indicator_id", "dimension_id"))
    return set(_history().values_list("indicator_id", "dimension_id")) - stored


def _history():
    """Every split that a KPI ever had, taken away or not."""
    return apps.get_model("kpi.IndicatorDimensionEvent")._default_manager


def _continued(project_round):
    links = Indicator.continues.through.objects.filter(from_indicator__offer__round=project_round)
    return links.order_by("pk").prefetch_related("to_indicator__indicator_dimensions")


def _give(wanted):
    """The rows of these pairs, for the KPI's that never had one."""
    asked = {indicator for indicator, _dimension in wanted}
    had_one = set(_history().filter(indicator__in=asked).values_list("indicator_id", flat=True))
    return IndicatorDimension.objects.bulk_create(
        IndicatorDimension(indicator_id=indicator, dimension_id=dimension)
        for indicator, dimension in wanted
        if indicator not in had_one
    )
